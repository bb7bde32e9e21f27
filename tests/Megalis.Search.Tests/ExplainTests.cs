using Megalis.Kernel.Search;
using Megalis.Search.Contracts;

namespace Megalis.Search.Tests;

/// <summary>« Pourquoi ce résultat ».</summary>
public sealed class ExplainTests : IDisposable
{
    private readonly Corpus _corpus = new(new SearchOptions());

    public ExplainTests() => _corpus.Index.Apply(
    [
        new IndexDocument("1", Corpus.Everyone).With("titre", "Réfection des toitures de l'école").With("corps", "Couverture en zinc ; la toiture est isolée. Toiture neuve.").With("departement", "35").With("montant", (long?)1000),
        new IndexDocument("2", Corpus.Everyone).With("titre", "Peinture du restaurant scolaire").With("corps", "Maîtrise d'œuvre comprise"),
        new IndexDocument("3", "agents").With("titre", "Toiture secrète"),
    ], [], 1);

    public void Dispose() => _corpus.Dispose();

    [Theory]
    [InlineData("toiture", "1", "Word toiture=toitur titre:1 corps:2; Word couverture=couvertur<toiture corps:1 *")]
    [InlineData("titre:toiture", "1", "Word toiture=toitur titre:1 *")]
    [InlineData("couvreur", "1", "Word couverture=couvertur<couvreur corps:1 *; Word toiture=toitur<couvreur titre:1 corps:2")]
    [InlineData("cantine", "2", "Phrase restaurant scolaire=restaurant scolair<cantine titre:1 *")]
    [InlineData("\"toiture isolée\"~1 zinc -peinture", "1", "Phrase toiture isolée=toitur isol corps:1 *; Word zinc=zinc corps:1 *")]
    [InlineData("toit* zinc", "1", "Pattern toit*=toit* titre:1 corps:2 *; Word zinc=zinc corps:1 *")]
    [InlineData("zing~", "1", "Misspelt zing=zinc corps:1 *")]
    [InlineData("zinc OR inconnu OR peinture", "1", "Word zinc=zinc corps:1 *")]
    [InlineData("(zinc peinture) OR isolée", "1", "Word isolée=isol corps:1 *")]
    [InlineData("zinc departement:35 montant:[500 TO *]", "1", "Word zinc=zinc corps:1 *; Column 35=35 departement:1; Column 500–*=1000 montant:1")]
    public void Each_word_that_is_there_says_where_how_often_and_what_it_counts(string text, string key, string expected)
    {
        var request = new SearchRequest { Text = text, Groups = [Corpus.Everyone] };

        var explained = _corpus.Index.Explain(request, key)!;

        Assert.Equal(expected, string.Join("; ", explained.Reasons.Select(Shown)));
        Assert.Equal(_corpus.Index.Search(request).Hits.Single(hit => hit.Key == key).Score, explained.Score, 0.0001f);
        Assert.Equal(explained.Score, explained.Reasons.Sum(reason => reason.Part), 0.0001f);
    }

    private static string Shown(SearchReason reason) =>
        $"{reason.Kind} {reason.Typed}={reason.Searched}{(reason.SynonymOf is null ? "" : "<" + reason.SynonymOf)} {string.Join(' ', reason.Places.Select(place => $"{place.Field}:{place.Count}"))}{(reason.Part > 0 ? " *" : "")}";

    [Theory]
    [InlineData("peinture", "1")]
    [InlineData("toiture", "3")]
    [InlineData("toiture", "4")]
    [InlineData("((((((((((((((((((((((toiture))))))))))))))))))))))", "1")]
    public void What_is_not_found_has_no_explanation(string text, string key) =>
        Assert.Null(_corpus.Index.Explain(new SearchRequest { Text = text, Groups = [Corpus.Everyone] }, key));

    [Fact]
    public void Filters_are_reasons_too()
    {
        var request = new SearchRequest { Groups = [Corpus.Everyone], Filters = [new SearchFilter.AnyOf("departement", "22", "35"), new SearchFilter.NoneOf("themes", "a")] };

        Assert.Equal("Column 22, 35=35 departement:1", string.Join("; ", _corpus.Index.Explain(request, "1")!.Reasons.Select(Shown)));
    }

    [Fact]
    public void Whatever_is_found_is_explained_and_parts_add_up()
    {
        var random = new Random(17);
        using var corpus = new Corpus();
        corpus.Index.Apply([.. Enumerable.Range(0, 120).Select(number => Corpus.Document(random, number))], [], 1);
        for (var round = 0; round < 200; round++)
        {
            var text = RandomQueries.Next(random);
            var request = new SearchRequest { Text = text, Groups = [Corpus.Everyone], Take = 20 };
            foreach (var hit in corpus.Index.Search(request).Hits)
                Assert.Equal(hit.Score, corpus.Index.Explain(request, hit.Key)!.Score, 0.001f);
        }
    }
}
