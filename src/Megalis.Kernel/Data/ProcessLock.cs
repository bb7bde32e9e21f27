using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Data;

/// <summary>With SQLite one process owns the file. A second one is refused at once, with a sentence instead of a locked database.</summary>
internal sealed class ProcessLock(IOptions<MegalisOptions> options) : IDisposable
{
    private FileStream? _held;

    public string SocketPath => Path.Combine(Path.GetFullPath(options.Value.DataPath), "megalis.sock");

    /// <summary>Takes the lock; false when another process has it.</summary>
    public bool TryTake()
    {
        if (options.Value.Database.Provider != DatabaseProvider.Sqlite || _held is not null)
            return true;
        Directory.CreateDirectory(options.Value.DataPath);
        try
        {
            _held = new FileStream(Path.Combine(options.Value.DataPath, "megalis.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <exception cref="DatabaseHeldException">Another process works on this database.</exception>
    public void Take()
    {
        if (!TryTake())
            throw new DatabaseHeldException(
                $"Un autre processus de la plateforme travaille déjà sur {Path.GetFullPath(options.Value.DataPath)}. Arrêtez-le d’abord ; pour en avoir plusieurs, passez à PostgreSQL.");
    }

    public void Dispose() => _held?.Dispose();
}
