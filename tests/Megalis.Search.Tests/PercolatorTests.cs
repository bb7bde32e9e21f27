using Megalis.Kernel.Search;
using Megalis.Search.Contracts;

namespace Megalis.Search.Tests;

/// <summary>Saved searches find a document exactly when a search would.</summary>
public sealed class PercolatorTests
{
    private static readonly string[] Typed = ["toiture^2 -eau", "\"travaux voirie\"~2", "eau", "*:*", "", "de la", "\"toiture", "themes:a*", "departement:[22 TO 35]", "limite:2026-03", "titre:(école OR bois)", "couvreur", "restaurant scolaire"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_percolator_the_scan_and_a_search_over_the_one_document_agree(int seed)
    {
        var random = new Random(seed);
        var options = new SearchOptions { Limits = new SearchLimits { Time = TimeSpan.FromMinutes(2) } };
        var percolator = new Percolator(Corpus.Schema, options, TimeProvider.System);
        var saved = new Dictionary<long, SearchRequest>();
        using var corpus = new Corpus(options);
        var all = 0;
        for (var round = 0; round < 90; round++)
        {
            foreach (var id in Enumerable.Range(0, 15).Select(_ => (long)random.Next(250)))
                if (random.Next(4) == 0)
                    Assert.Equal(saved.Remove(id), percolator.Remove(id));
                else
                    Assert.Null(percolator.Put(id, saved[id] = Request(random)));
            var document = Corpus.Document(random, 0);
            await corpus.Index.RebuildAsync(new[] { document }.ToAsyncEnumerable(), round, default);
            var found = saved.Where(pair => corpus.Index.Search(pair.Value).Total == 1).Select(pair => pair.Key).Order().ToList();

            Assert.Equal(found, percolator.Match(document));
            Assert.Equal(found, percolator.MatchByScan(document));
            Assert.Equal(found.Where(id => id % 3 == 0), percolator.Match(document, [.. Enumerable.Range(0, 100).Select(i => i * 3L)]));
            Assert.Equal(saved.Count, percolator.Count);
            all += found.Count;
        }

        Assert.InRange(all, 90 * 10, 90 * 200);
    }

    private static SearchRequest Request(Random random) => new()
    {
        Text = random.Next(4) == 0 ? Typed[random.Next(Typed.Length)] : RandomQueries.Next(random),
        Groups = random.Next(5) switch { 0 => ["agents"], 1 => [Corpus.Everyone, "agents"], _ => [Corpus.Everyone] },
        Filters = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Filter(random))],
        Facets = [new FacetRequest("departement")],
        Order = new SearchOrder("montant"),
    };

    private static SearchFilter Filter(Random random) => random.Next(8) switch
    {
        0 => new SearchFilter.AnyOf("departement", "35", "29"),
        1 => new SearchFilter.AnyOf("themes", "abcdef"[random.Next(6)].ToString()),
        2 => new SearchFilter.NoneOf("themes", "a", "b"),
        3 => new SearchFilter.Between("montant", random.Next(50) * 1000, null),
        4 => new SearchFilter.Between("limite", null, 1_780_000_000_000_000),
        5 => new SearchFilter.Either(new SearchFilter.AnyOf("departement", "22"), new SearchFilter.Matching(RandomQueries.Next(random))),
        6 => new SearchFilter.Matching(RandomQueries.Next(random)),
        _ => new SearchFilter.Near("lieu", 47.5, -3.5, 40),
    };

    [Fact]
    public void A_search_waits_at_what_is_rare_and_not_at_what_everyone_has()
    {
        var percolator = new Percolator(Corpus.Schema, new SearchOptions(), TimeProvider.System);
        for (var id = 0; id < 2000; id++)
            Assert.Null(percolator.Put(id, new SearchRequest { Text = $"travaux mot{id}", Groups = [Corpus.Everyone] }));
        var document = new IndexDocument("a", Corpus.Everyone).With("titre", "Travaux mot7").With("corps", "travaux de voirie");

        Assert.Equal([7L], percolator.Match(document));
        Assert.Equal([7L], percolator.MatchByScan(document));
        Assert.Empty(percolator.Match(new IndexDocument("a", "agents").With("titre", "Travaux mot7")));
    }

    [Fact]
    public void What_goes_beyond_a_limit_is_refused_and_what_was_saved_stays()
    {
        var percolator = new Percolator(Corpus.Schema, new SearchOptions(), TimeProvider.System);
        Assert.Null(percolator.Put(1, Asked("toiture")));

        Assert.Contains("trop longue", percolator.Put(1, Asked(new string('a', 5000)))!.ToString(), StringComparison.Ordinal);
        Assert.Contains("« ~ »", percolator.Put(1, Asked(string.Join(" OR ", Enumerable.Range(0, 21).Select(i => $"a{i}*"))))!.ToString(), StringComparison.Ordinal);
        var values = Enumerable.Range(0, 1001).Select(i => $"{i}").ToList();
        Assert.Contains("valeurs", percolator.Put(1, Asked("") with { Filters = [new SearchFilter.AnyOf("themes", values)] })!.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => percolator.Put(1, Asked("") with { Filters = [new SearchFilter.AnyOf("inconnu", "a")] }));
        Assert.Throws<ArgumentException>(() => percolator.Match(new IndexDocument("a", Corpus.Everyone).With("inconnu", "a")));

        Assert.Equal([1L], percolator.Match(new IndexDocument("a", Corpus.Everyone).With("titre", "Toitures")));
        Assert.True(percolator.Remove(1));
        Assert.False(percolator.Remove(1));
        Assert.Empty(percolator.Match(new IndexDocument("a", Corpus.Everyone).With("titre", "Toitures")));
    }

    private static SearchRequest Asked(string text) => new() { Text = text, Groups = [Corpus.Everyone] };

    [Fact]
    public void Searches_come_and_go_while_documents_are_held_against_them()
    {
        var percolator = new Percolator(Corpus.Schema, new SearchOptions(), TimeProvider.System);
        percolator.Put(-1, Asked("piscine"));
        var document = new IndexDocument("a", Corpus.Everyone).With("titre", "La piscine et l'école");

        Parallel.For(0, 4, worker =>
        {
            for (var round = 0; round < 300; round++)
            {
                Assert.Null(percolator.Put(worker, Asked(round % 2 == 0 ? "école" : "toiture")));
                Assert.Contains(-1L, percolator.Match(document));
                Assert.Equal(round % 2 == 0, percolator.Match(document, [worker]).Count == 1);
                Assert.True(percolator.Remove(worker));
            }
        });

        Assert.Equal([-1L], percolator.Match(document));
    }
}
