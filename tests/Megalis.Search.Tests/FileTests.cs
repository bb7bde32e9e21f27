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

    /// <summary>Writing to /dev/full fails as on a full disk, in the middle of the file.</summary>
    [Theory]
    [InlineData("segment")]
    [InlineData("index.manifest")]
    public async Task A_disk_that_is_full_in_mid_writing_leaves_the_old_files_and_the_next_try_succeeds(string what)
    {
        using var corpus = await FilledAsync();
        corpus.Index.Apply([new IndexDocument("neuf", Corpus.Everyone).With("titre", "piscine")], ["3"], 8);
        List<string> full = what == "segment" ? [.. Enumerable.Range(1, 9).Select(number => Path.Combine(corpus.Folder, $"{number:D8}.segment.new"))] : [Path.Combine(corpus.Folder, "index.manifest.new")];
        full.ForEach(path => File.CreateSymbolicLink(path, "/dev/full"));

        var refused = Assert.ThrowsAny<IOException>(corpus.Index.Maintain);
        Assert.Contains("No space left", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["neuf"], corpus.Keys("piscine"));
        Assert.Equal(50, corpus.Index.Count);

        full.ForEach(File.Delete);
        using (var asAfterACrash = new Corpus())
        {
            foreach (var file in Directory.GetFiles(corpus.Folder))
                File.Copy(file, Path.Combine(asAfterACrash.Folder, Path.GetFileName(file)));
            asAfterACrash.Reopen();
            Assert.Equal((50, 7, null), (asAfterACrash.Index.Count, asAfterACrash.Index.Position, asAfterACrash.Index.Damage));
        }

        corpus.Index.Maintain();
        corpus.Reopen();
        Assert.Equal((50, 8, null), (corpus.Index.Count, corpus.Index.Position, corpus.Index.Damage));
        Assert.Equal(["neuf"], corpus.Keys("piscine"));
    }

    [Fact]
    public async Task A_file_whose_last_document_went_stays_while_the_list_of_files_names_it()
    {
        using var corpus = new Corpus();
        await corpus.Index.RebuildAsync(Documents().Take(1).ToAsyncEnumerable(), 7, default);
        corpus.Index.Apply([], ["0"], 8);
        Assert.Equal(0, corpus.Index.Count);

        using (var asAfterACrash = new Corpus())
        {
            foreach (var file in Directory.GetFiles(corpus.Folder))
                File.Copy(file, Path.Combine(asAfterACrash.Folder, Path.GetFileName(file)));
            asAfterACrash.Reopen();
            Assert.Equal((1, 7, null), (asAfterACrash.Index.Count, asAfterACrash.Index.Position, asAfterACrash.Index.Damage));
        }

        corpus.Index.Maintain();
        Assert.Empty(Directory.GetFiles(corpus.Folder, "*.segment"));
        corpus.Reopen();
        Assert.Equal((0, 8, null), (corpus.Index.Count, corpus.Index.Position, corpus.Index.Damage));
    }

    [Fact]
    public async Task A_rebuild_on_a_full_disk_leaves_the_old_index()
    {
        using var corpus = await FilledAsync();
        foreach (var number in Enumerable.Range(1, 9))
            File.CreateSymbolicLink(Path.Combine(corpus.Folder, $"{number:D8}.segment.new"), "/dev/full");

        await Assert.ThrowsAnyAsync<IOException>(() => corpus.Index.RebuildAsync(Documents().Take(3).ToAsyncEnumerable(), 9, default));

        Assert.Equal((50, 7), (corpus.Index.Count, corpus.Index.Position));
        corpus.Reopen();
        Assert.Equal((50, 7, null), (corpus.Index.Count, corpus.Index.Position, corpus.Index.Damage));
    }

    [Theory]
    [InlineData("00000001.segment")]
    [InlineData("index.manifest")]
    public async Task A_file_of_an_older_format_is_set_aside_although_its_checksum_is_right(string name)
    {
        using var corpus = await FilledAsync();
        corpus.Index.Dispose();
        var path = Path.Combine(corpus.Folder, name);
        var bytes = File.ReadAllBytes(path);
        // The format stands after the sign in a manifest, and twelve bytes into the tail of a segment, whose checksum covers all but the last eight bytes.
        var (at, sum) = name == "index.manifest" ? (4, bytes.Length - 4) : (bytes.Length - 20, bytes.Length - 8);
        bytes[at]--;
        BitConverter.TryWriteBytes(bytes.AsSpan(sum), Checksum(bytes.AsSpan(0, sum)));
        File.WriteAllBytes(path, bytes);

        using var index = corpus.Open();

        Assert.Equal((true, 0L), (index.NeedsRebuild, index.Count));
        Assert.Matches("format|version", index.Damage!);
        Assert.True(File.Exists(Path.Combine(corpus.Folder, "set-aside", name)));
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
            sum = System.Numerics.BitOperations.Crc32C(sum, value);
        return ~sum;
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
