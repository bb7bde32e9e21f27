using Megalis.Search.Analysis;

namespace Megalis.Search.Tests;

/// <summary>The light stemmer against the reference's answers.</summary>
public sealed class StemmerTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public void Every_word_of_the_oracle_has_the_references_stem_or_the_list_is_not_there()
    {
        if (Oracle.Find("frenchlight-lucene8-half.tsv") is not { } file)
        {
            output.WriteLine("The oracle list is not beside the repository: only the examples of this class were checked.");
            return;
        }

        var wrong = File.ReadLines(file).Select(line => line.Split('\t'))
            .Where(columns => FrenchLightStemmer.Stem(columns[0]) != columns[1])
            .Select(columns => $"{columns[0]}: {columns[1]} expected, {FrenchLightStemmer.Stem(columns[0])} found").ToList();

        Assert.True(wrong.Count == 0, $"{wrong.Count} differ: {string.Join("; ", wrong.Take(30))}");
    }

    [Theory]
    [InlineData("chevaux", "cheval")]
    [InlineData("bateaux", "bateau")]
    [InlineData("assainissement", "asaini")]
    [InlineData("travaux", "traval")]
    [InlineData("électricité", "electricit")]
    [InlineData("construction", "construction")]
    [InlineData("a", "a")]
    [InlineData("", "")]
    public void Words_have_the_references_stem(string word, string stem) => Assert.Equal(stem, FrenchLightStemmer.Stem(word));

    [Theory]
    [InlineData("premiere", "premier")]
    [InlineData("ouvriere", "ouvrier")]
    [InlineData("centieme", "cent")]
    [InlineData("complete", "complet")]
    public void Without_accents_the_feminine_still_meets_the_masculine(string one, string other) =>
        Assert.Equal(FrenchLightStemmer.StemFolded(one), FrenchLightStemmer.StemFolded(other));
}
