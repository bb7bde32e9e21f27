using Megalis.Search.Analysis;
using Megalis.Search.Contracts;

namespace Megalis.Search.Tests;

/// <summary>What the words of a French text become.</summary>
public sealed class AnalyzerTests
{
    private static readonly FrenchAnalyzer Product = new(AnalysisProfile.Product);
    private static readonly FrenchAnalyzer Lucene = new(AnalysisProfile.Lucene);

    [Theory]
    [InlineData("l'offre", "offre")]
    [InlineData("l’offre", "offre")]
    [InlineData("loffre", "offre")]
    [InlineData("dexécution", "exécution")]
    [InlineData("Électricité", "electricite")]
    [InlineData("ŒUVRE", "oeuvre")]
    [InlineData("oﬃce", "office")]
    [InlineData("e\u0301cole", "école")]
    [InlineData("travaux", "travail")]
    [InlineData("yeux", "œil")]
    [InlineData("S.A.R.L.", "sarl")]
    [InlineData("portes", "porte")]
    [InlineData("chaudières", "chaudiere")]
    public void Both_spellings_are_one_word(string one, string other) => Assert.Equal(Terms(Product, other), Terms(Product, one));

    [Theory]
    [InlineData("prix", "pris")]
    [InlineData("repas", "réparation")]
    [InlineData("porte", "port")]
    [InlineData("publication", "public")]
    [InlineData("stationnement", "station")]
    [InlineData("Laval", "aval")]
    [InlineData("larme", "arme")]
    [InlineData("dégoût", "égout")]
    public void Different_words_stay_apart(string one, string other) => Assert.NotEqual(Terms(Product, other), Terms(Product, one));

    [Theory]
    [InlineData("Kenlabour evit ar c'hoarioù", "kenlabour evit ar c'hoariou")]
    [InlineData("Ar mor hag an dour", "ar mor hag an dour")]
    public void Breton_words_keep_their_letters(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Forms(Product, text).Select(forms => forms.Folded)));

    [Theory]
    [InlineData("L'accord-cadre n° 12 de la maîtrise d'œuvre", "acord cadr n* 12 maitris oeuvr")]
    [InlineData("aujourd'hui 1.500,25 euros", "aujourd'hui 1.500,25 euro")]
    [InlineData("fin.Début", "fin.debut")]
    public void The_profile_lucene_is_the_chain_of_the_reference(string text, string expected) =>
        Assert.Equal(expected.Replace(" n*", "", StringComparison.Ordinal), string.Join(' ', Terms(Lucene, text)));

    [Fact]
    public void A_full_stop_without_a_space_parts_words_and_stop_words_leave_holes()
    {
        Assert.Equal(["fin", "debut"], Terms(Product, "fin.Début"));
        Assert.Equal([0, 2], Product.Words("bons de commande").Select(word => word.Position));
    }

    [Fact]
    public void Places_are_those_of_the_text()
    {
        const string Text = "« L'éclairage » public";

        Assert.Equal(["L'éclairage", "public"], Product.Words(Text).Select(word => Text.Substring(word.Start, word.Length)));
    }

    [Fact]
    public void Any_text_is_read_to_its_end()
    {
        const string Letters = "ab'’.,:_- 19é\u0301\u200d\ud83d\ude00\ud800œ";
        var random = new Random(3);
        for (var round = 0; round < 2000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Letters[random.Next(Letters.Length)]));
            foreach (var analyzer in new[] { Product, Lucene })
                Assert.All(analyzer.Words(text), word => Assert.InRange(word.Start + word.Length, 1, text.Length));
        }
    }

    [Fact]
    public void Synonyms_are_found_by_any_form_of_their_words()
    {
        var synonyms = Synonyms.Parse("toiture, couverture # two\nplombier => plomberie\nmaîtrise d'œuvre, MOE\n=>\n,", Product);

        Assert.Equal(["couverture"], synonyms.Of(Terms(Product, "Toitures")));
        Assert.Equal(["plomberie"], synonyms.Of(Terms(Product, "plombiers")));
        Assert.Empty(synonyms.Of(Terms(Product, "plomberie")));
        Assert.Equal(["MOE"], synonyms.Of(Terms(Product, "maitrise d’oeuvre")));
        Assert.Equal(2, synonyms.LongestEntry);
    }

    private static List<WordForms> Forms(FrenchAnalyzer analyzer, string text)
    {
        var forms = new List<WordForms>();
        for (var breaks = analyzer.Breaks(text); breaks.Next();)
            forms.Add(analyzer.Analyze(breaks.Word));
        return forms;
    }

    private static string[] Terms(FrenchAnalyzer analyzer, string text) => [.. analyzer.Words(text).Select(word => word.Forms.Term!)];
}
