using System.Security.Cryptography;
using Megalis.Kernel.Files;
using Megalis.Kernel.Identifiers;
using Megalis.Testing;

namespace Megalis.Kernel.Tests.Files;

public sealed class FileStoreTests : IDisposable
{
    private const long NoLimit = long.MaxValue;

    private readonly TempFolder _data = new();
    private readonly FileStore _store;

    public FileStoreTests() => _store = new(_data.Path);

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(300_001)]
    public async Task What_is_saved_is_read_back_with_its_hash_and_length(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        var stored = await _store.SaveAsync(7, new DribblingStream(content), NoLimit, default);

        Assert.Equal(length, stored.Length);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), stored.Sha256);
        await using var opened = _store.Open(7, stored.RandomId)!;
        using var copy = new MemoryStream();
        await opened.CopyToAsync(copy);
        Assert.Equal(content, copy.ToArray());
        Assert.Equal([Path.Combine(_data.Path, "fichiers", "7", stored.RandomId[..2], stored.RandomId)], _data.Everything());
    }

    [Fact]
    public async Task The_same_content_twice_is_two_files()
    {
        var first = await _store.SaveAsync(1, new MemoryStream([1, 2, 3]), NoLimit, default);
        var second = await _store.SaveAsync(1, new MemoryStream([1, 2, 3]), NoLimit, default);
        Assert.NotEqual(first.RandomId, second.RandomId);
        Assert.True(_store.Delete(1, first.RandomId));
        Assert.NotNull(_store.Open(1, second.RandomId));
    }

    [Fact]
    public async Task A_file_of_another_tenant_is_not_there()
    {
        var stored = await _store.SaveAsync(1, new MemoryStream([1]), NoLimit, default);
        Assert.Null(_store.Open(2, stored.RandomId));
        Assert.False(_store.Delete(2, stored.RandomId));
        Assert.Null(_store.Open(1, Ids.Random()));
    }

    [Fact]
    public async Task Content_past_the_limit_is_refused_and_nothing_stays()
    {
        var error = await Assert.ThrowsAsync<FileTooLargeException>(() => _store.SaveAsync(1, new MemoryStream(new byte[100_001]), 100_000, default));
        Assert.Equal(100_000, error.Limit);
        Assert.Empty(_data.Everything());
        Assert.Equal(100_000, (await _store.SaveAsync(1, new MemoryStream(new byte[100_000]), 100_000, default)).Length);
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var upload = new HeldStream();
        var saving = _store.SaveAsync(1, upload, NoLimit, cancel.Token);
        await upload.SomeWasRead;
        Assert.EndsWith(".part", Assert.Single(_data.Everything()), StringComparison.Ordinal);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saving);
        Assert.Empty(_data.Everything());
    }

    [Fact]
    public async Task A_broken_upload_leaves_nothing_and_tells_why()
    {
        var upload = new HeldStream();
        var saving = _store.SaveAsync(1, upload, NoLimit, default);
        await upload.SomeWasRead;
        upload.Break(new IOException("the browser went away"));
        Assert.Equal("the browser went away", (await Assert.ThrowsAsync<IOException>(() => saving)).Message);
        Assert.Empty(_data.Everything());
    }

    [Fact]
    public async Task A_hundred_uploads_at_once_are_all_whole()
    {
        var contents = Enumerable.Range(0, 100).Select(i => RandomNumberGenerator.GetBytes(10_000 + i)).ToList();
        var stored = await Task.WhenAll(contents.Select(content => _store.SaveAsync(1, new DribblingStream(content), NoLimit, default)));
        Assert.Equal(contents.Select(c => Convert.ToHexStringLower(SHA256.HashData(c))), stored.Select(s => s.Sha256));
        Assert.Equal(100, _data.Everything().Length);
        Assert.All(stored.Zip(contents), pair => Assert.Equal(pair.Second.Length, new FileInfo(_data.Everything().Single(f => f.EndsWith(pair.First.RandomId, StringComparison.Ordinal))).Length));
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("4gq1ch13zvjb56rrng70w55cm/")]
    public void Nothing_but_an_id_reaches_the_disk(string id)
    {
        Assert.Throws<ArgumentException>(() => _store.Open(1, id));
        Assert.Throws<ArgumentException>(() => _store.Delete(1, id));
        Assert.Throws<ArgumentOutOfRangeException>(() => _store.Open(-1, Ids.Random()));
    }

    [TmpfsFact]
    public async Task A_full_disk_is_told_as_such_and_nothing_stays()
    {
        using var small = new Tmpfs("256k");
        var store = new FileStore(small.Path);
        var kept = await store.SaveAsync(1, new MemoryStream(new byte[100_000]), NoLimit, default);
        await Assert.ThrowsAsync<DiskFullException>(() => store.SaveAsync(1, new DribblingStream(new byte[400_000]), NoLimit, default));
        Assert.EndsWith(kept.RandomId, Assert.Single(Directory.GetFiles(small.Path, "*", SearchOption.AllDirectories)), StringComparison.Ordinal);
        Assert.Equal(100_000, (await store.SaveAsync(1, new MemoryStream(new byte[100_000]), NoLimit, default)).Length);
    }
}
