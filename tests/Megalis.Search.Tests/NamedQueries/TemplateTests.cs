using Megalis.Content.Contracts;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;
using Megalis.Search.Features.NamedQueries.Templates;
using Megalis.Testing;

namespace Megalis.Search.Tests.NamedQueries;

/// <summary>Templates of Orchard's queries, asked of a small index of contents; and those that have no equal.</summary>
public sealed class TemplateTests : IDisposable
{
    private const string Mine = "site:1";
    private readonly TempFolder _folder = new();
    private readonly FakeClock _clock = new();
    private readonly SearchIndex _index;

    public TemplateTests()
    {
        _clock.Set(new DateTimeOffset(2027, 3, 10, 11, 0, 0, TimeSpan.Zero));
        _index = new SearchIndex(ContentIndex.Schema, _folder.Path, new SearchOptions(), _clock);
        _index.Apply(
        [
            Item("a", "news", "La piscine rouvre samedi", "Le bassin est rempli.", "2027-03-01T08:00:00Z"),
            Item("b", "news", "La toiture de l’école", "Couverture en zinc ; la piscine reste ouverte.", "2027-03-05T23:30:00Z"),
            Item("c", "guide", "Déposer une offre", "Un guide pour la toiture et le reste.", "2027-03-09T08:00:00Z"),
            Item("d", "page", "Mentions légales", "Qui publie ce site.", "2026-12-31T23:30:00Z"),
            new IndexDocument("e", "site:2").With(ContentIndex.Title, "La piscine du voisin").With(ContentIndex.Type, "news"),
        ], [], 1);
    }

