using Megalis.Kernel.Queue;

namespace Megalis.Procurement.Contracts;

/// <summary>A consultation can be read by everybody from now on (code de la commande publique, R. 2132-1 and R. 2132-2).</summary>
/// <param name="ConsultationId">26 characters; rows of it lie in the tenant that the event is delivered for.</param>
/// <param name="Reference">Unique in the region: « 2026-KER-0001 ». The public page is <c>/marches/{reference}</c>.</param>
[QueueKind("consultation.published.v1", Label = "Suites de la publication d'une consultation")]
public sealed record ConsultationPublished(string ConsultationId, string Reference);

/// <summary>Something that companies rely on was changed after publication: deadline, facts, documents (R. 2151-4).</summary>
/// <param name="Summary">French, one sentence a change, as the public history shows it.</param>
[QueueKind("consultation.changed.v1", Label = "Suites de la modification d'une consultation")]
public sealed record ConsultationChanged(string ConsultationId, string Reference, string Summary)
{
    /// <summary>When: with the consultation it tells one change from another of the same words. Unset in rows from before it was kept.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>The buyer gave the procedure up before its end (R. 2185-1).</summary>
/// <param name="Reason">As the buyer wrote it; it is public.</param>
[QueueKind("consultation.cancelled.v1", Label = "Suites d'une consultation sans suite")]
public sealed record ConsultationCancelled(string ConsultationId, string Reference, string Reason);

/// <summary>A company asks; the buyer owes an answer to all (annexe 7, I-9°). Who asked is not in the event.</summary>
[QueueKind("consultation.question-asked.v1", Label = "Suites d'une question sur une consultation")]
public sealed record QuestionAsked(string ConsultationId, string Reference, string QuestionId);
