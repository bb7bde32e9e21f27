using Megalis.Content.Domain;

namespace Megalis.Content.Tests.Domain;

public sealed class TextDiffTests
{
    [Fact]
    public void Only_the_changed_words_are_marked()
    {
        var pieces = TextDiff.Of("La mairie ouvre à neuf heures le lundi.", "La mairie ouvre à dix heures le mardi.");

        Assert.Equal(
            ["Same La mairie ouvre à ", "Removed neuf ", "Added dix ", "Same heures le ", "Removed lundi.", "Added mardi."],
            pieces.Select(piece => $"{piece.Kind} {piece.Text}"));
    }

    [Fact]
    public void Both_texts_can_be_read_back_from_what_changed()
    {
        var random = new Random(20270301);
        string Text() => string.Concat(Enumerable.Range(0, random.Next(0, 40)).Select(_ => "abc \n"[random.Next(5)]));

        for (var run = 0; run < 500; run++)
        {
            var (before, after) = (Text(), Text());
            var pieces = TextDiff.Of(before, after);
            Assert.Equal(before, string.Concat(pieces.Where(piece => piece.Kind != DiffKind.Added).Select(piece => piece.Text)));
            Assert.Equal(after, string.Concat(pieces.Where(piece => piece.Kind != DiffKind.Removed).Select(piece => piece.Text)));
        }
    }

    [Fact]
    public void Two_long_texts_that_share_nothing_cost_little_memory()
    {
        var (before, after) = (string.Concat(Enumerable.Repeat("mot ", 200_000)), string.Concat(Enumerable.Repeat("autre ", 200_000)));
        var start = GC.GetAllocatedBytesForCurrentThread();

        var pieces = TextDiff.Of(before, after);

        Assert.Equal(2, pieces.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - start, 0, 100_000_000);
    }
}
