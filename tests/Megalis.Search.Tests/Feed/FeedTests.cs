using Megalis.Search.Contracts;
using Megalis.Search.Feed;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Search.Tests.Feed;

/// <summary>What is committed is found, what is gone is not, whatever happens to files, sources and processes.</summary>
public sealed class FeedTests : IDisposable
{
    private readonly Library _library = new();

    private Notebook One => _library.One;

    private Notebook Two => _library.Two;

    public void Dispose() => _library.Dispose();

    [Fact]
    public async Task A_row_that_is_added_changed_and_removed_is_found_as_it_is()
    {
        await using var site = await _library.OpenAsync();
        await Library.WriteAsync(site, One, "a", "la toiture de l’école");
        Assert.True(await Library.FindsAsync(site, One, "toitures", "a"));

        await Library.WriteAsync(site, One, "a", "le bardage de la halle");
        Assert.True(await Library.FindsAsync(site, One, "bardages", "a"));
        Assert.Equal([], Library.Find(site, One, "toiture"));

        await Library.WriteAsync(site, One, "a", null);
        Assert.True(await Library.FindsAsync(site, One, "bardage"));
        Assert.Equal(0, Library.State(site, One).Behind);
    }

    [Fact]
    public async Task Two_sources_have_two_indexes_and_one_that_fails_does_not_hold_up_the_other_nor_loses_a_change()
    {
        await using var site = await _library.OpenAsync();
        await Library.WriteAsync(site, One, "a", "toiture");
        Assert.True(await Library.FindsAsync(site, One, "toiture", "a"));
        One.IsBroken = true;

        await Library.WriteAsync(site, One, "b", "toiture");
        await Library.WriteAsync(site, One, "a", null);
        await Library.WriteAsync(site, Two, "a", "toiture");

        Assert.True(await Library.FindsAsync(site, Two, "toiture", "a"));
        Assert.True(await Eventually.TrueAsync(() => Task.FromResult(Library.State(site, One).Fault is not null)));
        Assert.Contains("unreadable", Library.State(site, One).Fault, StringComparison.Ordinal);
        Assert.Single(site.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("The index un cannot follow", StringComparison.Ordinal));
        Assert.Equal(["a"], Library.Find(site, One, "toiture"));

        One.IsBroken = false;
        Assert.True(await Library.FindsAsync(site, One, "toiture", "b"));
        Assert.True(await Eventually.TrueAsync(() => Task.FromResult(Library.State(site, One).Fault is null)));
    }

    [Fact]
    public async Task A_source_that_fails_at_the_first_build_is_tried_again_and_until_then_there_is_no_index()
    {
        (One.IsBroken, One.Notes["a"]) = (true, "toiture");
        await using var site = await _library.OpenAsync();
        Assert.True(await Library.FindsAsync(site, Two, "toiture"));
        Assert.True(await Eventually.TrueAsync(() => Task.FromResult(Library.State(site, One).Fault is not null)));
        Assert.Null(Library.Find(site, One, "toiture"));
        Assert.False(Library.State(site, One).IsReady);

        One.IsBroken = false;
        Assert.True(await Library.FindsAsync(site, One, "toiture", "a"));
    }

    [Fact]
    public async Task While_an_index_is_built_again_the_old_one_answers_and_changes_are_seen()
    {
        One.Notes["a"] = "toiture";
        await using var site = await _library.OpenAsync();
        Assert.True(await Library.FindsAsync(site, One, "toiture", "a"));

        One.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // The log does not know of this one: only a rebuild can find it.
        One.Notes["b"] = "toiture";
        var rebuild = site.Services.GetRequiredService<SearchIndexes>().RebuildAsync(One.Name, CancellationToken.None);
        Assert.True(await Eventually.TrueAsync(() => Task.FromResult(Library.State(site, One) is { IsRebuilding: true, Read: 1 })));
        await Library.WriteAsync(site, One, "c", "toiture");
        Assert.True(await Library.FindsAsync(site, One, "toiture", "a", "c"));
        await Library.WriteAsync(site, One, "a", null);
        Assert.True(await Library.FindsAsync(site, One, "toiture", "c"));
        Assert.False(rebuild.IsCompleted);

        One.Gate.SetResult();
        await rebuild;
        Assert.Equal(["b", "c"], Library.Find(site, One, "toiture")!.Order(StringComparer.Ordinal));
        Assert.False(Library.State(site, One).IsRebuilding);
    }

