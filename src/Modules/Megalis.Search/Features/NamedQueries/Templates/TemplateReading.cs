using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Megalis.Kernel.Http;
using Megalis.Search.Contracts;
using Megalis.Search.Queries;

namespace Megalis.Search.Features.NamedQueries.Templates;

/// <summary>What of a template has no equal here, and where in it: <c>$.query.bool.must[1]</c>.</summary>
internal sealed record QueryFault(string Path, Refusal Why);

/// <summary>A value of a template.</summary>
/// <param name="Text">With its parameters filled in.</param>
/// <param name="IsOpen">It holds a parameter while the template is only checked: any value may come.</param>
internal readonly record struct Given(string Text, bool IsOpen);

/// <summary>One reading of a template: its findings, its parameters, its limits.</summary>
/// <param name="parameters">By name; null while the template is only checked.</param>
internal sealed partial class TemplateReading(IReadOnlyDictionary<string, string>? parameters, TimeProvider clock)
{
    /// <summary>More would not be read.</summary>
    private const int MostFaults = 20;

    private readonly List<QueryFault> _faults = [];
    private int _clauses;

    public static SearchLimits Limits { get; } = new();

    public IReadOnlyList<QueryFault> Faults => _faults;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <returns>A question that finds nothing, to go on with.</returns>
    public Query Fault(string path, Refusal why)
    {
        if (_faults.Count < MostFaults)
            _faults.Add(new QueryFault(path, why));
        return new Query.Nothing();
    }

    /// <summary>To be called for each part of the question.</summary>
    /// <returns>False beyond the limit, which is then a finding.</returns>
    public bool Count(string path)
    {
        if (++_clauses <= Limits.Clauses)
            return true;
        if (_clauses == Limits.Clauses + 1)
            Fault(path, new Refusal("La requête a trop de parties : {0} au plus.", Limits.Clauses));
        return false;
    }

    /// <summary>A text, a number, true or false; null with a finding for anything else.</summary>
    public Given? Value(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return Filled(element.GetString()!, path);
            case JsonValueKind.Number:
                return new Given(element.GetRawText(), false);
            case JsonValueKind.True or JsonValueKind.False:
                return new Given(element.ValueKind == JsonValueKind.True ? "true" : "false", false);
            default:
                Fault(path, new Refusal("Un texte ou un nombre est attendu ici."));
                return null;
        }
    }

    /// <summary>Where it stands: <c>$.query.term['Content.ContentItem.ContentType']</c>.</summary>
    public static string Under(string path, string name) =>
        name.All(c => char.IsLetterOrDigit(c) || c == '_') ? $"{path}.{name}" : $"{path}['{name}']";

    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    /// <summary>Values are put into texts that were read already: whatever a parameter holds, it stays one value.</summary>
    private Given? Filled(string text, string path)
    {
        var before = _faults.Count;
        var filled = Parameter().Replace(text, mark => parameters is null ? "" : parameters.GetValueOrDefault(mark.Groups["name"].Value) ?? Missing(mark.Groups["name"].Value, path));
        if (QueryTemplate.HasLiquid(Parameter().Replace(text, "")))
            Fault(path, new Refusal("De Liquid, seul « {0} » est compris : un paramètre sans filtre.", "{{ nom }}"));
        else if (filled.Length > Limits.Length)
            Fault(path, new Refusal("Un texte de la requête est trop long : {0} caractères au plus.", Limits.Length));
        return _faults.Count > before ? null : new Given(filled, parameters is null && Parameter().IsMatch(text));
    }

    private string Missing(string name, string path)
    {
        Fault(path, new Refusal("Le paramètre « {0} » manque.", name));
        return "";
    }

    [GeneratedRegex(@"\{\{-?\s*(?<name>[A-Za-z_][A-Za-z0-9_]{0,49})\s*-?\}\}")]
    public static partial Regex Parameter();

    [GeneratedRegex(@"\G\{\{-?\s*[A-Za-z_][A-Za-z0-9_]{0,49}\s*-?\}\}")]
    public static partial Regex ParameterHere();
}

/// <summary>The members of an object, of which each that nobody asked for is a finding.</summary>
internal sealed class Members(JsonElement element, string path, TemplateReading reading)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public string Path => path;

    public string PathOf(string name) => TemplateReading.Under(path, name);

    public JsonElement? Take(string name)
    {
        _read.Add(name);
        return element.TryGetProperty(name, out var value) ? value : null;
    }

    /// <summary>Null when it is not there, or is no value: then with a finding.</summary>
    public Given? Value(string name) => Take(name) is { } value ? reading.Value(value, PathOf(name)) : null;

    /// <summary>A whole number within limits; else the one that counts when nothing is said, with a finding.</summary>
    public int Number(string name, int otherwise, int least, int most)
    {
        if (Value(name) is not { IsOpen: false } given)
            return otherwise;
        if (int.TryParse(given.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        reading.Fault(PathOf(name), new Refusal("Un nombre de {0} à {1} est attendu ici.", least, most));
        return otherwise;
    }

    /// <summary>One of some words, in any letters; else the first, with a finding when another stands there.</summary>
    public string Choice(string name, params IReadOnlyList<string> words)
    {
        if (Value(name) is not { IsOpen: false } given)
            return words[0];
        if (words.FirstOrDefault(word => word.Equals(given.Text, StringComparison.OrdinalIgnoreCase)) is { } known)
            return known;
        reading.Fault(PathOf(name), new Refusal("Un mot parmi ceux-ci est attendu : {0}.", string.Join(", ", words)));
        return words[0];
    }

    /// <summary>The question with the weight that stands beside it.</summary>
    public Query Weighed(Query query)
    {
        if (Value("boost") is not { IsOpen: false } given)
            return query;
        return float.TryParse(given.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) && weight is > 0 and <= 1000
            ? new Query.Boost(query, weight)
            : reading.Fault(PathOf("boost"), new Refusal("Un poids est plus grand que 0 et au plus de 1000."));
    }

    /// <summary>To be called last.</summary>
    public void End()
    {
        foreach (var member in element.EnumerateObject().Where(member => !_read.Contains(member.Name)))
            reading.Fault(PathOf(member.Name), new Refusal("« {0} » n’a pas d’équivalent ici.", member.Name));
    }
}
