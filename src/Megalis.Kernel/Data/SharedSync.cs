using Megalis.Kernel.Files;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Data;

/// <summary>
/// Makes SQLite's commits survive a power cut, many with one fsync. A commit goes to the write-ahead log under the gate; whoever has
/// something to acknowledge then waits here, outside the gate, for an fsync that began after it. While one runs, all that
/// commit meanwhile gather for the next (SQLite's own way, synchronous=FULL, is one fsync for each commit while all other
/// writers wait). After a cut the log is read up to its last whole commit: a transaction is there as a whole or not at
/// all, and none that was acknowledged is missing. PostgreSQL does the same by itself.
/// </summary>
internal sealed class SharedSync
{
    private readonly Lock _one = new();
    private readonly string? _log;
    private readonly Action<string> _flush;
    private long _committed;
    private long _synced;
    private Task _running = Task.CompletedTask;

    [ActivatorUtilitiesConstructor]
    public SharedSync(IOptions<MegalisOptions> options) : this(LogOf(options.Value), new LogFlush().Flush)
    {
    }

    /// <param name="log">Path of the write-ahead log; null where the database syncs by itself.</param>
    /// <param name="flush">Returns when the file's bytes and its name would survive a power cut.</param>
    internal SharedSync(string? log, Action<string> flush) => (_log, _flush) = (log, flush);

    /// <summary>A transaction has committed; called before the gate is given on.</summary>
    public void Note() => Interlocked.Increment(ref _committed);

    /// <summary>Returns when all that was committed before the call would survive a power cut.</summary>
    /// <exception cref="IOException">The disk refused. It refuses from then on: what it holds is not known any more.</exception>
    public async Task WhenDurableAsync()
    {
        if (_log is null)
            return;
        var upTo = Volatile.Read(ref _committed);
        while (Volatile.Read(ref _synced) < upTo)
            await RunningOrNew();
    }

    private Task RunningOrNew()
    {
        lock (_one)
        {
            if (_running.IsCompletedSuccessfully && Volatile.Read(ref _synced) < Volatile.Read(ref _committed))
                _running = Task.Run(Sync);
            return _running;
        }
    }

    private void Sync()
    {
        var upTo = Volatile.Read(ref _committed);
        _flush(_log!);
        Volatile.Write(ref _synced, upTo);
    }

    private static string? LogOf(MegalisOptions options) => options.Database.Provider == DatabaseProvider.Sqlite
        ? Path.GetFullPath(new SqliteConnectionStringBuilder(DataSetup.ConnectionString(options)).DataSource) + "-wal"
        : null;

    /// <summary>fsync of the log, and of its folder when the log is a new one.</summary>
    private sealed class LogFlush
    {
        private DateTime _created;

        public void Flush(string path)
        {
            try
            {
                var created = File.GetCreationTimeUtc(path);
                using (var log = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
                    RandomAccess.FlushToDisk(log);
                if (created != _created)
                    DurableFolder.Sync(Path.GetDirectoryName(path)!);
                _created = created;
            }
            catch (FileNotFoundException)
            {
                // The last connection has closed, which writes it all into the database and syncs that.
            }
        }
    }
}
