using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Workflows.Formulas;

namespace Megalis.Workflows.Runtime.Graph;

/// <summary>The inputs of one activity: expressions, evaluated against an instance when the activity runs.</summary>
internal abstract class FlowInputs
{
    public abstract IEnumerable<string> Names { get; }

    public abstract bool Has(string name);

    /// <summary>The value; null when the input is absent or empty.</summary>
    /// <exception cref="ActivityFailedException">The expression has no value: the operator reads why.</exception>
    public abstract JsonNode? Evaluate(string name, Run run);

    /// <summary>The name of the variable that an output of the activity goes to; null when it goes nowhere.</summary>
    public abstract string? Target(string name);

    /// <summary>The labels of a FlowSwitch's cases whose condition holds, in order.</summary>
    public abstract IEnumerable<string> Cases(Run run);

    public string Text(string name, Run run) => AsText(Evaluate(name, run));

    public string Required(string name, Run run) =>
        Text(name, run) is { Length: > 0 } text ? text : throw new ActivityFailedException($"L'entrée « {name} » est vide.");

    public bool Bool(string name, Run run, bool otherwise = false) => Evaluate(name, run) switch
    {
        null => otherwise,
        JsonValue value when value.TryGetValue<bool>(out var yes) => yes,
        var value => bool.TryParse(AsText(value), out var yes) ? yes : throw Unfit(name, value, "oui ou non"),
    };

    public TimeSpan Span(string name, Run run)
    {
        var value = Evaluate(name, run);
        return TimeSpan.TryParse(AsText(value), CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? span : throw Unfit(name, value, "une durée (jj.hh:mm:ss)");
    }

    /// <summary>The instant after so long from now.</summary>
    public DateTimeOffset After(string name, Run run) => Span(name, run) is var span && span < FormulaValues.Latest - run.Facts.Now
        ? run.Facts.Now + span
        : throw new ActivityFailedException($"L'entrée « {name} » mène au-delà de l'an {FormulaValues.Latest.Year - 1}.");

    /// <summary>Read as in formulas: a date without an offset is one of Paris.</summary>
    public DateTimeOffset Instant(string name, Run run)
    {
        var value = Evaluate(name, run);
        return FormulaValues.TryInstant(AsText(value), out var instant)
            ? instant.ToUniversalTime()
            : throw Unfit(name, value, "une date");
    }

    /// <summary>Texts of an array; a single text is an array of one, or several separated by commas.</summary>
    public IReadOnlyList<string> Texts(string name, Run run) => Evaluate(name, run) switch
    {
        null => [],
        JsonArray array => [.. array.Select(AsText)],
        var one => AsText(one).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    };

    public IReadOnlyDictionary<string, JsonNode?> Values(string name, Run run) => Evaluate(name, run) switch
    {
        null => new Dictionary<string, JsonNode?>(),
        JsonObject map => map.ToDictionary(p => p.Key, p => p.Value?.DeepClone()),
        var value => throw Unfit(name, value, "un objet"),
    };

    public static string AsText(JsonNode? value) => value switch
    {
        null => "",
        JsonValue one when one.GetValueKind() == JsonValueKind.String => Whole(one),
        _ => value.ToJsonString(),
    };

    /// <summary>As a database keeps it, which has no place for a zero nor for half a character.</summary>
    private static string Whole(JsonValue text)
    {
        try
        {
            return text.GetValue<string>().Replace('\0', '\uFFFD');
        }
        catch (InvalidOperationException)
        {
            return text.ToJsonString();
        }
    }

    private static ActivityFailedException Unfit(string name, JsonNode? value, string wanted) =>
        new($"L'entrée « {name} » vaut « {AsText(value)} » ; il faut {wanted}.");
}
