namespace Megalis.Kernel.Workflows;

/// <summary>What an activity type is to whoever draws, checks and runs a workflow: its ports, its inputs, whether a token rests on it.</summary>
/// <param name="Type">Elsa's form, stable for ever: <c>Megalis.CreateTenant</c>. Compared exactly.</param>
/// <param name="Name">What people read, in French.</param>
public sealed record ActivityDescription(string Type, string Name)
{
    public const string Done = "Done";

    public ActivityNature Nature { get; init; } = ActivityNature.Pure;

    /// <summary>Outcomes by which a token may leave; each run takes one of them.</summary>
    public IReadOnlyList<string> Ports { get; init; } = [Done];

    /// <summary>The input whose literal list of texts replaces <see cref="Ports"/> when it is given; null for none.</summary>
    public string? PortsFrom { get; init; }

    public IReadOnlyList<ActivityInput> Inputs { get; init; } = [];

    /// <summary>
    /// What an account must hold beside the right to repair circuits to put a token on it by hand, or right before it; null when
    /// that is enough. Where the circuit itself leads there, whoever published it has decided.
    /// </summary>
    public string? Permission { get; init; }

    /// <summary>Outputs that a definition may tie to a variable.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];
}

/// <summary>An input of an activity.</summary>
/// <param name="Name">camelCase, as it stands in the definition.</param>
/// <param name="TypeName">Elsa's: <c>String</c>, <c>Boolean</c>, <c>Int32</c>, <c>TimeSpan</c>, <c>DateTime</c>, <c>Object</c>.</param>
public sealed record ActivityInput(string Name, string TypeName = "String", bool Required = false);

/// <summary>Where an activity does its work.</summary>
public enum ActivityNature
{
    /// <summary>Inside the step's transaction, at once.</summary>
    Pure,

    /// <summary>A token rests until something comes: an instant, an event, a person.</summary>
    Waits,

    /// <summary>An outside line does the work, from a row of the queue; a token rests until the answer comes.</summary>
    Outside,
}
