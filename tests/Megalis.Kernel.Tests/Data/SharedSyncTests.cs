using Megalis.Kernel.Data;

namespace Megalis.Kernel.Tests.Data;

public sealed class SharedSyncTests
{
    [Fact]
    public async Task A_commit_is_acknowledged_only_by_a_flush_that_began_after_it()
    {
        using var disk = new SlowDisk();
        using var sync = new SharedSync(disk);
        Write(sync);
        var first = sync.WhenDurableAsync();
        disk.WaitUntilFlushing();

        Write(sync);
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
        using var sync = new SharedSync(disk);
        Write(sync);
        var first = sync.WhenDurableAsync();
        disk.WaitUntilFlushing();
        var others = Enumerable.Range(0, 100).Select(_ =>
        {
            Write(sync);
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
        using var sync = new SharedSync(new Disk(() => flushes++));
        await sync.WhenDurableAsync();
        Write(sync);
        await sync.WhenDurableAsync();
        await sync.WhenDurableAsync();

        Assert.Equal(1, flushes);
    }

    [Fact]
    public async Task A_disk_that_refused_once_is_not_believed_again()
    {
        var good = false;
        using var sync = new SharedSync(new Disk(() =>
        {
            if (!good)
                throw new IOException("no");
        }));
        Write(sync);
        await Assert.ThrowsAsync<DiskRefusedException>(sync.WhenDurableAsync);
        good = true;

        await Assert.ThrowsAsync<DiskRefusedException>(sync.WhenDurableAsync);
        Assert.Throws<DiskRefusedException>(sync.Enter);
    }

    [Fact]
    public async Task Who_reads_a_commit_before_its_writer_has_left_waits_for_a_flush_of_its_own()
    {
        var flushes = 0;
        using var sync = new SharedSync(new Disk(() => flushes++));
        sync.Enter();
        // Committed, and not yet counted: a reader may see it.
        await sync.WhenDurableAsync();

        Assert.Equal(1, flushes);
        sync.Leave();
        await sync.WhenDurableAsync();
        Assert.Equal(2, flushes);
    }

    private static void Write(SharedSync sync)
    {
        sync.Enter();
        sync.Leave();
    }

    private sealed class Disk(Action flush) : ILogDisk
    {
        public void Open()
        {
        }

        public void Flush() => flush();

        public void Dispose()
        {
        }
    }

    /// <summary>A disk that takes as long as the test says.</summary>
    private sealed class SlowDisk : ILogDisk
    {
        private readonly SemaphoreSlim _begun = new(0);
        private readonly SemaphoreSlim _end = new(0);

        public int Flushes { get; private set; }

        public void Open()
        {
        }

        public void Flush()
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