    [Fact]
    public async Task After_a_restart_an_index_goes_on_where_it_was_without_reading_everything()
    {
        One.Notes["a"] = "toiture";
        await using (var site = await _library.OpenAsync())
        {
            // Built first: else the first reading may hold « b » already, and the log tells of it only after the restart.
            Assert.True(await Library.FindsAsync(site, One, "toiture", "a"));
            await Library.WriteAsync(site, One, "b", "toiture");
            Assert.True(await Library.FindsAsync(site, One, "toiture", "a", "b"));
        }

        One.Asked.Clear();
        await using var again = await _library.OpenAsync();
        Assert.True(await Library.FindsAsync(again, One, "toiture", "a", "b"));
        await Library.WriteAsync(again, One, "c", "toiture");
        Assert.True(await Library.FindsAsync(again, One, "toiture", "a", "b", "c"));
        Assert.Equal(["c"], One.Asked);
        Assert.Equal(1, One.Rebuilds);
    }

    [Fact]
    public async Task After_a_kill_the_log_is_read_again_from_where_the_files_end()
    {
        One.Notes["a"] = "toiture";
        await _library.BuildAsync();
        using var lying = new TempFolder();
        await using (var site = await _library.OpenAsync())
        {
            await Library.WriteAsync(site, One, "b", "toiture");
            await Library.WriteAsync(site, One, "a", null);
            Assert.True(await Library.FindsAsync(site, One, "toiture", "b"));
            // What a power cut would leave: files that know neither.
            Copy(_library.Search, lying.Path);
        }

        Directory.Delete(_library.Search, recursive: true);
        Copy(lying.Path, _library.Search);
        One.Asked.Clear();
        await using var again = await _library.OpenAsync();
        Assert.True(await Library.FindsAsync(again, One, "toiture", "b"));
        Assert.Equal(["a", "b"], One.Asked.Order(StringComparer.Ordinal));
        Assert.Equal(1, One.Rebuilds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_that_are_flipped_or_cut_are_set_aside_and_built_again(bool cut)
    {
        One.Notes["a"] = "toiture";
        await _library.BuildAsync();
        var segment = Assert.Single(Directory.GetFiles(Path.Combine(_library.Search, One.Name), "*.segment"));
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[bytes.Length / 2] ^= 0x10;
        await File.WriteAllBytesAsync(segment, cut ? bytes[..(bytes.Length / 2)] : bytes);

        One.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await _library.OpenAsync();
        Assert.True(await Eventually.TrueAsync(() => Task.FromResult(site.Services.GetRequiredService<SearchIndexes>().States is { Count: > 0 } && Library.State(site, One) is { IsRebuilding: true })));
        Assert.Null(Library.Find(site, One, "toiture"));
        Assert.NotNull(Library.State(site, One).Damage);
        Assert.Contains(site.Log.Lines, line => line.Contains("Files of the index un cannot be believed", StringComparison.Ordinal));
        (await site.Visit().GetAsync("/")).ShouldBe(System.Net.HttpStatusCode.OK);

        One.Gate.SetResult();
        Assert.True(await Library.FindsAsync(site, One, "toiture", "a"));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_library.Search, One.Name, "set-aside")));
    }

    [Fact]
    public async Task Indexes_of_another_database_are_thrown_away_before_anybody_reads_them()
    {
        One.Notes["a"] = "toiture";
        await _library.BuildAsync();
        One.Notes.Clear();

        await using var site = await _library.OpenAsync("other");

        Assert.True(await Library.FindsAsync(site, One, "toiture"));
        Assert.Equal(2, One.Rebuilds);
    }

    [Fact]
    public async Task While_one_process_has_the_folder_another_gets_none()
    {
        await using var site = await _library.OpenAsync();
        Assert.True(await Library.FindsAsync(site, One, "toiture"));

        Assert.Null(site.Services.GetRequiredService<IndexFolder>().TryTake());
    }

    [Fact]
    public async Task An_unknown_index_cannot_be_built_and_is_not_found()
    {
        await using var site = await _library.OpenAsync();
        var indexes = site.Services.GetRequiredService<SearchIndexes>();

        Assert.Null(indexes.Find("trois"));
        await Assert.ThrowsAsync<ArgumentException>(() => indexes.RebuildAsync("trois", CancellationToken.None));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "search.lock"))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}
