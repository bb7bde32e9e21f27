using System.Text.Json.Nodes;

namespace Megalis.Workflows.Runtime;

/// <summary>What wakes an execution: a stimulus, or a timer's row of the queue.</summary>
/// <param name="Execution">Whom; 0: whichever waits for this kind and key.</param>
internal sealed record Signal(string Kind, string Key, int Execution, JsonNode? Payload);

/// <summary>What became of a signal.</summary>
internal enum Heard
{
    /// <summary>Somebody waited for it.</summary>
    Taken,

    /// <summary>Nobody waits for it yet.</summary>
    Parked,

    /// <summary>Whom it was for has ended.</summary>
    Late,
}

/// <summary>One line of a step's journal.</summary>
/// <param name="What">done, waits, failed, cancelled, note, or what an operator did.</param>
/// <param name="Activity">Its id in the definition; empty for the instance as a whole.</param>
/// <param name="Execution">0 for the instance as a whole.</param>
/// <param name="Text">Outcomes, what is waited for, the error, the note.</param>
internal sealed record StepEntry(string What, string Activity, int Execution, string Text);

/// <summary>What an activity tells the rest of the world, once the step commits.</summary>
internal abstract record Announcement;

/// <summary>PublishEvent.</summary>
internal sealed record EventAnnounced(string Name, string CorrelationId, JsonNode? Payload, string Key) : Announcement;

/// <summary>DispatchWorkflow: nobody waits for what was begun.</summary>
internal sealed record InstanceAnnounced(ChildRequest Child, string Key) : Announcement;

/// <summary>What ExecuteWorkflow and DispatchWorkflow begin.</summary>
internal sealed record ChildRequest(string DefinitionId, IReadOnlyDictionary<string, JsonNode?> Input, string CorrelationId);

/// <summary>What somebody is asked to do.</summary>
/// <param name="ReasonFor">Those of the outcomes that are given with a reason only.</param>
internal sealed record TaskRequest(
    string Title, string Instructions, string Link, string AccountId, string Role, string Group, IReadOnlyList<string> Outcomes, IReadOnlyList<string> ReasonFor, DateTimeOffset? Due);

/// <summary>A call to an outside line.</summary>
/// <param name="Round">Counted up when an operator tries again: each round has an answer of its own.</param>
/// <param name="Uncertain">An earlier round may have arrived: the other side is asked first.</param>
internal sealed record EffectRequest(string Line, JsonNode? Arguments, int Round, bool Uncertain);

/// <summary>Work for another module.</summary>
internal sealed record WorkRequest(string Name, JsonNode? Payload);

/// <summary>An activity that cannot run; an operator is asked.</summary>
internal sealed class ActivityFailedException(string message) : Exception(message);
