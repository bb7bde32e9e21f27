using System.Diagnostics;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;

namespace Megalis.Search.Tests;

/// <summary>The syntax, the limits, bad input, words that are not there, marks in texts.</summary>
public sealed class QueryTests : IDisposable
{
    private readonly Corpus _corpus = new(new SearchOptions());

    public QueryTests() => _corpus.Index.Apply(
    [
        Notice("1", "Réfection de la toiture de l'école", "Couverture en ardoise et zinc. Les plis sont remis par voie électronique.", "35", 1000),
        Notice("2", "Électricité de l'école Jules-Ferry", "Courants forts, chauffage électrique et assainissement", "29", 2000),
        Notice("3", "Ravalement de façade", "Peinture, échafaudages et nettoyage de la façade du restaurant scolaire", "35", 3000),
        Notice("4", "Accord-cadre de maîtrise d'œuvre", "Mission de base pour la voirie ; loffre est remise avant midi", "22", 4000),
        new IndexDocument("5", "agents").With("titre", "Licenciement et toiture secrète").With("corps", "Xylophone"),
    ], [], 1);

    public void Dispose() => _corpus.Dispose();

    private static IndexDocument Notice(string key, string title, string text, string departement, long amount) =>
        new IndexDocument(key, Corpus.Everyone).With("titre", title).With("corps", text).With("departement", departement).With("montant", (long?)amount)
            .With("limite", new DateTimeOffset(2026, 3, int.Parse(key, System.Globalization.CultureInfo.InvariantCulture), 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("toiture", "1")]
    [InlineData("TOITURES", "1")]
    [InlineData("electricite ecole", "2")]
    [InlineData("électricité école", "2")]
    [InlineData("école -électricité", "1")]
    [InlineData("école NOT électricité", "1")]
    [InlineData("école SAUF électricité", "1")]
    [InlineData("toiture OR ravalement", "1 3")]
    [InlineData("toiture OU ravalement", "1 3")]
    [InlineData("toiture || ravalement", "1 3")]
    [InlineData("(toiture OR ravalement) AND peinture", "3")]
    [InlineData("\"maîtrise d'oeuvre\"", "4")]
    [InlineData("\"œuvre maîtrise\"~2", "4")]
    [InlineData("\"toiture école\"", "")]
    [InlineData("\"toiture école\"~2", "1")]
    [InlineData("chauff*", "2")]
    [InlineData("assain*", "2")]
    [InlineData("nettoy*", "3")]
    [InlineData("t?iture", "1")]
    [InlineData("*oiture", "1")]
    [InlineData("toitrue~", "1")]
    [InlineData("titre:façade", "3")]
    [InlineData("corps:façade", "3")]
    [InlineData("titre:peinture", "")]
    [InlineData("titre:(toiture école)", "1")]
    [InlineData("departement:35", "1 3")]
    [InlineData("departement:35 peinture", "3")]
    [InlineData("montant:[2000 TO 3000]", "2 3")]
    [InlineData("montant:{2000 TO *}", "3 4")]
    [InlineData("limite:2026-03-02", "2")]
    [InlineData("limite:[2026-03-02 TO 2026-03-03]", "2 3")]
    [InlineData("limite:2026", "1 2 3 4")]
    [InlineData("*:* -departement:35", "2 4")]
    [InlineData("-departement:35", "2 4")]
    [InlineData("", "1 2 3 4")]
    [InlineData("offre", "4")]
    [InlineData("couvreur", "1")]
    [InlineData("cantine", "3")]
    [InlineData("MOE", "4")]
    [InlineData("objet: toiture", "")]
    [InlineData("jules-ferry", "2")]
    [InlineData("Jules\\-Ferry", "2")]
    [InlineData("de la", "")]
    [InlineData("toiture de la", "1")]
    public void A_query_finds(string text, string expected)
    {
        var answer = _corpus.Ask(text);

        Assert.Equal(expected, string.Join(' ', answer.Hits.Select(hit => hit.Key).Order()));
        Assert.Null(answer.Notice);
        Assert.Null(answer.Refused);
    }

    [Theory]
    [InlineData("\"toiture")]
    [InlineData("(toiture")]
    [InlineData("toiture)")]
    [InlineData("[toiture TO")]
    [InlineData("toiture AND")]
    [InlineData("toiture^")]
    [InlineData("OR toiture")]
    [InlineData("montant:")]
    [InlineData("toiture & ) ( \" école")]
    public void What_is_no_expression_is_searched_as_plain_words_and_says_so(string text)
    {
        var answer = _corpus.Ask(text);

        Assert.Null(answer.Refused);
        Assert.Contains("tels quels", answer.Notice!.ToString(), StringComparison.Ordinal);
        Assert.Equal(text.Contains("toiture", StringComparison.Ordinal) && !text.Contains("OR", StringComparison.Ordinal) && !text.Contains("AND", StringComparison.Ordinal) && !text.Contains("TO", StringComparison.Ordinal), answer.Hits.Any(hit => hit.Key == "1"));
    }

    public static TheoryData<string, string> TooMuch => new()
    {
        { new string('a', 100_000), "trop longue" },
        { string.Join(' ', Enumerable.Repeat("a*", 1000)), "trop de parties" },
        { new string('(', 30) + "a" + new string(')', 30), "parenthèses" },
    };

    [Theory, MemberData(nameof(TooMuch))]
    public void Beyond_a_limit_the_answer_says_which(string text, string expected) =>
        Assert.Contains(expected, _corpus.Ask(text).Refused!.ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_pattern_that_stands_for_too_many_words_is_refused_with_its_name()
    {
        using var corpus = new Corpus(new SearchOptions { Limits = new SearchLimits { Expansions = 3 } });
        corpus.Index.Apply([Notice("1", "mur mare mine mont", "", "35", 1)], [], 1);

        Assert.Contains("m*", corpus.Ask("m*").Refused!.ToString(), StringComparison.Ordinal);
        Assert.Single(corpus.Ask("mu*").Hits);
    }

    [Fact]
    public void Any_text_is_answered_in_time()
    {
        const string Letters = "ab*?\"()[]{}^~:\\+-!&|/ TOANDNOT’'é\u0001\u2028\ud83d";
        var random = new Random(9);
        var watch = Stopwatch.StartNew();
        foreach (var text in Enumerable.Range(0, 3000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Letters[random.Next(Letters.Length)])))
            .Concat(["a' OR 1=1--", new string('*', 4000), string.Concat(Enumerable.Repeat("*a", 2000)), "(a+)+$", "/(a|a)*b/", new string('?', 4000), "a~9999999999", "a^9999999999999"]))
            Assert.NotNull(_corpus.Ask(text));
        Assert.InRange(watch.ElapsedMilliseconds, 0, 20_000);
    }

