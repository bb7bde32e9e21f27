using System.Text;
using System.Text.Json;
using Megalis.Kernel.Http;
using Megalis.Search.Contracts;
using Megalis.Search.Queries;

namespace Megalis.Search.Features.NamedQueries.Templates;

/// <summary>What a template asks of the index, as far as it could be read.</summary>
/// <param name="Faults">Empty when all of it has an equal here.</param>
internal sealed record Understanding(Query Query, SearchOrder Order, int Skip, int Take, IReadOnlyList<QueryFault> Faults)
{
    /// <param name="group">Of the reader: part of the question.</param>
    public SearchRequest For(string group) => new() { Groups = [group], Filters = [new SearchFilter.Understood(Query)], Order = Order, Skip = Skip, Take = Take };
}

/// <summary>
/// The template of a named query: <c>{ "query": …, "sort": …, "from": …, "size": … }</c> in the query language that Lucene's module of
/// Orchard and Elasticsearch share. A value may hold parameters, <c>{{ name }}</c>; they are filled in after the JSON is read.
/// </summary>
internal static class QueryTemplate
{
    public const int MostLength = 16_384;

    /// <summary>Of hits at once.</summary>
    public const int MostSize = 100;

    private const int UsualSize = 10;

    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Names of its parameters, in the order in which they come.</summary>
    public static IReadOnlyList<string> ParametersOf(string template) =>
        [.. TemplateReading.Parameter().Matches(template).Select(mark => mark.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    public static bool HasLiquid(string text) => text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal);

    /// <param name="parameters">By name; null checks the template without them.</param>
    public static Understanding Read(string template, IReadOnlyDictionary<string, string>? parameters, TimeProvider clock)
    {
        var reading = new TemplateReading(parameters, clock);
        if (template.Length > MostLength)
            return Nothing(reading, new Refusal("Le modèle est trop long : {0} caractères au plus.", MostLength));
        try
        {
            using var json = JsonDocument.Parse(Quoted(template), Options);
            return json.RootElement.ValueKind == JsonValueKind.Object ? ReadRoot(json.RootElement, reading) : Nothing(reading, new Refusal("Un objet JSON est attendu."));
        }
        catch (JsonException) when (OutsideTexts(template).Contains("{%", StringComparison.Ordinal) || HasLiquid(OutsideTexts(Quoted(template))))
        {
            return Nothing(reading, new Refusal("De Liquid, seul « {0} » est compris : un paramètre sans filtre.", "{{ nom }}"));
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair passes the parser and fails when the text is read.
            return Nothing(reading, new Refusal("Ce n’est pas du JSON lisible : une faute de syntaxe, un nom écrit deux fois, ou trop de niveaux."));
        }
    }

    private static Understanding Nothing(TemplateReading reading, Refusal why) => new(reading.Fault("$", why), new SearchOrder(), 0, 0, reading.Faults);

    private static Understanding ReadRoot(JsonElement root, TemplateReading reading)
    {
        var members = new Members(root, "$", reading);
        var query = members.Take("query") is { } asked ? new ClauseReader(reading).Read(asked, "$.query", 0) : new Query.All();
        var order = members.Take("sort") is { } sort ? Order(sort, "$.sort", reading) : new SearchOrder();
        var size = members.Number("size", UsualSize, 0, MostSize);
        var from = members.Number("from", 0, 0, TemplateReading.Limits.Window - MostSize);
        members.End();
        return new Understanding(query, order, from, size, reading.Faults);
    }

    private static SearchOrder Order(JsonElement sort, string path, TemplateReading reading)
    {
        if (sort.ValueKind == JsonValueKind.Array)
        {
            if (sort.GetArrayLength() > 1)
                reading.Fault(TemplateReading.Item(path, 1), new Refusal("Un seul ordre est possible."));
            return sort.GetArrayLength() == 0 ? new SearchOrder() : Order(sort[0], TemplateReading.Item(path, 0), reading);
        }

        if (sort.ValueKind != JsonValueKind.Object)
            return reading.Value(sort, path) is { IsOpen: false } name ? By(name.Text, name.Text == "_score", path, reading) : new SearchOrder();
        if (sort.EnumerateObject().Count() != 1)
        {
            reading.Fault(path, new Refusal("Un seul ordre est possible."));
            return new SearchOrder();
        }

        var member = sort.EnumerateObject().Single();
        return By(member.Name, IsDescending(member.Value, member.Name, sort, path, reading), TemplateReading.Under(path, member.Name), reading);
    }

    private static bool IsDescending(JsonElement value, string name, JsonElement sort, string path, TemplateReading reading)
    {
        var members = value.ValueKind == JsonValueKind.Object
            ? new Members(value, TemplateReading.Under(path, name), reading)
            : new Members(sort, path, reading);
        // Without a word dates begin with the oldest, the score with the best.
        string[] words = name == "_score" ? ["desc", "asc"] : ["asc", "desc"];
        var word = members.Choice(value.ValueKind == JsonValueKind.Object ? "order" : name, words);
        members.End();
        return word == "desc";
    }

    private static SearchOrder By(string name, bool descending, string path, TemplateReading reading)
    {
        if (name == "_score")
        {
            if (!descending)
                reading.Fault(path, new Refusal("Du moins bon au meilleur, cela ne se trie pas ici."));
            return new SearchOrder();
        }

        if (OrchardField.Find(name) is { Use: FieldUse.Date } date)
            return new SearchOrder(date.Name, descending);
        reading.Fault(path, new Refusal("On ne trie pas par « {0} » : par une date ({1}) ou par « _score ».", name, "CreatedUtc, PublishedUtc, ModifiedUtc"));
        return new SearchOrder();
    }

    /// <summary>The template with its parameters as texts where they stand for a number: <c>"size": {{ size }}</c>.</summary>
    private static string Quoted(string template) => Walk(template, outside: true);

    private static string OutsideTexts(string template) => Walk(template, outside: false);

    private static string Walk(string template, bool outside)
    {
        var (result, inside) = (new StringBuilder(template.Length), false);
        for (var at = 0; at < template.Length; at++)
        {
            var c = template[at];
            if (!inside && outside && c == '{' && TemplateReading.ParameterHere().Match(template, at) is { Success: true } mark)
            {
                result.Append('"').Append(mark.Value).Append('"');
                at += mark.Length - 1;
                continue;
            }

            if (c == '"')
                inside = !inside;
            if (outside || !inside)
                result.Append(c);
            if (inside && c == '\\' && ++at < template.Length && outside)
                result.Append(template[at]);
        }

        return result.ToString();
    }
}
