using System.Text.Json.Nodes;
using Megalis.Kernel.Modules;

namespace Megalis.Kernel.Workflows;

/// <summary>
/// An activity that a module contributes to workflows, registered with <c>AddActivity&lt;T&gt;</c>. One instance for each
/// step, in the scope of the instance's tenant and inside the step's transaction: it may change rows and add rows to the
/// queue; it calls nothing outside.
/// </summary>
public interface IActivity
{
    /// <summary>Constant while the process runs.</summary>
    ActivityDescription Description { get; }

    /// <summary>
    /// A token reached the activity. Whatever it throws undoes the step; the queue tries again and at last gives the
    /// operator an incident.
    /// </summary>
    Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop);
}

/// <summary>What an activity is run with.</summary>
/// <param name="InstanceId">The running workflow.</param>
/// <param name="Key">The same for every attempt of this execution and of no other: the key of what must happen once.</param>
/// <param name="CorrelationId">What the workflow is about; empty when it has not been said.</param>
/// <param name="Inputs">Evaluated, by their camelCase names; an input that the definition does not give is absent.</param>
public sealed record ActivityCall(string InstanceId, string Key, string CorrelationId, IReadOnlyDictionary<string, JsonNode?> Inputs)
{
    /// <summary>The input as a text; empty when it is absent, null or no text.</summary>
    public string Text(string name) =>
        Inputs.GetValueOrDefault(name) is JsonValue value ? value.TryGetValue<string>(out var text) ? text : value.ToJsonString() : "";
}

/// <summary>What became of a run: done by one port, waiting for an event, or refused.</summary>
public sealed record ActivityResult
{
    private ActivityResult()
    {
    }

    /// <summary>The port by which the token leaves; null while it stays.</summary>
    public string? Outcome { get; private init; }

    /// <summary>By the names of <see cref="ActivityDescription.Outputs"/>.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Outputs { get; private init; } = new Dictionary<string, JsonNode?>();

    /// <summary>
    /// The token rests until an event of this name comes. The event's payload may hold <c>outcome</c> (one of the ports)
    /// and <c>outputs</c>; without them the token leaves by the first port. It may hold <c>refusal</c> instead, a French
    /// sentence: what was asked for failed, the operator has an incident, and trying again runs the activity once more.
    /// </summary>
    public string? Event { get; private init; }

    /// <summary>Why it cannot be done: an incident with this French sentence. Nothing is tried again by itself.</summary>
    public string? Refusal { get; private init; }

    public static ActivityResult Done(string outcome = ActivityDescription.Done, IReadOnlyDictionary<string, JsonNode?>? outputs = null) =>
        new() { Outcome = outcome, Outputs = outputs ?? new Dictionary<string, JsonNode?>() };

    public static ActivityResult WaitFor(string eventName) => new() { Event = eventName };

    public static ActivityResult Refuse(string sentence) => new() { Refusal = sentence };
}

/// <summary>The verb of a module's startup for workflows.</summary>
public static class ActivityFeatureServices
{
    /// <summary>An activity type; definitions may use it where the feature is on.</summary>
    public static FeatureServices AddActivity<T>(this FeatureServices services) where T : class, IActivity
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.Contribute<IActivity, T>();
    }
}
