using Megalis.Kernel.Data;

namespace Megalis.Workflows.Data;

/// <summary>One version of a definition. Once published it never changes: instances stand on it.</summary>
internal sealed class DefinitionRow : ITenantOwned
{
    /// <summary>The version's own id; Elsa's « id », beside <see cref="DefinitionId"/> that all versions share.</summary>
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string DefinitionId { get; set; } = "";
    public int Version { get; set; }
    public string Name { get; set; } = "";

    /// <summary>New instances stand on this version; one at most for each definition.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>Elsa 3 JSON in canonical form.</summary>
    public string Json { get; set; } = "";

    /// <summary>SHA-256 of what the definition does: positions on the drawing and the order of activities do not count.</summary>
    public string Hash { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
    public string CreatedBy { get; set; } = "";

    /// <summary>Null: a draft.</summary>
    public DateTimeOffset? PublishedAt { get; set; }
    public string PublishedBy { get; set; } = "";
}

/// <summary>What starts instances of a published definition by itself: an event of this name, or a clock.</summary>
internal sealed class TriggerRow : ITenantOwned
{
    public string VersionId { get; set; } = "";
    public string ActivityId { get; set; } = "";
    public int TenantId { get; set; }

    /// <summary>One of <c>StartTriggers</c>' kinds: event, timer, cron, date.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The event's name; the interval, the calendar or the date as the definition writes it.</summary>
    public string Key { get; set; } = "";
}
