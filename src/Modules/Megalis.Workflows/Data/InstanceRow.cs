using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;

namespace Megalis.Workflows.Data;

/// <summary>One run of a definition, pinned to the version that it started on or was migrated to.</summary>
internal sealed class InstanceRow : ITenantOwned
{
    private string _title = "";

    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string VersionId { get; set; } = "";
    public string DefinitionId { get; set; } = "";
    public string Title
    {
        get => _title;
        set => (_title, TitleFolded) = (value, Folded.Of(value));
    }

    /// <summary>As it is searched and sorted; empty in rows that an older version stored.</summary>
    public string TitleFolded { get; private set; } = "";
    public InstanceStatus Status { get; set; }

    /// <summary>Counted up by every step and every act of an operator; as many rows of <see cref="StepRow"/>.</summary>
    public long Revision { get; set; }

    /// <summary>JSON, see docs/reference/workflows.md.</summary>
    public string State { get; set; } = "{}";
    public string CorrelationId { get; set; } = "";

    /// <summary>The instance whose ExecuteWorkflow waits for this one, or whose DispatchWorkflow began it; empty when started otherwise.</summary>
    public string ParentId { get; set; } = "";

    /// <summary>The waiting execution in the parent; 0 when nobody waits.</summary>
    public int ParentExecution { get; set; }

    /// <summary>Who starts twice under one key starts once.</summary>
    public string? StartKey { get; set; }
    public int OpenIncidents { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public string StartedBy { get; set; } = "";
    public DateTimeOffset ChangedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
}

internal enum InstanceStatus
{
    /// <summary>A step is due.</summary>
    Running,

    /// <summary>For a person, an event, a date, an answer, or an operator.</summary>
    Waiting,
    Finished,
    Cancelled,
    Faulted,
}
