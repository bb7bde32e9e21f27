using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Http;
using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Features.ShowInstance;

/// <summary>A variable as an operator types it: a text without quotes, a number, « vrai »; JSON for what has parts.</summary>
internal static class VariableText
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonNode? value) =>
        value is null ? "" : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(Readable);

    /// <summary>What is to be typed.</summary>
    public static string Hint(Variable variable) => KindOf(variable) switch
    {
        Kind.Text => "Un texte, sans guillemets.",
        Kind.Number => "Un nombre.",
        Kind.Flag => "vrai ou faux.",
        Kind.Instant => "Une date : 2027-03-03T12:00:00+01:00.",
        Kind.Duration => "Une durée : jj.hh:mm:ss, par exemple 1.00:00:00 pour un jour.",
        _ => "Du JSON : un texte s’y écrit entre guillemets.",
    };

    /// <summary>The value as JSON, or why it is not one of the variable's type.</summary>
    public static (string Json, Refusal? Refusal) Read(Variable variable, string typed) => KindOf(variable) switch
    {
        Kind.Text => (JsonValue.Create(typed).ToJsonString(), null),
        Kind.Number => decimal.TryParse(typed.Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? (number.ToString(CultureInfo.InvariantCulture), null) : Wrong("« {0} » est un nombre.", variable),
        Kind.Flag => typed.Trim().ToLowerInvariant() switch
        {
            "vrai" or "true" or "oui" => ("true", null),
            "faux" or "false" or "non" => ("false", null),
            _ => Wrong("« {0} » est vrai ou faux.", variable),
        },
        Kind.Instant => DateTimeOffset.TryParse(typed.Trim(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
            ? Quoted(typed) : Wrong("« {0} » est une date : 2027-03-03T12:00:00+01:00.", variable),
        Kind.Duration => TimeSpan.TryParse(typed.Trim(), CultureInfo.InvariantCulture, out _) ? Quoted(typed) : Wrong("« {0} » est une durée : jj.hh:mm:ss.", variable),
        _ => ReadJson(variable, typed),
    };

    private static (string, Refusal?) ReadJson(Variable variable, string typed)
    {
        try
        {
            var value = JsonNode.Parse(typed);
            return variable.IsArray && value is not JsonArray ? Wrong("« {0} » est une liste : [ … ].", variable) : (typed, null);
        }
        catch (JsonException)
        {
            return Wrong("La valeur de « {0} » n’est pas du JSON : un texte s’y écrit entre guillemets.", variable);
        }
    }

    private static (string, Refusal?) Quoted(string typed) => (JsonValue.Create(typed.Trim()).ToJsonString(), null);

    private static (string, Refusal?) Wrong(string sentence, Variable variable) => ("", new Refusal(sentence, variable.Name).On("value"));

    private static Kind KindOf(Variable variable) => variable.IsArray ? Kind.Json : variable.TypeName.Split(',')[0].Split('.')[^1] switch
    {
        "String" => Kind.Text,
        "Int16" or "Int32" or "Int64" or "Single" or "Double" or "Decimal" => Kind.Number,
        "Boolean" => Kind.Flag,
        "DateTime" or "DateTimeOffset" => Kind.Instant,
        "TimeSpan" => Kind.Duration,
        _ => Kind.Json,
    };

    private enum Kind
    {
        Text,
        Number,
        Flag,
        Instant,
        Duration,
        Json,
    }
}
