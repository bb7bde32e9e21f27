using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Data;

/// <summary>
/// SQLite has one writer. Writers of this process queue here instead of at the file, where waiting is a busy loop that
/// ends in SQLITE_BUSY. On PostgreSQL the gate stands open.
/// </summary>
internal sealed class WriteGate(IOptions<MegalisOptions> options) : IDisposable
{
    private readonly SemaphoreSlim? _turn = options.Value.Database.Provider == DatabaseProvider.Sqlite ? new(1, 1) : null;

    public async ValueTask<Pass> EnterAsync(CancellationToken stop)
    {
        if (_turn is not null)
            await _turn.WaitAsync(stop);
        return new Pass(_turn);
    }

    public void Dispose() => _turn?.Dispose();

    internal readonly struct Pass(SemaphoreSlim? turn) : IDisposable
    {
        public void Dispose() => turn?.Release();
    }
}
