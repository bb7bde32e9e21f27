using Microsoft.Data.Sqlite;
using Npgsql;

namespace Megalis.Kernel.Data;

/// <summary>What is wrong with the database rather than with what was asked of it; looks through whatever wraps the exception.</summary>
public static class DatabaseFaults
{
    private const int Busy = 5;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>
    /// PostgreSQL that is stopped, starting or full of connections; an SQLite file that another program holds; a disk that is not
    /// believed any more. Trying again later may help. Whether a transaction that met it was stored is not known.
    /// </summary>
    public static bool IsDown(Exception? exception) => Any(exception, e =>
        e is PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "53300" } or SqliteException { SqliteErrorCode: Busy } or DiskRefusedException
        || e is NpgsqlException and not PostgresException);

    /// <summary>No room on the volume of the database: the transaction was rolled back.</summary>
    public static bool IsFull(Exception? exception) => Any(exception, e =>
        e is SqliteException { SqliteErrorCode: Full } or PostgresException { SqlState: PostgresErrorCodes.DiskFull });

    /// <summary>True when the database itself said no, so that nothing of the transaction is stored; false when its answer may just not have arrived.</summary>
    public static bool IsRolledBack(Exception? exception) => !IsDown(exception) && Any(exception, e => e is PostgresException or SqliteException);

    /// <summary>A French sentence for the operator who starts the platform or a verb; null for what is no fault of this kind.</summary>
    internal static string? Explain(Exception exception, MegalisOptions options)
    {
        for (var at = exception; at is not null; at = at.InnerException)
            switch (at)
            {
                case DatabaseHeldException or VolumeRefusedException:
                    return at.Message;
                case SqliteException { SqliteErrorCode: Busy }:
                    return $"La base SQLite {FileOf(options)} est tenue par un autre programme (sqlite3, une sauvegarde…). Fermez-le, puis recommencez.";
                case SqliteException { SqliteErrorCode: CannotOpen }:
                    return $"La base SQLite {FileOf(options)} ne s’ouvre pas : vérifiez que son dossier existe et que la plateforme peut y écrire.";
                case SqliteException { SqliteErrorCode: NotADatabase }:
                    return $"Le fichier {FileOf(options)} n’est pas une base SQLite, ou il est abîmé : rien n’y a été écrit. Restaurez une sauvegarde.";
                case NpgsqlException and not PostgresException:
                    return $"PostgreSQL ne répond pas ({ServerOf(options)}) : {at.Message}";
            }

        return null;
    }

    private static bool Any(Exception? exception, Func<Exception, bool> test)
    {
        for (; exception is not null; exception = exception.InnerException)
            if (test(exception))
                return true;
        return false;
    }

    private static string FileOf(MegalisOptions options) => Path.GetFullPath(new SqliteConnectionStringBuilder(DataSetup.ConnectionString(options)).DataSource);

    private static string ServerOf(MegalisOptions options) =>
        new NpgsqlConnectionStringBuilder(options.Database.ConnectionString) is var server ? $"{server.Host}:{server.Port}" : "";
}

/// <summary>Another process of this platform works on the same data.</summary>
public sealed class DatabaseHeldException(string message) : InvalidOperationException(message);
