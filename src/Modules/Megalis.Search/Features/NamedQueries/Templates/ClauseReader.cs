using System.Text.Json;
using Megalis.Kernel.Http;
using Megalis.Search.Queries;

namespace Megalis.Search.Features.NamedQueries.Templates;

/// <summary>One clause of the query language, <c>{ "term": … }</c>, as a question of the engine.</summary>
internal sealed class ClauseReader(TemplateReading reading)
{
    private readonly FieldClauses _fields = new(reading);

    /// <summary>What has no equal is a finding, and the question goes on with a part that finds nothing.</summary>
    public Query Read(JsonElement clause, string path, int depth)
    {
        if (depth > TemplateReading.Limits.Depth)
            return reading.Fault(path, new Refusal("La requête a trop de clauses les unes dans les autres : {0} au plus.", TemplateReading.Limits.Depth));
        if (!reading.Count(path))
            return new Query.Nothing();
        if (clause.ValueKind != JsonValueKind.Object || clause.EnumerateObject().Count() != 1)
            return reading.Fault(path, new Refusal("Une clause est un objet qui a un seul membre, par exemple « term » ou « bool »."));
        var (name, body) = (clause.EnumerateObject().Single().Name, clause.EnumerateObject().Single().Value);
        path = TemplateReading.Under(path, name);
        if (body.ValueKind != JsonValueKind.Object)
            return reading.Fault(path, new Refusal("Un objet est attendu ici."));
        return name switch
        {
            "bool" => ReadBool(body, path, depth),
            "match_all" => ReadAll(body, path),
            "query_string" => new TextClauses(reading).ReadClassic(new Members(body, path, reading)),
            "simple_query_string" => new TextClauses(reading).ReadSimple(new Members(body, path, reading)),
            _ => _fields.Read(name, body, path),
        };
    }

    private Query ReadAll(JsonElement body, string path)
    {
        var members = new Members(body, path, reading);
        var all = members.Weighed(new Query.All());
        members.End();
        return all;
    }

    /// <summary>Lucene's rule: without anything required one of the « should » must be there, beside something required they only add to the score.</summary>
    private Query ReadBool(JsonElement body, string path, int depth)
    {
        var members = new Members(body, path, reading);
        var must = ReadAll(members, "must", depth);
        var filter = ReadAll(members, "filter", depth);
        var should = ReadAll(members, "should", depth);
        var mustNot = ReadAll(members, "must_not", depth);
        var least = members.Number("minimum_should_match", 0, 0, 1);
        var clauses = must.Select(query => new Clause(query, Occur.Must))
            // What only filters is required and adds nothing to the score.
            .Concat(filter.Select(query => new Clause(new Query.Boost(query, 0), Occur.Must)))
            .Concat(mustNot.Select(query => new Clause(query, Occur.MustNot)));
        clauses = least == 1 && should.Count > 0
            ? clauses.Append(new Clause(new Query.Bool([.. should.Select(query => new Clause(query, Occur.Should))]), Occur.Must))
            : clauses.Concat(should.Select(query => new Clause(query, Occur.Should)));
        var all = clauses.ToList();
        var weighed = members.Weighed(all.Count == 0 ? new Query.All() : new Query.Bool(all));
        members.End();
        return weighed;
    }

    /// <summary>A list of clauses, or one alone.</summary>
    private List<Query> ReadAll(Members members, string name, int depth) => members.Take(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select((clause, i) => Read(clause, TemplateReading.Item(members.PathOf(name), i), depth + 1))],
        { } only => [Read(only, members.PathOf(name), depth + 1)],
    };
}