    public void Dispose()
    {
        _index.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("""{ "match_all": {} }""", "a b c d")]
    [InlineData("""{ "match_all": { "boost": 2 } }""", "a b c d")]
    [InlineData("""{ "term": { "Content.ContentItem.ContentType": "News" } }""", "a b")]
    [InlineData("""{ "term": { "Content.ContentItem.ContentType.keyword": { "value": "Guide" } } }""", "c")]
    [InlineData("""{ "term": { "Content.ContentItem.Published": true } }""", "a b c d")]
    [InlineData("""{ "term": { "Content.ContentItem.Published": "true" } }""", "a b c d")]
    [InlineData("""{ "term": { "Content.ContentItem.FullText": { "value": "piscine", "boost": 1.5 } } }""", "a b")]
    [InlineData("""{ "term": { "Content.ContentItem.FullText": "" } }""", "")]
    [InlineData("""{ "term": { "Content.ContentItem.CreatedUtc": "2027-03-06" } }""", "b")]
    [InlineData("""{ "terms": { "Content.ContentItem.ContentType": [ "Guide", "Page" ] } }""", "c d")]
    [InlineData("""{ "terms": { "Content.ContentItem.DisplayText.Analyzed": [ "piscine", "offre" ], "boost": 2 } }""", "a c")]
    [InlineData("""{ "terms": { "Content.ContentItem.ContentType": [] } }""", "")]
    [InlineData("""{ "match": { "Content.ContentItem.FullText": "zinc offre" } }""", "b c")]
    [InlineData("""{ "match": { "Content.ContentItem.FullText": { "query": "toiture zinc", "operator": "AND" } } }""", "b")]
    [InlineData("""{ "match": { "Content.ContentItem.DisplayText.Analyzed": "piscine" } }""", "a")]
    [InlineData("""{ "match": { "Content.BodyAspect.Body": "piscine" } }""", "b")]
    [InlineData("""{ "match": { "Content.ContentItem.ContentType": "Page" } }""", "d")]
    [InlineData("""{ "match": { "Content.ContentItem.FullText": " " } }""", "")]
    [InlineData("""{ "match_phrase": { "Content.ContentItem.FullText": "couverture en zinc" } }""", "b")]
    [InlineData("""{ "match_phrase": { "Content.ContentItem.FullText": "zinc couverture" } }""", "")]
    [InlineData("""{ "match_phrase": { "Content.ContentItem.FullText": { "query": "zinc couverture", "slop": 5 } } }""", "b")]
    [InlineData("""{ "prefix": { "Content.ContentItem.FullText": "pisc" } }""", "a b")]
    [InlineData("""{ "prefix": { "Content.ContentItem.ContentType": { "value": "Gui" } } }""", "c")]
    [InlineData("""{ "wildcard": { "Content.ContentItem.FullText": "*oiture" } }""", "b c")]
    [InlineData("""{ "wildcard": { "Content.ContentItem.ContentType": { "wildcard": "?ews" } } }""", "a b")]
    [InlineData("""{ "fuzzy": { "Content.ContentItem.FullText": "toitrue" } }""", "b c")]
    [InlineData("""{ "fuzzy": { "Content.ContentItem.FullText": { "value": "toitrue", "fuzziness": 0 } } }""", "")]
    [InlineData("""{ "query_string": { "query": "zinc offre" } }""", "b c")]
    [InlineData("""{ "query_string": { "query": "toiture zinc", "default_operator": "AND" } }""", "b")]
    [InlineData("""{ "query_string": { "query": "+toiture -zinc" } }""", "c")]
    [InlineData("""{ "query_string": { "query": "piscine", "default_field": "Content.ContentItem.DisplayText.Analyzed" } }""", "a")]
    [InlineData("""{ "query_string": { "query": "Content.ContentItem.ContentType:News AND Content.ContentItem.DisplayText.Analyzed:toiture" } }""", "b")]
    [InlineData("""{ "query_string": { "query": "Content.ContentItem.PublishedUtc:[2027-03-06 TO *]" } }""", "b c")]
    [InlineData("""{ "simple_query_string": { "query": "zinc | offre" } }""", "b c")]
    [InlineData("""{ "simple_query_string": { "query": "toiture + zinc" } }""", "b")]
    [InlineData("""{ "simple_query_string": { "query": "toiture + -zinc" } }""", "c")]
    [InlineData("""{ "simple_query_string": { "query": "\"en zinc\" | offr* | (mentions + légales) ((" } }""", "b c d")]
    [InlineData("""{ "simple_query_string": { "query": "offre | piscine + bassin" } }""", "a")]
    [InlineData("""{ "simple_query_string": { "query": "piscine", "fields": [ "Content.ContentItem.DisplayText.Analyzed" ] } }""", "a")]
    [InlineData("""{ "simple_query_string": { "query": "toitrue~1 \"zinc couverture\"~5" } }""", "b c")]
    [InlineData("""{ "simple_query_string": { "query": "+++ | - ) \"" } }""", "")]
    [InlineData("""{ "range": { "Content.ContentItem.CreatedUtc": { "gte": "2027-03-06" } } }""", "b c")]
    [InlineData("""{ "range": { "Content.ContentItem.CreatedUtc": { "gt": "2027-03-06" } } }""", "c")]
    [InlineData("""{ "range": { "Content.ContentItem.CreatedUtc": { "lte": "2027-03-06" } } }""", "a b d")]
    [InlineData("""{ "range": { "Content.ContentItem.CreatedUtc": { "lt": "2027-03-06" } } }""", "a d")]
    [InlineData("""{ "range": { "Content.ContentItem.ModifiedUtc": { "gte": "2027-03-01T08:00:00Z", "lt": "2027-03-09T09:00:00+01:00" } } }""", "a b")]
    [InlineData("""{ "range": { "Content.ContentItem.CreatedUtc": { "gte": "now-5d/d", "lte": "now" } } }""", "b c")]
    [InlineData("""{ "range": { "Content.ContentItem.CreatedUtc": { "lt": "now/y" } } }""", "")]
    [InlineData("""{ "range": { "Content.ContentItem.CreatedUtc": { "gte": "2027", "lt": "now-1w-1d" } } }""", "a d")]
    [InlineData("""{ "range": { "Content.ContentItem.CreatedUtc": { "gt": "2028", "lt": "2026" } } }""", "")]
    [InlineData("""{ "bool": {} }""", "a b c d")]
    [InlineData("""{ "bool": { "must": { "term": { "type": "news" } }, "must_not": [ { "match": { "texte": "zinc" } } ] } }""", "a")]
    [InlineData("""{ "bool": { "should": [ { "match": { "texte": "zinc" } }, { "match": { "titre": "offre" } } ] } }""", "b c")]
    [InlineData("""{ "bool": { "filter": [ { "term": { "type": "news" } } ], "should": [ { "match": { "texte": "zinc" } } ] } }""", "a b")]
    [InlineData("""{ "bool": { "filter": [ { "term": { "type": "news" } } ], "should": [ { "match": { "texte": "zinc" } } ], "minimum_should_match": 1 } }""", "b")]
    [InlineData("""{ "bool": { "must_not": { "terms": { "type": [ "news", "page" ] } } } }""", "c")]
    public void Every_clause_finds_what_it_says_and_nothing_of_another_site(string query, string keys) =>
        Assert.Equal(keys, string.Join(' ', Ask($$"""{ "query": {{query}} }""").Order(StringComparer.Ordinal)));

