using Megalis.Kernel.Files;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Megalis.Kernel.Data;

/// <summary>
/// Makes SQLite's commits survive a power cut, many with one fsync. A commit goes to the write-ahead log under the gate; whoever has
/// something to acknowledge then waits here, outside the gate, for an fsync that began after it. While one runs, all that
/// commit meanwhile gather for the next (SQLite's own way, synchronous=FULL, is one fsync for each commit while all other
/// writers wait). After a cut the log is read up to its last whole commit: a transaction is there as a whole or not at
/// all, and none that was acknowledged is missing. PostgreSQL does the same by itself. The reasoning is in docs/adr/0013.
/// </summary>
internal sealed class SharedSync : IDisposable
{
    private readonly Lock _one = new();
    private readonly ILogDisk? _disk;
    private long _inside;
    private long _committed;
    private long _synced;
    private Task _running = Task.CompletedTask;

    [ActivatorUtilitiesConstructor]
    public SharedSync(IOptions<MegalisOptions> options)
        : this(options.Value.Database.Provider == DatabaseProvider.Sqlite ? new SqliteLog(DataSetup.ConnectionString(options.Value)) : null)
    {
    }

    /// <param name="disk">Null where the database syncs by itself.</param>
    internal SharedSync(ILogDisk? disk) => _disk = disk;

    /// <summary>The disk refused once. What it holds is not known any more, so that nothing is written until the process starts anew.</summary>
    public bool IsBroken => Volatile.Read(ref _running).IsFaulted;

    /// <summary>A writer is about to begin; one at a time, inside the gate.</summary>
    /// <exception cref="DiskRefusedException">See <see cref="IsBroken"/>.</exception>
    public void Enter()
    {
        if (IsBroken)
            throw new DiskRefusedException(_running.Exception!.InnerException!);
        _disk?.Open();
        Interlocked.Increment(ref _inside);
    }

    /// <summary>Its transaction has ended; called before the gate is given on. In this order: <see cref="WhenDurableAsync"/> reads them the other way round.</summary>
    public void Leave()
    {
        Interlocked.Increment(ref _committed);
        Interlocked.Decrement(ref _inside);
    }

    /// <summary>Returns when all that was committed before the call, and so all that the caller can have read, would survive a power cut.</summary>
    /// <exception cref="DiskRefusedException">See <see cref="IsBroken"/>.</exception>
    public async Task WhenDurableAsync()
    {
        if (_disk is null)
            return;
        // What a writer that is still inside has committed can be read already, although it has not been counted.
        var upTo = Volatile.Read(ref _inside) > 0 ? Interlocked.Increment(ref _committed) : Volatile.Read(ref _committed);
        while (Volatile.Read(ref _synced) < upTo)
            await RunningOrNew();
    }

    public void Dispose() => _disk?.Dispose();

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
        try
        {
            _disk!.Flush();
        }
        catch (Exception error)
        {
            throw new DiskRefusedException(error);
        }

        Volatile.Write(ref _synced, upTo);
    }
}

/// <summary>Where the write-ahead log lies.</summary>
internal interface ILogDisk : IDisposable
{
    /// <summary>Before the first write; does nothing after that.</summary>
    void Open();

    /// <summary>Returns when every byte of the log, and its name, would survive a power cut.</summary>
    void Flush();
}

/// <summary>
/// The log of an SQLite file. A connection stays open for the life of the process, so that the log is never removed, and
/// so does ONE handle of the log: Linux tells a failed write-back once to each open handle, and one that is opened after
/// SQLite's own checkpoint met the error (and kept it to itself) would hear of nothing.
/// </summary>
internal sealed class SqliteLog(string connectionString) : ILogDisk
{
    private SqliteConnection? _anchor;
    private SafeFileHandle? _log;

    public void Open()
    {
        if (_log is not null)
            return;
        _anchor ??= Connect();
        // SQLite's own word for the place: the configured path may be relative, a URI or a link.
        var file = Ask("select file from pragma_database_list where name = 'main'");
        _log = File.OpenHandle(file + "-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        DurableFolder.Sync(Path.GetDirectoryName(file)!);
    }

    public void Flush() => RandomAccess.FlushToDisk(_log!);

    public void Dispose()
    {
        _log?.Dispose();
        _anchor?.Dispose();
    }

    private SqliteConnection Connect()
    {
        var anchor = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        try
        {
            anchor.Open();
            _anchor = anchor;
            SqlitePragmas.Apply(anchor);
            // Reading the file makes the log where there was none. A volume without shared memory cannot have one.
            Ask("select count(*) from sqlite_master");
            return Ask("pragma journal_mode") == "wal"
                ? anchor
                : throw new InvalidOperationException($"La base SQLite {anchor.DataSource} n’accepte pas le mode WAL : mettez-la sur un disque local.");
        }
        catch
        {
            _anchor = null;
            anchor.Dispose();
            throw;
        }
    }

    private string Ask(string sql)
    {
        using var command = _anchor!.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }
}

/// <summary>The disk of the database did not keep what was written to it. Answered with 503; mended by a new disk and a new start.</summary>
public sealed class DiskRefusedException(Exception inner)
    : IOException("The disk refused to keep what was written to the database; nothing is written until the process is started anew.", inner);
