using System.Text;
using Megalis.Kernel.Identifiers;

namespace Megalis.Kernel.Tests.Identifiers;

public class FoldedTests
{
    [Theory]
    [InlineData("École élémentaire", "ecole elementaire")]
    [InlineData("L’ŒUVRE d'Ætius", "l'oeuvre d'aetius")]
    [InlineData("  Voirie \u00a0 communale\r\n2026 ", "voirie communale 2026")]
    [InlineData("ﬁnances", "finances")]
    [InlineData("Saint‑Malo – Rennes", "saint-malo - rennes")]
    [InlineData("E\u0301cole", "ecole")]
    [InlineData("zero\u200bwidth\u202e", "zerowidth")]
    [InlineData("1ᵉʳ marché", "1er marche")]
    [InlineData("Straße İSTANBUL", "strasse istanbul")]
    [InlineData("Kêr-Lann c'hoar ñ ù", "ker-lann c'hoar n u")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Accents_case_ligatures_and_spaces_do_not_count(string? typed, string folded) => Assert.Equal(folded, Folded.Of(typed));

    [Fact]
    public void A_half_character_does_not_throw() => Assert.Equal("a\ufffdb", Folded.Of("a\ud800b"));

    [Fact]
    public void Folding_twice_changes_nothing_for_every_character_there_is()
    {
        foreach (var rune in Enumerable.Range(1, 0x10FFFF).Where(Rune.IsValid).Select(i => new Rune(i)))
        {
            var once = Folded.Of("a" + rune + "b");
            if (once != Folded.Of(once)) Assert.Fail($"U+{rune.Value:X4} gives « {once} » then « {Folded.Of(once)} »");
        }
    }
}
