using System.Text.Json;
using System.Text.Json.Nodes;

namespace Megalis.Workflows.Definitions;

/// <summary>By which ports a token leaves an activity of a definition, and how many of them at once.</summary>
internal static class ActivityPorts
{
    public const string Default = "Default";

    /// <summary>More cases than this that may hold together are explored one by one, in pairs and all at once only.</summary>
    private const int MostCombined = 6;

    /// <summary>All ports, in their order.</summary>
    public static IReadOnlyList<string> Of(Activity activity, ActivityType type)
    {
        if (type.Shape == ActivityShape.Switch)
            return [.. activity.Cases.Select(one => one.Label).Distinct(), Default];
        return type.Description.PortsFrom is { } input && Listed(activity, input) is { Count: > 0 } listed ? listed : type.Description.Ports;
    }

    /// <summary>Each way to leave: the ports that get a token together.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Ways(Activity activity, ActivityType type)
    {
        var ports = Of(activity, type);
        return type.Shape switch
        {
            ActivityShape.Fork => [ports],
            ActivityShape.If => [["Done", "True"], ["Done", "False"]],
            ActivityShape.Switch when MatchesAny(activity) => Combined(ports),
            ActivityShape.End => [],
            _ => [.. ports.Select(port => (IReadOnlyList<string>)[port])],
        };
    }

    /// <summary>The texts of an input that is a literal list: a JSON array, or texts separated by commas; null when it is computed.</summary>
    public static IReadOnlyList<string>? Listed(Activity activity, string input)
    {
        if (!activity.Inputs.TryGetValue(input, out var given) || given.Expression.Type is not (ExpressionTypes.Literal or ExpressionTypes.Object))
            return null;
        var value = given.Expression.Value;
        if (value is not JsonArray && given.Expression.Text is var text && text.TrimStart().StartsWith('['))
            value = Parse(text);
        return value is JsonArray array
            ? [.. array.Select(JsonText.Of).Distinct()]
            : [.. JsonText.Of(value).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
    }

    private static bool MatchesAny(Activity activity) => activity.Inputs.GetValueOrDefault("mode")?.Expression.Text == "MatchAny";

    private static List<IReadOnlyList<string>> Combined(IReadOnlyList<string> ports)
    {
        var cases = ports.Take(ports.Count - 1).ToList();
        var ways = new List<IReadOnlyList<string>> { new[] { Default } };
        for (var set = 1; set < 1 << Math.Min(cases.Count, MostCombined); set++)
            if (cases.Count <= MostCombined)
                ways.Add([.. cases.Where((_, i) => (set & (1 << i)) != 0)]);
        if (cases.Count > MostCombined)
        {
            ways.AddRange(cases.Select(one => (IReadOnlyList<string>)[one]));
            ways.AddRange(cases.SelectMany((one, i) => cases.Skip(i + 1).Select(other => (IReadOnlyList<string>)[one, other])));
            ways.Add(cases);
        }

        return ways;
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
