using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Data;

/// <summary>
/// SQLite has one writer. Writers of this process queue here instead of at the file, where waiting is a busy loop that
/// ends in SQLITE_BUSY. On PostgreSQL the gate stands open.
/// </summary>
/// <remarks>Whoever acknowledges what was written awaits <see cref="WhenDurableAsync"/> after leaving the gate.</remarks>
internal sealed class WriteGate(IOptions<MegalisOptions> options, SharedSync sync) : IDisposable
{
    private readonly SemaphoreSlim? _turn = options.Value.Database.Provider == DatabaseProvider.Sqlite ? new(1, 1) : null;
    private readonly AsyncLocal<Pass?> _mine = new();

    /// <exception cref="DiskRefusedException">The disk has refused a write before.</exception>
    /// <exception cref="InvalidOperationException">
    /// This flow of calls holds the gate already, through another context: it would wait for itself for ever.
    /// </exception>
    public Task<Pass> EnterAsync(CancellationToken stop)
    {
        if (_turn is null)
            return Task.FromResult(Pass.Open);
        if (_mine.Value is { IsHeld: true })
            throw new InvalidOperationException(
                "A second context wants to write inside an open transaction, which on SQLite would wait for itself. Join the transaction: TenantScope.JoinAsync.");
        // Set here and not in the awaited method: a value set there would be lost to the caller.
        var pass = new Pass(_turn, sync);
        _mine.Value = pass;
        return pass.WaitAsync(stop);
    }

    /// <summary>See <see cref="SharedSync.WhenDurableAsync"/>.</summary>
    public Task WhenDurableAsync() => sync.WhenDurableAsync();

    public void Dispose() => _turn?.Dispose();

    /// <summary>The turn at the gate; given back once.</summary>
    internal sealed class Pass(SemaphoreSlim? turn, SharedSync? sync) : IDisposable
    {
        public static readonly Pass Open = new(null, null);

        private int _held;

        public bool IsHeld => Volatile.Read(ref _held) == 1;

        public async Task<Pass> WaitAsync(CancellationToken stop)
        {
            await turn!.WaitAsync(stop);
            try
            {
                sync!.Enter();
            }
            catch
            {
                turn.Release();
                throw;
            }

            Volatile.Write(ref _held, 1);
            return this;
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _held, 0) == 0)
                return;
            sync!.Leave();
            turn!.Release();
        }
    }
}
