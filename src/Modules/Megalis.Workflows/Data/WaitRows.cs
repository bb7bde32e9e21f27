using Megalis.Kernel.Data;

namespace Megalis.Workflows.Data;

/// <summary>What an execution of an instance waits for; the state holds the same, this row is found by its key.</summary>
internal sealed class BookmarkRow : ITenantOwned
{
    public string InstanceId { get; set; } = "";

    /// <summary>The number of the execution within its instance.</summary>
    public int Execution { get; set; }
    public string Kind { get; set; } = "";
    public int TenantId { get; set; }
    public string Key { get; set; } = "";
    public string ActivityId { get; set; } = "";

    /// <summary>The instance's, while it waits.</summary>
    public string CorrelationId { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? Due { get; set; }
}

/// <summary>
/// Something that happened and that an instance waits for, or will. Written in the transaction in which it happened; it
/// has no expiry: what meets no bookmark lies here until the bookmark appears.
/// </summary>
internal sealed class StimulusRow : ITenantOwned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }

    /// <summary>For whom; empty: for every instance that waits for this kind and key.</summary>
    public string InstanceId { get; set; } = "";

    /// <summary>For which of its executions; 0: for whichever waits for this kind and key.</summary>
    public int Execution { get; set; }
    public string Kind { get; set; } = "";
    public string Key { get; set; } = "";

    /// <summary>Only for instances of this correlation; empty: for all.</summary>
    public string CorrelationId { get; set; } = "";

    /// <summary>JSON.</summary>
    public string Payload { get; set; } = "null";

    /// <summary>A second stimulus of the same key is not stored, however late it comes.</summary>
    public string? DedupeKey { get; set; }
    public StimulusState State { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
}

internal enum StimulusState
{
    /// <summary>On its way: an event that was not brought to anybody yet; of one instance, what it has not heard yet.</summary>
    Open,

    /// <summary>Somebody waited for it.</summary>
    Taken,

    /// <summary>Its execution, or its instance, had ended.</summary>
    Late,

    /// <summary>An event that was brought to all and that nobody waited for: the first that comes to wait has it.</summary>
    Parked,
}

/// <summary>A task in somebody's inbox: the projection of an execution that waits for a person.</summary>
internal sealed class TaskRow : ITenantOwned, IVersioned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string InstanceId { get; set; } = "";
    public int Execution { get; set; }
    public string ActivityId { get; set; } = "";
    public string Title { get; set; } = "";
    public string Instructions { get; set; } = "";

    /// <summary>A path of this tenant where the subject is seen; or empty.</summary>
    public string Link { get; set; } = "";

    /// <summary>The account it is for; empty: for whoever holds the role or belongs to the group.</summary>
    public string AccountId { get; set; } = "";
    public string Role { get; set; } = "";
    public string Group { get; set; } = "";

    /// <summary>A JSON array of the outcomes to choose from, the first one first.</summary>
    public string Outcomes { get; set; } = "[]";

    /// <summary>A JSON array of those outcomes that need a reason.</summary>
    public string ReasonFor { get; set; } = "[]";

    /// <summary>Title and instance's title, to be searched; empty on rows of the first migration.</summary>
    public string Folded { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? Due { get; set; }
    public TaskState State { get; set; }

    /// <summary>The number of the <see cref="TaskMoveRow"/> by which it lies where it lies; 0: where the definition put it.</summary>
    public int Move { get; set; }
    public string Outcome { get; set; } = "";
    public string Comment { get; set; } = "";
    public string EndedBy { get; set; } = "";
    public DateTimeOffset? EndedAt { get; set; }
    public int Version { get; set; }
}

/// <summary>A task changed hands. Rows are added only; giving back is one more row.</summary>
internal sealed class TaskMoveRow : ITenantOwned
{
    public string TaskId { get; set; } = "";

    /// <summary>From 1.</summary>
    public int Number { get; set; }
    public int TenantId { get; set; }
    public TaskMoveKind Kind { get; set; }
    public DateTimeOffset At { get; set; }
    public string By { get; set; } = "";
    public string Comment { get; set; } = "";

    /// <summary>Where it lay before: what giving back restores.</summary>
    public string FromAccount { get; set; } = "";
    public string FromRole { get; set; } = "";
    public string FromGroup { get; set; } = "";

    /// <summary><see cref="TaskRow.Move"/> before: the move that holds again once this one is given back.</summary>
    public int FromMove { get; set; }

    /// <summary>Who has it now; empty when it went back to a role or a group.</summary>
    public string ToAccount { get; set; } = "";
}

internal enum TaskMoveKind
{
    /// <summary>To somebody else.</summary>
    HandedOn,

    /// <summary>A role's or a group's task, by one of them for themself.</summary>
    Taken,

    /// <summary>Back to where it was, by who had it or by who had handed it on.</summary>
    GivenBack,

    /// <summary>Back by itself: who had it works in this tenant no more.</summary>
    HolderLeft,

    /// <summary>Back by itself: who had taken it has lost the role or the group for which it lay.</summary>
    RoleLost,
}

internal enum TaskState
{
    Open,
    Done,

    /// <summary>The instance went another way: cancelled, migrated, moved by an operator.</summary>
    Withdrawn,
}