    [Fact]
    public void Nobody_learns_of_what_they_may_not_read()
    {
        Assert.Equal(["1"], _corpus.Keys("toiture"));
        Assert.Equal(["1", "5"], _corpus.Keys("toiture", Corpus.Everyone, "agents"));
        Assert.Empty(_corpus.Keys("toiture", "inconnu"));
        Assert.Empty(_corpus.Index.Complete("licen", [Corpus.Everyone]));
        Assert.Equal(["licenciement"], _corpus.Index.Complete("licen", ["agents"]));
        Assert.Null(_corpus.Index.DidYouMean("xylofone", [Corpus.Everyone]));
        Assert.Equal("xylophone", _corpus.Index.DidYouMean("xylofone", ["agents"]) ?? _corpus.Index.DidYouMean("xylopohne", ["agents"]));
        Assert.DoesNotContain(_corpus.Ask("*:*").Hits, hit => hit.Key == "5");
    }

    [Fact]
    public void A_word_is_ended_and_mended_as_texts_write_it()
    {
        Assert.Equal(["électricité", "électrique", "électronique"], _corpus.Index.Complete("elect", [Corpus.Everyone]));
        Assert.Equal("toiture école", _corpus.Index.DidYouMean("toitrue école", [Corpus.Everyone]));
        Assert.Equal("électricité ravalement", _corpus.Index.DidYouMean("electrcite ravalment", [Corpus.Everyone]));
        Assert.Null(_corpus.Index.DidYouMean("toitures", [Corpus.Everyone]));
        _corpus.Index.Apply([], ["2"], 2);
        Assert.Equal(["électronique"], _corpus.Index.Complete("elect", [Corpus.Everyone]));
    }

    [Theory]
    [InlineData("toiture ecole", "Réfection de la [toiture] de [l'école]")]
    [InlineData("\"refection toiture\"~3 ecole", "[Réfection] de la [toiture] de [l'école]")]
    [InlineData("\"toiture refection\"", "Réfection de la toiture de l'école")]
    [InlineData("toit*", "Réfection de la [toiture] de l'école")]
    [InlineData("toiture -école", "Réfection de la [toiture] de l'école")]
    public void What_answers_is_marked_and_nothing_else(string query, string expected)
    {
        var runs = _corpus.Index.Highlight(query, "Réfection de la toiture de l'école");

        Assert.Equal(expected, string.Concat(runs.Select(run => run.IsMatch ? $"[{run.Text}]" : run.Text)));
    }

    [Fact]
    public void A_snippet_shows_the_place_with_most_of_the_query()
    {
        var text = string.Concat(Enumerable.Repeat("La présente consultation concerne des prestations. ", 20)) + "Les travaux de toiture de l'école sont en zinc. " + string.Concat(Enumerable.Repeat("Suite du texte. ", 20));

        var snippet = string.Concat(_corpus.Index.Snippet("toiture zinc", text, 120).Select(run => run.IsMatch ? $"[{run.Text}]" : run.Text));

        Assert.Contains("[toiture] de l'école sont en [zinc]", snippet, StringComparison.Ordinal);
        Assert.InRange(snippet.Length, 60, 160);
        Assert.StartsWith("… ", snippet, StringComparison.Ordinal);
        Assert.EndsWith(" …", snippet, StringComparison.Ordinal);
        Assert.Equal("court", _corpus.Index.Snippet("toiture", "court").Single().Text);
    }

    [Fact]
    public void A_wish_beyond_the_schema_is_the_callers_mistake()
    {
        foreach (var wrong in (SearchRequest[])
        [
            new() { Groups = ["tous"], Filters = [new SearchFilter.AnyOf("titre", "a")] },
            new() { Groups = ["tous"], Facets = [new FacetRequest("inconnu")] },
            new() { Groups = ["tous"], Order = new SearchOrder("departement") },
            new() { Groups = ["tous"], Load = ["corps"] },
        ])
            Assert.Throws<ArgumentException>(() => _corpus.Index.Search(wrong));
        Assert.NotNull(_corpus.Index.Search(new SearchRequest { Groups = ["tous"], Skip = 10_000 }).Refused);
    }
}
