using Megalis.Kernel.Search;
using Megalis.Search.Contracts;

namespace Megalis.Search.Tests;

/// <summary>The files of an index: kept, refused when damaged, never half written.</summary>
public sealed class FileTests
{
    [Fact]
    public async Task What_was_maintained_is_there_after_a_restart_and_what_was_not_comes_again_from_the_log()
    {
        using var corpus = await FilledAsync();
        corpus.Index.Apply([new IndexDocument("neuf", Corpus.Everyone).With("titre", "piscine")], ["3"], 8);
        corpus.Index.Maintain();
        corpus.Index.Apply([new IndexDocument("perdu", Corpus.Everyone).With("titre", "piscine")], [], 9);
        Assert.Equal(["neuf", "perdu"], corpus.Keys("piscine"));

        corpus.Reopen();

        Assert.Equal((8, false, null), (corpus.Index.Position, corpus.Index.NeedsRebuild, corpus.Index.Damage));
        Assert.Equal(["neuf"], corpus.Keys("piscine"));
        Assert.DoesNotContain("3", corpus.Keys("*:*", Corpus.Everyone, "agents"));
    }

    [Fact]
    public async Task Any_flipped_bit_and_any_cut_is_noticed_set_aside_and_mended_by_a_rebuild()
    {
        using var corpus = await FilledAsync();
        corpus.Index.Dispose();
        var random = new Random(5);
        var sound = Directory.GetFiles(corpus.Folder).ToDictionary(file => file, File.ReadAllBytes);
        foreach (var (file, bytes) in sound)
            for (var round = 0; round < 40; round++)
            {
                var damaged = bytes.ToArray();
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                ShouldBeRefused(corpus, sound, file, round % 4 == 0 ? bytes[..random.Next(bytes.Length)] : damaged);
            }

        using var index = corpus.Open();
        await index.RebuildAsync(Documents().ToAsyncEnumerable(), 7, default);
        Assert.Equal((50, 7, false), (index.Count, index.Position, index.NeedsRebuild));
    }

    private static void ShouldBeRefused(Corpus corpus, Dictionary<string, byte[]> sound, string file, byte[] damaged)
    {
        foreach (var (path, bytes) in sound)
            File.WriteAllBytes(path, path == file ? damaged : bytes);
        using var index = corpus.Open();
        Assert.True(index.NeedsRebuild, file);
        Assert.NotNull(index.Damage);
        Assert.Equal((0, -1), (index.Count, index.Position));
        Assert.Equal(damaged, File.ReadAllBytes(Path.Combine(corpus.Folder, "set-aside", Path.GetFileName(file))));
    }

    [Fact]
    public async Task Files_of_another_schema_or_profile_are_refused()
    {
        using var corpus = await FilledAsync();
        corpus.Index.Dispose();

        using (var index = new SearchIndex(Corpus.Schema with { Version = 2 }, corpus.Folder, corpus.Options, TimeProvider.System))
            Assert.True(index.NeedsRebuild);
        using (var index = new SearchIndex(Corpus.Schema, corpus.Folder, new SearchOptions { Profile = AnalysisProfile.Lucene }, TimeProvider.System))
            Assert.True(index.NeedsRebuild);
    }

    [Fact]
    public async Task A_disk_that_refuses_leaves_the_index_as_it_was_and_the_next_try_succeeds()
    {
        using var corpus = await FilledAsync();
        corpus.Index.Apply([new IndexDocument("neuf", Corpus.Everyone).With("titre", "piscine")], [], 8);
        // The next files cannot be created: folders bear their names.
        var inTheWay = Enumerable.Range(1, 9).Select(number => Path.Combine(corpus.Folder, $"{number:D8}.segment.new")).ToList();
        inTheWay.ForEach(path => Directory.CreateDirectory(path));

        Assert.ThrowsAny<Exception>(corpus.Index.Maintain);
        Assert.Equal(["neuf"], corpus.Keys("piscine"));
        Assert.Equal(51, corpus.Index.Count);

        inTheWay.ForEach(Directory.Delete);
        corpus.Index.Maintain();
        corpus.Reopen();
        Assert.Equal((51, 8), (corpus.Index.Count, corpus.Index.Position));
    }

    [Fact]
    public async Task Replaced_files_go_and_few_are_left()
    {
        using var corpus = await FilledAsync();
        for (var round = 0; round < 30; round++)
        {
            corpus.Index.Apply([new IndexDocument($"n{round}", Corpus.Everyone).With("titre", "piscine")], [$"n{round - 1}"], 8 + round);
            corpus.Index.Maintain();
        }

        Assert.Equal(51, corpus.Index.Count);
        Assert.InRange(Directory.GetFiles(corpus.Folder, "*.segment").Length, 1, 4);
    }

    [Fact]
    public void A_document_that_does_not_fit_the_schema_changes_nothing()
    {
        using var corpus = new Corpus();

        Assert.Throws<ArgumentException>(() => corpus.Index.Apply([new IndexDocument("a", "tous").With("titre", "eau"), new IndexDocument("b", "tous").With("titer", "eau")], [], 1));
        Assert.Throws<ArgumentException>(() => corpus.Index.Apply([new IndexDocument("", "tous")], [], 1));
        Assert.Equal((0, -1), (corpus.Index.Count, corpus.Index.Position));
    }

    private static IEnumerable<IndexDocument> Documents() => Enumerable.Range(0, 50).Select(number => Corpus.Document(new Random(number), number));

    private static async Task<Corpus> FilledAsync()
    {
        var corpus = new Corpus();
        await corpus.Index.RebuildAsync(Documents().ToAsyncEnumerable(), 7, default);
        return corpus;
    }
}
