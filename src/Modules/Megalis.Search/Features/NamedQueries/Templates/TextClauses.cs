using System.Text.Json;
using Megalis.Kernel.Http;
using Megalis.Search.Planning;
using Megalis.Search.Queries;

namespace Megalis.Search.Features.NamedQueries.Templates;

/// <summary>
/// Clauses that hold a text in a syntax of its own: <c>query_string</c>, which is that of the search boxes with Orchard's names of
/// fields, and <c>simple_query_string</c>. Their words are joined by OR when nothing is said.
/// </summary>
internal sealed class TextClauses(TemplateReading reading)
{
    public Query ReadClassic(Members members)
    {
        var (otherwise, path) = (Otherwise(members), members.PathOf("query"));
        var field = members.Value("default_field") is { IsOpen: false } named ? Field(named.Text, members.PathOf("default_field")) : null;
        var given = Text(members);
        var unknown = new List<string>();
        var query = given is not { IsOpen: false } text ? new Query.All() : Classic(text.Text, otherwise, path, name => FieldOf(name, unknown));
        foreach (var name in unknown.Distinct(StringComparer.Ordinal))
            reading.Fault(path, new Refusal("Le champ « {0} » n’est pas dans l’index des contenus.", name));
        query = members.Weighed(Usable(query, field, path));
        members.End();
        return query;
    }

    public Query ReadSimple(Members members)
    {
        var otherwise = Otherwise(members);
        var path = members.PathOf("fields");
        var fields = members.Take("fields") switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select((item, i) => (Path: TemplateReading.Item(path, i), Name: reading.Value(item, TemplateReading.Item(path, i))))
                .Where(item => item.Name is not null).Select(item => Field(item.Name!.Value.Text, item.Path)).OfType<OrchardField>().ToList(),
            _ => Unlisted(path),
        };
        Query query = Text(members) is { IsOpen: false } text ? new SimpleQueryString(text.Text, otherwise, reading, members.PathOf("query")).Read() : new Query.All();
        // Every text field together is what words without a field are searched in.
        if (fields.Count > 0 && fields.TrueForAll(field => field.Name is not null))
            query = new Query.Bool([.. fields.Select(field => new Clause(Usable(query, field, members.PathOf("query")), Occur.Should))]);
        query = members.Weighed(query);
        members.End();
        return query;
    }

    private Given? Text(Members members)
    {
        if (members.Take("query") is not null)
            return members.Value("query");
        reading.Fault(members.Path, new Refusal("Il manque « {0} ».", "query"));
        return null;
    }

    private static Occur Otherwise(Members members) => members.Choice("default_operator", "or", "and") == "and" ? Occur.Must : Occur.Should;

    private List<OrchardField> Unlisted(string path)
    {
        reading.Fault(path, new Refusal("Une liste de champs est attendue ici."));
        return [];
    }

    /// <summary>A field with words; null with a finding for another.</summary>
    private OrchardField? Field(string name, string path)
    {
        if (OrchardField.Find(name) is { Use: FieldUse.Text } field)
            return field;
        reading.Fault(path, new Refusal("« {0} » n’est pas un champ de texte de l’index des contenus.", name));
        return null;
    }

    private static string FieldOf(string name, List<string> unknown)
    {
        if (OrchardField.Find(name) is { Use: not FieldUse.Published } field)
            return field.Name ?? "";
        unknown.Add(name);
        return "";
    }

    private Query Classic(string text, Occur otherwise, string path, Func<string, string?> fieldOf)
    {
        try
        {
            var (query, notice) = QueryParser.Parse(text, new QueryDialect(otherwise, fieldOf), TemplateReading.Limits);
            return notice is null ? query : reading.Fault(path, new Refusal("Ce texte n’est pas une expression de la syntaxe de recherche : « {0} ».", text));
        }
        catch (LimitException limit)
        {
            return reading.Fault(path, limit.Refusal);
        }
    }

    /// <summary>The same with its own field where none is named, values as the index holds them, and findings for what a column cannot do.</summary>
    private Query Usable(Query query, OrchardField? otherwise, string path)
    {
        string? Own(string? name) => name is null ? otherwise?.Name : name.Length == 0 ? null : name;
        OrchardField? Of(string? name) => name is { Length: > 0 } ? OrchardField.Find(name) : null;
        Query Leaf(Query leaf, string? name, params FieldUse[] uses) => !reading.Count(path) || Of(name) is not { } field ? leaf
            : !uses.Contains(field.Use) ? reading.Fault(path, new Refusal("Ce que le texte demande de « {0} » n’a pas d’équivalent.", name!))
            : field.Use == FieldUse.Date ? Dated(leaf, path) : leaf;
        return query switch
        {
            Query.Bool all => new Query.Bool([.. all.Clauses.Select(clause => clause with { Query = Usable(clause.Query, otherwise, path) })]),
            Query.Boost boost => boost with { Inner = Usable(boost.Inner, otherwise, path) },
            Query.Words words => Leaf(words with { Text = Of(words.Field)?.Valued(words.Text) ?? words.Text, Field = Own(words.Field) }, words.Field, FieldUse.Text, FieldUse.Value, FieldUse.Date),
            Query.Phrase phrase => Leaf(phrase with { Text = Of(phrase.Field)?.Valued(phrase.Text) ?? phrase.Text, Field = Own(phrase.Field) }, phrase.Field, FieldUse.Text, FieldUse.Value, FieldUse.Date),
            Query.Wildcard wild => Leaf(wild with { Pattern = Of(wild.Field)?.Valued(wild.Pattern) ?? wild.Pattern, Field = Own(wild.Field) }, wild.Field, FieldUse.Text, FieldUse.Value),
            Query.Fuzzy fuzzy => Leaf(fuzzy with { Field = Own(fuzzy.Field) }, fuzzy.Field, FieldUse.Text),
            Query.Range range => Leaf(range, range.Field is { Length: > 0 } ? range.Field : null, FieldUse.Date) is Query.Range { Field: not "" } kept ? kept : reading.Fault(path, new Refusal("Un intervalle porte sur une date.")),
            _ => query,
        };
    }

    /// <summary>A date that nobody understands would find nothing without a word.</summary>
    private Query Dated(Query leaf, string path)
    {
        var texts = leaf switch { Query.Words words => [words.Text], Query.Phrase phrase => [phrase.Text], Query.Range range => new[] { range.From, range.To }.OfType<string>(), _ => [] };
        return texts.FirstOrDefault(text => ColumnConditions.Days(text) is null) is { } odd
            ? reading.Fault(path, new Refusal("« {0} » n’est pas une date comprise dans un texte : 2026-03-15, 2026-03, 2026.", odd))
            : leaf;
    }
}
