using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Features.StartByHand;

/// <summary>How one input of a circuit is asked for and read.</summary>
internal static class StartForm
{
    public const int LongestText = 20_000;

    /// <summary>The kind of control, in <c>m-field</c>'s words.</summary>
    public static string ControlOf(Declaration input) => Short(input) switch
    {
        "Boolean" => "select",
        "DateTime" or "DateTimeOffset" => "datetime-local",
        "String" or "TimeSpan" or "Int32" or "Int64" or "Decimal" or "Double" or "Single" or "Guid" or "Uri" => "text",
        _ => "textarea",
    };

    public static string HintOf(Declaration input)
    {
        var form = Short(input) switch
        {
            "Int32" or "Int64" => "Un nombre entier.",
            "Decimal" or "Double" or "Single" => "Un nombre.",
            "TimeSpan" => "Une durée : jj.hh:mm:ss.",
            "DateTime" or "DateTimeOffset" => "À l’heure de Paris.",
            _ when ControlOf(input) == "textarea" => "Du JSON, ou un texte.",
            _ => "",
        };
        return $"{input.Description} {form}".Trim();
    }

    /// <summary>The value as the circuit gets it; null when nothing was typed.</summary>
    public static Refusal? Read(Declaration input, string typed, out JsonNode? value)
    {
        value = null;
        typed = typed.Trim();
        if (typed.Length == 0)
            return null;
        if (typed.Length > LongestText)
            return new Refusal("{0} caractères au plus.", LongestText);
        value = Short(input) switch
        {
            "Boolean" => bool.TryParse(typed, out var yes) ? JsonValue.Create(yes) : null,
            "Int32" or "Int64" => long.TryParse(NumberText(typed), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole) : null,
            "Decimal" or "Double" or "Single" => decimal.TryParse(NumberText(typed), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : null,
            "TimeSpan" => TimeSpan.TryParse(typed, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero ? JsonValue.Create(typed) : null,
            "DateTime" or "DateTimeOffset" => DateTime.TryParse(typed, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)
                ? JsonValue.Create(ParisTime.From(clock).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture))
                : null,
            _ => ControlOf(input) == "textarea" ? ObjectOf(typed) : JsonValue.Create(typed),
        };
        return value is null ? new Refusal("« {0} » ne convient pas. {1}", typed.Length > 60 ? typed[..60] + "…" : typed, HintOf(input with { Description = "" })) : null;
    }

    /// <summary>« String » of « String », « System.String » and « System.String, System.Private.CoreLib ».</summary>
    private static string Short(Declaration input)
    {
        var name = input.TypeName.Split(',')[0].Trim();
        return name.Length == 0 ? "Object" : name[(name.LastIndexOf('.') + 1)..];
    }

    private static string NumberText(string typed) => string.Concat(typed.Where(c => !char.IsWhiteSpace(c))).Replace(',', '.');

    /// <summary>What is no JSON, or none that a formula could read, is a text.</summary>
    private static JsonNode ObjectOf(string typed) => StoredJson.TryRead(typed, out var value) && value is not null ? value : JsonValue.Create(typed);
}
