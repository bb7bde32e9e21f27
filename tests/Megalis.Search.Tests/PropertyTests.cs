using System.Globalization;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;

namespace Megalis.Search.Tests;

/// <summary>Random corpora, random queries: the engine answers as one who looks at every document.</summary>
public sealed class PropertyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_query_finds_what_a_scan_finds_through_changes_merges_and_restarts(int seed)
    {
        var random = new Random(seed);
        using var corpus = new Corpus();
        var naive = new Naive(AnalysisProfile.Product);
        for (var round = 0; round < 12; round++)
        {
            var changed = Enumerable.Range(0, random.Next(1, 60)).Select(_ => Corpus.Document(random, random.Next(400))).ToList();
            string[] gone = [.. Enumerable.Range(0, random.Next(10)).Select(_ => $"{random.Next(400)}").Except(changed.Select(document => document.Key))];
            corpus.Index.Apply(changed, gone, round);
            changed.ForEach(naive.Add);
            foreach (var key in gone)
                naive.Remove(key);
            if (round % 3 == 1)
                corpus.Index.Maintain();
            if (round % 6 == 4)
                corpus.Reopen();
            if (round == 8)
                await corpus.Index.RebuildAsync(naive.Documents.ToAsyncEnumerable(), round, default);
            for (var query = 0; query < 60; query++)
                Compare(RandomQueries.Next(random), random.Next(3) == 0 ? "agents" : Corpus.Everyone);
            Assert.Equal(round, corpus.Index.Position);
        }

        void Compare(string text, string group)
        {
            var answer = corpus.Ask(text, group);
            Assert.True(answer.Refused is null, text);
            Assert.True(naive.Find(text, group).SequenceEqual(answer.Hits.Select(hit => hit.Key).Order(StringComparer.Ordinal)),
                $"{text} ({group}): {string.Join(' ', naive.Find(text, group))} expected, {string.Join(' ', answer.Hits.Select(hit => hit.Key).Order(StringComparer.Ordinal))} found");
            Assert.Equal(answer.Hits.Count, answer.Total);
        }
    }

    [Fact]
    public void Words_and_phrases_score_as_by_the_formula_and_the_best_come_first()
    {
        var random = new Random(7);
        using var corpus = new Corpus();
        var naive = new Naive(AnalysisProfile.Product);
        var documents = Enumerable.Range(0, 900).Select(number => Corpus.Document(random, number)).ToList();
        corpus.Index.Apply(documents, [], 1);
        documents.ForEach(naive.Add);
        foreach (var text in (string[])["toiture", "eau voirie", "\"port bois\"", "titre:école", "travaux OR nettoyage", "bois^3 voirie", "+bois electrique OR eau", "accord-cadre -eau"])
        {
            var answer = corpus.Ask(text, Corpus.Everyone, "agents");
            Assert.NotEmpty(answer.Hits);
            Assert.All(answer.Hits, hit => Assert.Equal(naive.Score(text, hit.Key)!.Value, hit.Score, 0.0001f));
            Assert.Equal(answer.Hits.Select(hit => hit.Score).OrderDescending(), answer.Hits.Select(hit => hit.Score));
            // What passes over blocks that cannot win finds the same ones.
            var first = corpus.Index.Search(new SearchRequest { Text = text, Groups = [Corpus.Everyone, "agents"], Take = 7 });
            Assert.Equal(answer.Hits.Take(7).Select(hit => hit.Key), first.Hits.Select(hit => hit.Key));
            Assert.Equal(answer.Total, first.Total);
        }
    }

    [Fact]
    public void Filters_facets_and_orders_are_those_of_a_scan()
    {
        var random = new Random(11);
        using var corpus = new Corpus();
        var documents = Enumerable.Range(0, 700).Select(number => Corpus.Document(random, number)).ToList();
        corpus.Index.Apply(documents[..400], [], 1);
        corpus.Index.Maintain();
        corpus.Index.Apply(documents[400..], ["5", "6"], 2);
        var live = documents.Where(document => document.Key is not ("5" or "6") && document.Groups.Contains(Corpus.Everyone)).ToList();
        foreach (var (filter, isKept) in Filters())
        {
            var kept = live.Where(isKept).ToList();
            foreach (var descending in (bool[])[true, false])
            {
                var answer = corpus.Index.Search(new SearchRequest
                {
                    Groups = [Corpus.Everyone],
                    Filters = [filter],
                    Take = 1000,
                    Order = new SearchOrder("montant", descending),
                    Load = ["montant", "departement", "titre"],
                    Facets = [new FacetRequest("departement"), new FacetRequest("themes", 3)],
                });
                Assert.Equal(kept.Count, answer.Total);
                Assert.Equal(Ordered(kept, descending), answer.Hits.Select(hit => hit.Values.TryGetValue("montant", out var value) ? long.Parse(value[0], CultureInfo.InvariantCulture) : (long?)null));
                Assert.Equal(Counts(kept, "departement", 50), answer.Facets["departement"]);
                Assert.Equal(Counts(kept, "themes", 3), answer.Facets["themes"]);
                Assert.All(answer.Hits, hit => Assert.Equal(documents.Single(d => d.Key == hit.Key).Strings.GetValueOrDefault("titre"), hit.Values.GetValueOrDefault("titre")));
            }
        }
    }

    private static IEnumerable<(SearchFilter, Func<IndexDocument, bool>)> Filters()
    {
        yield return (new SearchFilter.AnyOf("departement", "35"), d => Has(d, "departement", "35"));
        yield return (new SearchFilter.AnyOf("departement", "35", "29", "99"), d => Has(d, "departement", "35") || Has(d, "departement", "29"));
        yield return (new SearchFilter.NoneOf("themes", "a"), d => !Has(d, "themes", "a"));
        yield return (new SearchFilter.AnyOf("themes", "a", "b"), d => Has(d, "themes", "a") || Has(d, "themes", "b"));
        yield return (new SearchFilter.AnyOf("departement"), _ => false);
        yield return (new SearchFilter.Between("montant", 20_000, 60_000), d => d.Numbers.TryGetValue("montant", out var n) && n is >= 20_000 and <= 60_000);
        yield return (new SearchFilter.Between("montant", null, 19_999), d => d.Numbers.TryGetValue("montant", out var n) && n <= 19_999);
        yield return (new SearchFilter.Between("limite", 1_780_000_000_000_000, null), d => d.Numbers["limite"] >= 1_780_000_000_000_000);
        yield return (new SearchFilter.Either(new SearchFilter.AnyOf("departement", "35"), new SearchFilter.Between("montant", null, 19_999)), d => Has(d, "departement", "35") || (d.Numbers.TryGetValue("montant", out var n) && n <= 19_999));
        yield return (new SearchFilter.Either(), _ => false);
        yield return (new SearchFilter.Matching("departement:35 AND -themes:a"), d => Has(d, "departement", "35") && !Has(d, "themes", "a"));
        yield return (new SearchFilter.Near("lieu", 47.5, -3.5, 30), d => d.Numbers.TryGetValue("lieu.lat", out var lat) && Flat(lat / 1e7, d.Numbers["lieu.lon"] / 1e7) <= 30);
    }

    /// <summary>Near enough over thirty kilometres.</summary>
    private static double Flat(double latitude, double longitude) =>
        111.195 * Math.Sqrt(Math.Pow(latitude - 47.5, 2) + Math.Pow((longitude + 3.5) * Math.Cos(double.DegreesToRadians((latitude + 47.5) / 2)), 2));

    private static bool Has(IndexDocument document, string field, string value) => document.Strings.TryGetValue(field, out var values) && values.Contains(value);

    private static IEnumerable<long?> Ordered(List<IndexDocument> documents, bool descending)
    {
        var values = documents.Where(d => d.Numbers.ContainsKey("montant")).Select(d => (long?)d.Numbers["montant"]);
        return (descending ? values.OrderDescending() : values.Order()).Concat(documents.Where(d => !d.Numbers.ContainsKey("montant")).Select(_ => (long?)null));
    }

    private static IEnumerable<FacetValue> Counts(List<IndexDocument> documents, string field, int most) =>
        documents.Where(d => d.Strings.ContainsKey(field)).SelectMany(d => d.Strings[field].Distinct()).GroupBy(value => value)
            .Select(same => new FacetValue(same.Key, same.Count())).OrderByDescending(value => value.Count).ThenBy(value => value.Value, StringComparer.Ordinal).Take(most);
}
