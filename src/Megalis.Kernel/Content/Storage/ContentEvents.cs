using Megalis.Kernel.Queue;

namespace Megalis.Kernel.Content.Storage;

/// <summary>A version of an item became what visitors see. Delivered after the commit, at least once.</summary>
[QueueKind("content.published.v1", Label = "Suites de la publication d'un contenu")]
public sealed record ContentPublished(string ContentItemId, string ContentItemVersionId, string ContentType);

/// <summary>An item is no longer seen by visitors: it was unpublished or removed.</summary>
[QueueKind("content.unpublished.v1", Label = "Suites du retrait d'un contenu")]
public sealed record ContentUnpublished(string ContentItemId, string ContentType);

/// <summary>What editors had written and visitors did not see is no longer there: the item was removed, or its draft beside a published version was given up.</summary>
[QueueKind("content.dropped.v1", Label = "Suites de l'abandon d'un contenu")]
public sealed record ContentDropped(string ContentItemId, string ContentType);

/// <summary>What was planned could not be done when it was due.</summary>
/// <param name="AccountId">Who planned it; empty for the platform.</param>
/// <param name="Reason">In French.</param>
[QueueKind("content.schedule-failed.v1", Label = "Suites d'une publication programmée qui n'a pas pu se faire")]
public sealed record ContentScheduleFailed(string ContentItemId, ContentScheduleAction Action, string AccountId, string Reason);

/// <summary>A scheduled act is due. <see cref="ScheduleId"/>: a schedule that was replaced or cancelled finds nothing.</summary>
[QueueKind("content.schedule.v1", Lane.Steps, Label = "Publication ou retrait programmés d'un contenu")]
internal sealed record ContentScheduleDue(string ScheduleId)
{
    /// <summary>What the planner had read; empty for a plan of an earlier release, which asked for no state.</summary>
    public string Revision { get; init; } = "";

    /// <summary>The right that the planner must still hold; empty when none was asked for.</summary>
    public string Permission { get; init; } = "";
}
