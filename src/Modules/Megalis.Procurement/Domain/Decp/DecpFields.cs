using System.Globalization;
using System.Text.Json;

namespace Megalis.Procurement.Domain.Decp;

/// <summary>
/// Reads the fields of one JSON object as people wrote them: numbers in quotes, dates with a zone, empty strings for
/// nothing. Each oddity becomes a <see cref="Dirt"/> that names the path.
/// </summary>
internal readonly struct DecpFields(JsonElement element, string path, List<Dirt> dirt, DateOnly today)
{
    private const int FirstYear = 1990;
    private const int LongestValue = 200;

    public DecpFields Of(string name) => new(Property(name), Join(name), dirt, today);

    public bool Has(string name) => Property(name).ValueKind is not JsonValueKind.Undefined;

    /// <summary>The elements of a list, out of their wrapper: <c>titulaires:[{titulaire:{...}}]</c>, <c>titulaires:[{...}]</c>.</summary>
    public IEnumerable<DecpFields> List(string name, string wrapper)
    {
        var list = Property(name);
        if (list.ValueKind is JsonValueKind.Object && list.TryGetProperty(wrapper, out var inner))
            list = inner;
        if (list.ValueKind is JsonValueKind.Object)
            return [new(list, Join(name), dirt, today)];
        var (self, all) = (this, list);
        return list.ValueKind is JsonValueKind.Array
            ? Enumerable.Range(0, list.GetArrayLength()).Select(i => self.Unwrap(all[i], wrapper, $"{self.Join(name)}[{i}]"))
            : [];
    }

    /// <summary>Trimmed; null when absent or blank.</summary>
    public string? Text(string name)
    {
        var value = Property(name);
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                var text = ReadString(value, name).Trim();
                return text.Length == 0 ? null : text;
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return null;
            default:
                Add(DirtKinds.WrongType, name, value.GetRawText());
                return value.ValueKind is JsonValueKind.Number ? value.GetRawText() : null;
        }
    }

    /// <summary>A SIRET as it should have been written; spaces are told, and so is what is false without them.</summary>
    public string? Siret(string name, out bool isTrue)
    {
        isTrue = false;
        if (Text(name) is not { } text)
            return null;
        var digits = string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
        if (Raw(name)!.Any(char.IsWhiteSpace))
            Add(DirtKinds.SpacedSiret, name, Property(name).ToString());
        isTrue = digits.Length == Kernel.Identifiers.Siret.Length && Kernel.Identifiers.Siret.TryParse(digits, out _);
        if (!isTrue)
            Add(DirtKinds.BadSiret, name, text);
        return digits;
    }

    /// <summary>As <see cref="Text"/>, and checked for signs of a wrong encoding and of HTML.</summary>
    public string? Prose(string name)
    {
        var text = Text(name);
        if (text is null)
            return null;
        if (DecpText.IsMojibake(text))
            Add(DirtKinds.Mojibake, name, text);
        if (DecpText.HasHtml(text))
            Add(DirtKinds.HtmlInText, name, text);
        return text;
    }

    /// <summary>As <see cref="Text"/>, in its official writing when it is in one of the lists.</summary>
    public string? Term(string name, DecpTerms.Terms terms)
    {
        var text = Text(name);
        if (text is null)
            return null;
        var official = terms.Find(text);
        if (official is null)
            Add(DirtKinds.UnknownTerm, name, text);
        else if (official != text)
            Add(DirtKinds.MisspeltTerm, name, text);
        return official ?? text;
    }

    /// <summary>The calendar day, without its zone; null when absent or impossible (before 1990, in over a year).</summary>
    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var isDay = DateOnly.TryParseExact(text.AsSpan(0, Math.Min(10, text.Length)), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        if (!isDay || day.Year < FirstYear || day > today.AddYears(1) || !IsZone(text.AsSpan(Math.Min(10, text.Length))))
        {
            Add(DirtKinds.ImpossibleDate, name, text);
            return null;
        }
        if (text.Length > 10)
            Add(DirtKinds.DateWithZone, name, text);
        return day;
    }

    public decimal? Number(string name)
    {
        var value = Property(name);
        if (value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number))
            return number;
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return null;
        Add(DirtKinds.WrongType, name, value.GetRawText());
        return value.ValueKind is JsonValueKind.String
            && decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number) ? number : null;
    }

    public int? Whole(string name) => Number(name) is { } number and >= 0 and <= int.MaxValue ? (int)Math.Ceiling(number) : null;

    public string? Raw(string name) => Has(name) ? Property(name).GetRawText() : null;

    public void Add(string kind, string name, string? value) =>
        dirt.Add(new(kind, Join(name), Shorten(value ?? "")));

    /// <summary>An escape that stands for half a character cannot be a text: it is shown as it is written.</summary>
    private string ReadString(JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            Add(DirtKinds.Mojibake, name, value.GetRawText());
            return value.GetRawText().Trim('"');
        }
    }

    private DecpFields Unwrap(JsonElement item, string wrapper, string itemPath) =>
        item.ValueKind is JsonValueKind.Object && item.TryGetProperty(wrapper, out var inner)
            ? new(inner, $"{itemPath}.{wrapper}", dirt, today)
            : new(item, itemPath, dirt, today);

    private JsonElement Property(string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private string Join(string name) => path.Length == 0 ? name : name.Length == 0 ? path : $"{path}.{name}";

    /// <summary>Nothing, « Z », « +01:00 », or a time of day before either.</summary>
    private static bool IsZone(ReadOnlySpan<char> rest) =>
        rest.IsEmpty || rest is "Z" || (rest.Length == 6 && rest[0] is '+' or '-') || (rest[0] is 'T' or ' ' && rest.Length >= 6);

    private static string Shorten(string value) =>
        value.Length <= LongestValue ? value : string.Concat(value.AsSpan(0, LongestValue - 1), "…");
}
