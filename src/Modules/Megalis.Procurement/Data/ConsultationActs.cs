using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Data;

/// <summary>
/// What an act on a consultation leaves beside the change itself: journal entry, event, public history, public
/// projection. Called before the one SaveChanges of the act.
/// </summary>
internal sealed class ConsultationActs(MegalisDb db, Journal journal, Outbox outbox, PublicProjection projection, CurrentUser user, TimeProvider clock)
{
    public const string Subject = "consultation";

    public Author Author => user.IsSignedIn ? new Author(user.AccountId, user.DisplayName) : new Author(Journal.SystemActor, "La plateforme");

    /// <summary>An act on a draft, or one that the public does not see: the journal alone.</summary>
    public void Note(Consultation consultation, string act, object payload) =>
        journal.Append($"consultation.{act}", Subject, consultation.Id, payload);

    public async Task PublishedAsync(Consultation consultation, CancellationToken stop = default)
    {
        Note(consultation, "published", new
        {
            consultation.Reference,
            consultation.Objet,
            consultation.Deadline,
            consultation.OpeningQuorum,
            consultation.QuorumReason,
            Files = FilesOf(consultation),
        });
        outbox.Add(new ConsultationPublished(consultation.Id, consultation.Reference));
        await projection.WriteAsync(consultation, stop);
    }

    /// <summary>A change after publication: one public sentence each, one event for all, told to all whom it concerns.</summary>
    public async Task ChangedAsync(Consultation consultation, string act, IReadOnlyCollection<string> sentences, object payload, CancellationToken stop = default)
    {
        var now = clock.GetUtcNow();
        consultation.ChangedAt = now;
        foreach (var sentence in sentences)
            db.Add(new ConsultationChange { ConsultationId = consultation.Id, At = now, By = Author.AccountId, ByName = Author.Name, Sentence = sentence });
        Note(consultation, act, payload);
        if (sentences.Count > 0)
            outbox.Add(new ConsultationChanged(consultation.Id, consultation.Reference, string.Join('\n', sentences)) { At = now });
        await projection.WriteAsync(consultation, stop);
    }

    public async Task CancelledAsync(Consultation consultation, CancellationToken stop = default)
    {
        var reason = consultation.Cancelled!.Reason;
        Note(consultation, "cancelled", new { consultation.Reference, Reason = reason });
        outbox.Add(new ConsultationCancelled(consultation.Id, consultation.Reference, reason));
        await projection.WriteAsync(consultation, stop);
    }

    private static IEnumerable<object> FilesOf(Consultation consultation) =>
        consultation.CurrentFiles.Select(f => new { f.Current.DisplayName, f.Current.Number, f.Current.Length, f.Current.Sha256 });
}
