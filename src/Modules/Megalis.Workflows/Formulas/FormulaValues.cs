using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Localization;

namespace Megalis.Workflows.Formulas;

/// <summary>
/// The values of formulas: null, bool, decimal, string, <see cref="DateTimeOffset"/>, <see cref="TimeSpan"/>, lists of them,
/// and JSON objects, which are only looked into.
/// </summary>
internal static class FormulaValues
{
    /// <summary>Dates that people mean lie between these; those beyond cannot be told in the time of Paris.</summary>
    public static readonly DateTimeOffset Earliest = new(2, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first instant that is none.</summary>
    public static readonly DateTimeOffset Latest = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Counts what it looks at: an item of a list is one step.</summary>
    public static object? FromJson(JsonNode? json, FormulaRun run, int at) => json switch
    {
        null => null,
        JsonArray array => List(array, run, at),
        JsonObject => json,
        _ => json.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => Text(json),
            JsonValueKind.Number => decimal.TryParse(json.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new FormulaException(at, "ce nombre est trop grand."),
            _ => null,
        },
    };

    private static List<object?> List(JsonArray array, FormulaRun run, int at)
    {
        run.Step(at, array.Count);
        return [.. array.Select(item => FromJson(item, run, at))];
    }

    public static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        bool truth => JsonValue.Create(truth),
        decimal number => JsonValue.Create(number),
        string text => JsonValue.Create(text),
        DateTimeOffset instant => JsonValue.Create(instant.ToString("O", CultureInfo.InvariantCulture)),
        TimeSpan span => JsonValue.Create(span.ToString("c", CultureInfo.InvariantCulture)),
        List<object?> list => new JsonArray([.. list.Select(ToJson)]),
        JsonNode json => json.DeepClone(),
        _ => throw new InvalidOperationException($"A formula has no value of {value.GetType()}."),
    };

    /// <summary>How a value is joined to a text: numbers and instants as JSON writes them, nothing as nothing.</summary>
    public static string ToText(int at, object? value) => value switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "vrai" : "faux",
        decimal number => number.ToString("0.#############################", CultureInfo.InvariantCulture),
        List<object?> or JsonObject => throw new FormulaException(at, $"{KindOf(value)} ne s'écrit pas dans un texte."),
        _ => Text(ToJson(value)!),
    };

    public static string Bounded(int at, string text) => text.Length <= FormulaLimits.Text ? text : throw TooLong(at);

    /// <summary>Texts, one after the other; given up as soon as they are too long together.</summary>
    public static string Joined(int at, string sign, IReadOnlyList<object?> values)
    {
        var text = new StringBuilder();
        for (var i = 0; i < values.Count; i++)
        {
            var next = ToText(at, values[i]);
            if (text.Length + sign.Length + (long)next.Length > FormulaLimits.Text)
                throw TooLong(at);
            text.Append(i > 0 ? sign : "").Append(next);
        }

        return text.ToString();
    }

    public static FormulaException TooLong(int at) => new(at, $"ce texte dépasse {FormulaLimits.Text} caractères.");

    /// <summary>ISO 8601; a date without an offset is one of Paris, as people mean it.</summary>
    public static bool TryInstant(string text, out DateTimeOffset instant)
    {
        if (DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var date) && date.Kind == DateTimeKind.Unspecified)
        {
            instant = date > Earliest.DateTime && date < Latest.DateTime ? ParisTime.From(date) : default;
            return instant != default && char.IsAsciiDigit(text.AsSpan().TrimStart()[0]);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out instant) && instant > Earliest && instant < Latest;
    }

    /// <summary>A kind of value with its article.</summary>
    public static string KindOf(object? value) => value switch
    {
        null => "rien",
        bool => "vrai ou faux",
        decimal => "un nombre",
        string => "un texte",
        DateTimeOffset => "une date",
        TimeSpan => "une durée",
        List<object?> => "une liste",
        _ => "un objet",
    };

    private static string Text(JsonNode json)
    {
        try
        {
            return json.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            // Half a character.
            return json.ToJsonString();
        }
    }
}