    [Fact]
    public void A_filter_adds_nothing_to_the_score_and_a_weight_does()
    {
        // « zinc » stands in b alone and is rarer than « toiture »: as a filter it does not lift b above c.
        Assert.Equal(["c", "b"], Ask("""{ "query": { "bool": { "should": [ { "match": { "texte": { "query": "guide", "boost": 9 } } }, { "match": { "texte": "zinc" } } ] } } }"""));
        Assert.Equal(["b", "c"], Ask("""{ "query": { "bool": { "should": [ { "match": { "texte": "guide" } }, { "match": { "texte": { "query": "zinc", "boost": 9 } } } ] } } }"""));
        var filtered = Search("""{ "query": { "bool": { "filter": { "match": { "texte": "zinc" } } } } }""").Hits.Single().Score;
        Assert.Equal(Search("""{ "query": { "match_all": {} } }""").Hits[0].Score, filtered + 1, 3);
        Assert.True(Search("""{ "query": { "match": { "texte": "zinc" } } }""").Hits.Single().Score > filtered);
    }

    [Theory]
    [InlineData("""{ "sort": "Content.ContentItem.CreatedUtc" }""", "d a b c")]
    [InlineData("""{ "sort": { "Content.ContentItem.PublishedUtc": "desc" } }""", "c b a d")]
    [InlineData("""{ "sort": [ { "Content.ContentItem.ModifiedUtc": { "order": "desc" } } ], "from": 1, "size": 2 }""", "b a")]
    [InlineData("""{ "sort": [ "_score" ], "size": 0 }""", "")]
    [InlineData("""{ "sort": [ { "Content.ContentItem.CreatedUtc": "{{ order }}" } ], "size": {{size}}, /* a remark */ }""", "c b")]
    [InlineData("""{ "sort": [], "size": "{{ size }}", "query": { "term": { "type": "{{ type }}" } } }""", "a b")]
    public void Order_window_and_parameters_are_kept(string template, string keys) =>
        Assert.Equal(keys, string.Join(' ', Ask(template, ("size", "2"), ("order", "desc"), ("type", "news"))));

    [Fact]
    public void What_a_parameter_holds_stays_one_value()
    {
        const string Template = """{ "query": { "bool": { "must": [ { "term": { "type": "{{ type }}" } }, { "match": { "titre": "x{{word}}" } } ] } } }""";
        Assert.Equal([], Ask(Template, ("type", """news" } }, { "match_all": {} }"""), ("word", "}} {{ type }}")));
        Assert.Equal(["a"], Ask(Template.Replace("x{{word}}", "{{word}}", StringComparison.Ordinal), ("type", "News"), ("word", "piscine")));

        var missing = QueryTemplate.Read(Template, new Dictionary<string, string> { ["type"] = "news" }, _clock);
        Assert.Equal(("$.query.bool.must[1].match.titre", "Le paramètre « word » manque."), (missing.Faults.Single().Path, missing.Faults.Single().Why.ToString()));
        Assert.Equal(["type", "word"], QueryTemplate.ParametersOf(Template));
        Assert.Empty(QueryTemplate.Read(Template, null, _clock).Faults);
        var size = QueryTemplate.Read("""{ "size": {{ size }} }""", new Dictionary<string, string> { ["size"] = "101" }, _clock);
        Assert.Equal("$.size", size.Faults.Single().Path);
    }

