using Megalis.Kernel.Data;

namespace Megalis.Kernel.Tests.Data;

public sealed class SharedSyncTests
{
    [Fact]
    public async Task A_commit_is_acknowledged_only_by_a_flush_that_began_after_it()
    {
        using var disk = new SlowDisk();
        var sync = new SharedSync("log", disk.Flush);
        sync.Note();
        var first = sync.WhenDurableAsync();
        disk.WaitUntilFlushing();

        sync.Note();
        var second = sync.WhenDurableAsync();
        disk.Finish();
        await first;
        disk.WaitUntilFlushing();
        Assert.False(second.IsCompleted);
        disk.Finish();

        await second;
        Assert.Equal(2, disk.Flushes);
    }

    [Fact]
    public async Task All_that_commit_during_a_flush_share_the_next_one()
    {
        using var disk = new SlowDisk();
        var sync = new SharedSync("log", disk.Flush);
        sync.Note();
        var first = sync.WhenDurableAsync();
        disk.WaitUntilFlushing();
        var others = Enumerable.Range(0, 100).Select(_ =>
        {
            sync.Note();
            return sync.WhenDurableAsync();
        }).ToList();

        disk.Finish();
        disk.WaitUntilFlushing();
        disk.Finish();

        await Task.WhenAll([first, .. others]).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(2, disk.Flushes);
    }

    [Fact]
    public async Task Nothing_new_costs_no_flush()
    {
        var flushes = 0;
        var sync = new SharedSync("log", _ => flushes++);
        await sync.WhenDurableAsync();
        sync.Note();
        await sync.WhenDurableAsync();
        await sync.WhenDurableAsync();

        Assert.Equal(1, flushes);
    }

    [Fact]
    public async Task A_disk_that_refused_once_is_not_believed_again()
    {
        var good = false;
        var sync = new SharedSync("log", _ =>
        {
            if (!good)
                throw new IOException("no");
        });
        sync.Note();
        await Assert.ThrowsAsync<IOException>(sync.WhenDurableAsync);
        good = true;

        await Assert.ThrowsAsync<IOException>(sync.WhenDurableAsync);
    }

    /// <summary>A disk that takes as long as the test says.</summary>
    private sealed class SlowDisk : IDisposable
    {
        private readonly SemaphoreSlim _begun = new(0);
        private readonly SemaphoreSlim _end = new(0);

        public int Flushes { get; private set; }

        public void Flush(string log)
        {
            Flushes++;
            _begun.Release();
            Assert.True(_end.Wait(TimeSpan.FromSeconds(20)));
        }

        public void WaitUntilFlushing() => Assert.True(_begun.Wait(TimeSpan.FromSeconds(20)));

        public void Finish() => _end.Release();

        public void Dispose()
        {
            _begun.Dispose();
            _end.Dispose();
        }
    }
}
