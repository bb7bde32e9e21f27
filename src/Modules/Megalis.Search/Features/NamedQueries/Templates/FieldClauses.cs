using System.Text.Json;
using Megalis.Kernel.Http;
using Megalis.Search.Queries;

namespace Megalis.Search.Features.NamedQueries.Templates;

/// <summary>Clauses on one field: <c>{ "term": { FIELD: value } }</c>, or <c>{ FIELD: { "value": value, … } }</c>.</summary>
internal sealed class FieldClauses(TemplateReading reading)
{
    private static readonly string[] Known = ["term", "terms", "match", "match_phrase", "prefix", "wildcard", "fuzzy", "range"];

    /// <param name="name">Of the clause.</param>
    public Query Read(string name, JsonElement body, string path)
    {
        if (!Known.Contains(name))
            return reading.Fault(path, new Refusal("La clause « {0} » n’a pas d’équivalent ici.", name));
        var weight = name == "terms" && body.TryGetProperty("boost", out _) ? 1 : 0;
        if (body.EnumerateObject().Count() != 1 + weight)
            return reading.Fault(path, new Refusal("Un seul champ est attendu ici."));
        var member = body.EnumerateObject().First(member => weight == 0 || member.Name != "boost");
        var place = TemplateReading.Under(path, member.Name);
        if (OrchardField.Find(member.Name) is not { } field)
            return reading.Fault(place, new Refusal("Le champ « {0} » n’est pas dans l’index des contenus. Ceux qui y sont : {1}.", member.Name, string.Join(", ", OrchardField.All.Keys.Where(key => key.Contains('.', StringComparison.Ordinal)))));
        return name switch
        {
            "terms" => Terms(field, member.Value, new Members(body, path, reading), member.Name),
            "range" => new DateRange(reading).Read(field, member.Value, place),
            _ => One(name, field, member.Value, place),
        };
    }

    private Query Terms(OrchardField field, JsonElement values, Members body, string name)
    {
        body.Take(name);
        if (values.ValueKind != JsonValueKind.Array)
            return reading.Fault(body.PathOf(name), new Refusal("Une liste de valeurs est attendue ici."));
        var any = new List<Clause>();
        foreach (var (i, value) in values.EnumerateArray().Index())
        {
            var place = TemplateReading.Item(body.PathOf(name), i);
            if (!reading.Count(place))
                break;
            if (reading.Value(value, place) is { } given)
                any.Add(new Clause(Term(field, given, place), Occur.Should));
        }

        Query query = any.Count == 0 ? new Query.Nothing() : new Query.Bool(any);
        query = field.Use == FieldUse.Text ? body.Weighed(query) : query;
        body.End();
        return query;
    }

    /// <summary>A value, alone or with what goes with it.</summary>
    private Query One(string clause, OrchardField field, JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return reading.Value(element, path) is { } bare ? Of(clause, field, bare, path, null) : new Query.Nothing();
        var members = new Members(element, path, reading);
        var name = clause is "match" or "match_phrase" ? "query" : clause == "wildcard" && element.TryGetProperty("wildcard", out _) ? "wildcard" : "value";
        if (members.Take(name) is null)
            return reading.Fault(path, new Refusal("Il manque « {0} ».", name));
        if (members.Value(name) is not { } given)
            return new Query.Nothing();
        var query = Of(clause, field, given, path, members);
        // Only words have a weight: a column adds nothing to the score.
        query = field.Use == FieldUse.Text ? members.Weighed(query) : query;
        members.End();
        return query;
    }

    private Query Of(string clause, OrchardField field, Given given, string path, Members? members) => clause switch
    {
        "term" => Term(field, given, path),
        "match" => Match(field, given, path, members),
        "match_phrase" => field.Use == FieldUse.Text ? Phrase(field, given, members?.Number("slop", 0, 0, 50) ?? 0) : Term(field, given, path),
        "fuzzy" => Fuzzy(field, given, path, members),
        _ => Pattern(clause, field, given, path),
    };

    /// <summary>The value itself; in a text its words, side by side.</summary>
    private Query Term(OrchardField field, Given given, string path) => field.Use switch
    {
        FieldUse.Text => Phrase(field, given, 0),
        FieldUse.Value => new Query.Words(field.Valued(given.Text), field.Name),
        FieldUse.Date => new DateRange(reading).Equal(field, given, path),
        _ when given.IsOpen || given.Text.Equals("true", StringComparison.OrdinalIgnoreCase) => new Query.All(),
        _ => reading.Fault(path, new Refusal("L’index ne contient que ce qui est publié : seul « true » est possible.")),
    };

    /// <summary>Without words nothing is found, as nothing is in the reference; stop words alone set no condition, as everywhere here.</summary>
    private static Query Phrase(OrchardField field, Given given, int slop) =>
        string.IsNullOrWhiteSpace(given.Text) ? new Query.Nothing() : new Query.Phrase(given.Text, field.Name, slop);

    private Query Match(OrchardField field, Given given, string path, Members? members)
    {
        if (field.Use != FieldUse.Text)
            return Term(field, given, path);
        var occur = members?.Choice("operator", "or", "and") == "and" ? Occur.Must : Occur.Should;
        var words = new List<Clause>();
        foreach (var word in given.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!reading.Count(path))
                break;
            words.Add(new Clause(new Query.Words(word, field.Name), occur));
        }

        return words.Count == 0 ? new Query.Nothing() : new Query.Bool(words);
    }

    private Query Fuzzy(OrchardField field, Given given, string path, Members? members)
    {
        if (field.Use != FieldUse.Text)
            return NotHere("fuzzy", path);
        var edits = members?.Choice("fuzziness", "AUTO", "0", "1", "2") switch { "0" => 0, "1" => 1, _ => 2 };
        return edits == 0 ? new Query.Words(given.Text, field.Name) : new Query.Fuzzy(given.Text, field.Name, edits);
    }

    private Query Pattern(string clause, OrchardField field, Given given, string path)
    {
        if (field.Use is not (FieldUse.Text or FieldUse.Value))
            return NotHere(clause, path);
        if (given.IsOpen)
            return new Query.All();
        if (clause == "prefix" && given.Text.AsSpan().ContainsAny('*', '?'))
            return reading.Fault(path, new Refusal("Un début de mot ne contient ni « * » ni « ? »."));
        if (!given.Text.Any(char.IsLetterOrDigit) || given.Text.Any(char.IsWhiteSpace))
            return reading.Fault(path, new Refusal("Un motif est un mot qui a au moins une lettre ou un chiffre."));
        var pattern = field.Valued(given.Text) + (clause == "prefix" ? "*" : "");
        return pattern.AsSpan().ContainsAny('*', '?') ? new Query.Wildcard(pattern, field.Name) : new Query.Words(pattern, field.Name);
    }

    private Query NotHere(string clause, string path) => reading.Fault(path, new Refusal("La clause « {0} » n’a pas d’équivalent sur ce champ.", clause));
}