    [Theory]
    [InlineData("""{ "query": { "regexp": { "titre": "a.*" } } }""", "$.query.regexp")]
    [InlineData("""{ "query": { "bool": { "must": [ { "term": { "type": "news" } }, { "geo_distance": {} } ] } } }""", "$.query.bool.must[1].geo_distance")]
    [InlineData("""{ "query": { "bool": { "muss": [] } } }""", "$.query.bool.muss")]
    [InlineData("""{ "query": { "bool": { "minimum_should_match": 2 } } }""", "$.query.bool.minimum_should_match")]
    [InlineData("""{ "query": { "term": { "Content.ContentItem.Owner": "x" } } }""", "$.query.term['Content.ContentItem.Owner']")]
    [InlineData("""{ "query": { "term": { "Content.ContentItem.DisplayText": "x" } } }""", "$.query.term['Content.ContentItem.DisplayText']")]
    [InlineData("""{ "query": { "term": { "Content.ContentItem.Published": false } } }""", "$.query.term['Content.ContentItem.Published']")]
    [InlineData("""{ "query": { "term": { "type": { "value": "news", "boost": 2 } } } }""", "$.query.term.type.boost")]
    [InlineData("""{ "query": { "term": { "titre": { "boost": 2 } } } }""", "$.query.term.titre")]
    [InlineData("""{ "query": { "term": { "type": "news", "titre": "x" } } }""", "$.query.term")]
    [InlineData("""{ "query": { "term": { "type": [ "news" ] } } }""", "$.query.term.type")]
    [InlineData("""{ "query": { "term": { "creation": "hier" } } }""", "$.query.term.creation")]
    [InlineData("""{ "query": { "match": { "titre": { "query": "x", "fuzziness": 1 } } } }""", "$.query.match.titre.fuzziness")]
    [InlineData("""{ "query": { "match": { "titre": { "query": "x", "boost": -1 } } } }""", "$.query.match.titre.boost")]
    [InlineData("""{ "query": { "match": { "titre": { "query": "x", "operator": "xor" } } } }""", "$.query.match.titre.operator")]
    [InlineData("""{ "query": { "match_phrase": { "titre": { "query": "x", "slop": 51 } } } }""", "$.query.match_phrase.titre.slop")]
    [InlineData("""{ "query": { "prefix": { "titre": "a*" } } }""", "$.query.prefix.titre")]
    [InlineData("""{ "query": { "wildcard": { "titre": "***" } } }""", "$.query.wildcard.titre")]
    [InlineData("""{ "query": { "wildcard": { "creation": "2027*" } } }""", "$.query.wildcard.creation")]
    [InlineData("""{ "query": { "fuzzy": { "type": "news" } } }""", "$.query.fuzzy.type")]
    [InlineData("""{ "query": { "range": { "titre": { "gte": "a" } } } }""", "$.query.range.titre")]
    [InlineData("""{ "query": { "range": { "creation": { "gte": "now-1d", "time_zone": "+01:00" } } } }""", "$.query.range.creation.time_zone")]
    [InlineData("""{ "query": { "range": { "creation": { "gte": "now-999999y" } } } }""", "$.query.range.creation.gte")]
    [InlineData("""{ "query": { "range": { "creation": { "gte": "0001" } } } }""", "$.query.range.creation.gte")]
    [InlineData("""{ "query": { "query_string": { "query": "auteur:x" } } }""", "$.query.query_string.query")]
    [InlineData("""{ "query": { "query_string": { "query": "(ouverte" } } }""", "$.query.query_string.query")]
    [InlineData("""{ "query": { "query_string": { "query": "creation:hier" } } }""", "$.query.query_string.query")]
    [InlineData("""{ "query": { "query_string": { "query": "type:new~" } } }""", "$.query.query_string.query")]
    [InlineData("""{ "query": { "query_string": { "default_operator": "and" } } }""", "$.query.query_string")]
    [InlineData("""{ "query": { "query_string": { "query": "x", "default_field": "type" } } }""", "$.query.query_string.default_field")]
    [InlineData("""{ "query": { "simple_query_string": { "query": "x", "fields": "titre" } } }""", "$.query.simple_query_string.fields")]
    [InlineData("""{ "query": { "simple_query_string": { "query": "x", "flags": "ALL" } } }""", "$.query.simple_query_string.flags")]
    [InlineData("""{ "query": { "match_all": {}, "term": {} } }""", "$.query")]
    [InlineData("""{ "query": [ { "match_all": {} } ] }""", "$.query")]
    [InlineData("""{ "query": { "match_all": [] } }""", "$.query.match_all")]
    [InlineData("""{ "sort": [ "_score", "creation" ] }""", "$.sort[1]")]
    [InlineData("""{ "sort": "titre" }""", "$.sort")]
    [InlineData("""{ "sort": { "_score": "asc" } }""", "$.sort._score")]
    [InlineData("""{ "sort": { "creation": { "order": "desc", "mode": "avg" } } }""", "$.sort.creation.mode")]
    [InlineData("""{ "sort": { "creation": "upwards" } }""", "$.sort.creation")]
    [InlineData("""{ "size": 101 }""", "$.size")]
    [InlineData("""{ "from": -1 }""", "$.from")]
    [InlineData("""{ "aggs": {} }""", "$.aggs")]
    [InlineData("""{ "query": { "term": { "type": "{{ type | downcase }}" } } }""", "$.query.term.type")]
    [InlineData("""{ "query": { "term": { "type": "{% if x %}news{% endif %}" } } }""", "$.query.term.type")]
    [InlineData("""{ {% if x %} "size": 3 {% endif %} }""", "$")]
    [InlineData("""{ "size": {{ size | default: 3 }} }""", "$")]
    [InlineData("""{ "size": 3, "size": 4 }""", "$")]
    [InlineData("""{ "query": { "term": { "type": "\ud800" } } }""", "$")]
    [InlineData("""[]""", "$")]
    [InlineData("""SELECT 1""", "$")]
    [InlineData("", "$")]
    public void What_has_no_equal_is_named_at_its_place(string template, string path)
    {
        var faults = QueryTemplate.Read(template, null, _clock).Faults;
        Assert.Equal([path], faults.Select(fault => fault.Path).Distinct());
        Assert.All(faults, fault => Assert.EndsWith(".", fault.Why.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Depth_clauses_and_length_have_bounds()
    {
        static string Nested(int levels) =>
            string.Concat(Enumerable.Repeat("""{ "bool": { "must": """, levels)) + """{ "match_all": {} }""" + string.Concat(Enumerable.Repeat(" } }", levels));
        string Fault(string template) => QueryTemplate.Read(template, null, _clock).Faults.Single().Why.ToString();

        Assert.Empty(QueryTemplate.Read($$"""{ "query": {{Nested(20)}} }""", null, _clock).Faults);
        Assert.Contains("les unes dans les autres", Fault($$"""{ "query": {{Nested(21)}} }"""), StringComparison.Ordinal);
        Assert.Contains("trop de niveaux", Fault($$"""{ "query": {{Nested(500)}} }"""), StringComparison.Ordinal);
        var many = string.Join(',', Enumerable.Repeat("""{"match_all":{}}""", 300));
        Assert.Contains("256", Fault($$"""{ "query": { "bool": { "should": [ {{many}} ] } } }"""), StringComparison.Ordinal);
        Assert.Contains("256", Fault($$"""{ "query": { "match": { "texte": "{{string.Join(' ', Enumerable.Repeat("a", 300))}}" } } }"""), StringComparison.Ordinal);
        Assert.Contains("256", Fault($$"""{ "query": { "simple_query_string": { "query": "{{string.Join(' ', Enumerable.Repeat("a", 300))}}" } } }"""), StringComparison.Ordinal);
        Assert.Contains("parenthèses", Fault($$"""{ "query": { "simple_query_string": { "query": "{{new string('(', 1000)}}" } } }"""), StringComparison.Ordinal);
        Assert.Contains("4096", Fault($$"""{ "query": { "match": { "texte": "{{new string('a', 5000)}}" } } }""").Replace("\u202f", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("trop long", Fault(new string('{', QueryTemplate.MostLength + 1)), StringComparison.Ordinal);
        Assert.Equal("$", QueryTemplate.Read(new string('{', QueryTemplate.MostLength), null, _clock).Faults.Single().Path);
    }

    [Fact]
    public void The_fields_of_the_table_are_those_of_the_index()
    {
        Assert.All(OrchardField.All.Values.Where(field => field.Name is not null), field => Assert.Equal(
            field.Use switch { FieldUse.Text => IndexFieldKind.Text, FieldUse.Value => IndexFieldKind.Keyword, _ => IndexFieldKind.Date },
            ContentIndex.Schema.Find(field.Name!)?.Kind));
        // What no template can name holds either the site or what is only shown.
        Assert.Equal(
            [ContentIndex.Tenant, ContentIndex.Path, ContentIndex.SectionName],
            ContentIndex.Schema.Fields.Select(field => field.Name).Where(name => OrchardField.Find(name) is null));
    }

    private IReadOnlyList<string> Ask(string template, params (string Name, string Value)[] parameters) => [.. Search(template, parameters).Hits.Select(hit => hit.Key)];

    private SearchAnswer Search(string template, params (string Name, string Value)[] parameters)
    {
        Assert.Empty(QueryTemplate.Read(template, null, _clock).Faults);
        var asked = QueryTemplate.Read(template, parameters.ToDictionary(p => p.Name, p => p.Value), _clock);
        Assert.Empty(asked.Faults);
        var answer = _index.Search(asked.For(Mine));
        Assert.Null(answer.Refused);
        return answer;
    }

    private static IndexDocument Item(string key, string type, string title, string body, string at)
    {
        var instant = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        return new IndexDocument(key, Mine).With(ContentIndex.Title, title).With(ContentIndex.Body, body).With(ContentIndex.Type, type)
            .With(ContentIndex.Creation, instant).With(ContentIndex.Publication, instant).With(ContentIndex.Modification, instant);
    }
}
