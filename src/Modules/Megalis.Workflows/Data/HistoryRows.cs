using Megalis.Kernel.Data;

namespace Megalis.Workflows.Data;

/// <summary>What one transaction did to an instance; one row for each revision.</summary>
internal sealed class StepRow : ITenantOwned
{
    public string InstanceId { get; set; } = "";

    /// <summary>The instance's revision after it.</summary>
    public long Number { get; set; }
    public int TenantId { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>What woke it: start, event, task, timer, effect, child, operator ...</summary>
    public string Cause { get; set; } = "";

    /// <summary>The account that acted, or empty.</summary>
    public string Actor { get; set; } = "";

    /// <summary>A JSON array of <c>StepEntry</c>, in order.</summary>
    public string Entries { get; set; } = "[]";
}

/// <summary>What an operator must decide.</summary>
internal sealed class IncidentRow : ITenantOwned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string InstanceId { get; set; } = "";
    public int Execution { get; set; }
    public string ActivityId { get; set; } = "";
    public IncidentKind Kind { get; set; }

    /// <summary>What went wrong, for the operator.</summary>
    public string Message { get; set; } = "";
    public DateTimeOffset At { get; set; }
    public DateTimeOffset? ResolvedAt { get; set; }
    public string ResolvedBy { get; set; } = "";

    /// <summary>retry, done, skip, withdrawn ...; empty while it is open.</summary>
    public string Resolution { get; set; } = "";

    /// <summary>How the operator knows that it was done; their reason to skip.</summary>
    public string Proof { get; set; } = "";
}

internal enum IncidentKind
{
    /// <summary>The activity could not run: an expression fails, an input makes no sense.</summary>
    Activity,

    /// <summary>An outside line refused, or did not answer until the attempts ended.</summary>
    Effect,

    /// <summary>Nobody knows whether an effect arrived.</summary>
    Uncertain,

    /// <summary>A sub-workflow did not finish well.</summary>
    Child,
}
