using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Megalis.Workflows.Runtime.State;

/// <summary>
/// Where an instance stands, as it is stored: who reads it needs neither the code nor the history. Its form is a contract
/// (docs/reference/workflows.md): what an earlier version stored, every later one runs.
/// </summary>
internal sealed class InstanceState
{
    public int Format { get; set; } = 1;

    /// <summary>The number of the next execution. Numbers are never given twice in an instance.</summary>
    public int Next { get; set; } = 1;
    public Dictionary<string, JsonNode?> Variables { get; set; } = [];
    public Dictionary<string, JsonNode?> Input { get; set; } = [];

    /// <summary>The activity at which the instance began because its event came; empty otherwise.</summary>
    public string StartedAt { get; set; } = "";

    /// <summary>Every activity that has begun and not ended, the containers among them.</summary>
    public List<Execution> Executions { get; set; } = [];

    /// <summary>Numbers of executions that have not run yet, the next first.</summary>
    public List<int> Ready { get; set; } = [];

    /// <summary>Steps that ended with more to run, without a rest between them.</summary>
    public int Turns { get; set; }

    /// <summary>How many instances wait for this one, each for the next.</summary>
    public int Depth { get; set; }

    /// <summary>What was done and can be undone, the oldest first.</summary>
    public List<Undoable> Undoables { get; set; } = [];

    public static InstanceState Read(string json) => JsonSerializer.Deserialize<InstanceState>(json, StoredJson.Options)!;

    public string Write() => JsonSerializer.Serialize(this, StoredJson.Options);

    public Execution? Find(int number) => Executions.Find(e => e.Number == number);
}

/// <summary>One activity at work: a token, or a container of tokens.</summary>
internal sealed class Execution
{
    public int Number { get; set; }
    public string Activity { get; set; } = "";

    /// <summary>The execution that contains it; 0 for the root.</summary>
    public int Parent { get; set; }

    /// <summary>What the activity remembers: the place in a sequence, tokens before joins.</summary>
    public JsonObject? Data { get; set; }
    public List<Wait> Waits { get; set; } = [];

    /// <summary>It failed; an operator decides. Nothing wakes it but their decision.</summary>
    public bool Stuck { get; set; }
}

/// <summary>What an execution waits for.</summary>
internal sealed class Wait
{
    public string Kind { get; set; } = "";

    /// <summary>The name of an event; empty where the execution itself is the key.</summary>
    public string Key { get; set; } = "";

    /// <summary>Of a timer.</summary>
    public DateTimeOffset? Due { get; set; }

    /// <summary>What is asked for when the wait begins: a task, an effect, a sub-workflow. Not stored: it lies where it was asked.</summary>
    [JsonIgnore]
    public object? Request { get; set; }

    /// <summary>It began in the step at hand.</summary>
    [JsonIgnore]
    public bool IsNew { get; set; }
}

/// <summary>An activity that ended well and names another one that undoes it.</summary>
internal sealed record Undoable(int Number, string Activity, string By);

/// <summary>Kinds of waits and of the stimuli that end them. Stored: never change one.</summary>
internal static class WaitKinds
{
    public const string Task = "task";
    public const string Event = "event";
    public const string Timer = "timer";
    public const string Effect = "effect";
    public const string Child = "child";

    /// <summary>Work that another module does (RunTask).</summary>
    public const string Work = "work";
}
