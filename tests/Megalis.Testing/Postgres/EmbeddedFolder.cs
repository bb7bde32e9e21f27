using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Megalis.Testing;

/// <summary>Where the embedded server's files and data lie, reachable by the plain user it runs as.</summary>
internal static class EmbeddedFolder
{
    public const string PlainUser = "nobody";

    private const string Prefix = "megalis-postgres-";

    private const UnixFileMode OthersMayCreate = UnixFileMode.OtherExecute | UnixFileMode.OtherWrite;

    public static bool IsRoot { get; } = Environment.UserName == "root";

    /// <summary>The folder of data is the system's temp folder unless the plain user cannot enter it (a TMPDIR below /root).</summary>
    private static string TempRoot { get; } = !IsRoot || IsOpen(Path.GetTempPath(), OthersMayCreate) ? Path.GetTempPath() : "/tmp";

    /// <summary>A path nothing lies at yet; its name says whose it is: the process id of the test run.</summary>
    public static string NewPath() => Path.Combine(
        TempRoot,
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}"));

    /// <summary>
    /// PostgreSQL's <c>bin</c>, <c>lib</c> and <c>share</c>. When the clone lies where the plain user cannot go they are copied beside
    /// the folder of data and given to that user, who removes both in the end.
    /// </summary>
    public static string Binaries(string dataFolder)
    {
        var native = Path.Combine(Folders.NodeModules, "@embedded-postgres", "linux-x64", "native");
        if (!File.Exists(Path.Combine(native, "bin", "postgres")))
            throw new FileNotFoundException($"{native} holds no PostgreSQL: build tests/Megalis.Testing (it runs npm ci), or set {PostgresServer.ExternalServerVariable}.");
        if (!IsRoot || IsOpen(native, UnixFileMode.OtherExecute))
            return native;

        var copy = dataFolder + "-bin";
        using var cp = Process.Start("cp", ["-a", native, copy]);
        cp.WaitForExit();
        using var chown = Process.Start("chown", ["-R", PlainUser, copy]);
        chown.WaitForExit();
        return copy;
    }

    /// <summary>A run whose machine or shell was killed leaves its folder, at worst a server too: both end here.</summary>
    public static void RemoveStale()
    {
        foreach (var folder in Directory.EnumerateDirectories(TempRoot, Prefix + "*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (Directory.Exists("/proc/" + owner) || TimeProvider.System.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(folder) < TimeSpan.FromMinutes(10))
                continue;

            try
            {
                EndServerOf(folder);
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's, or being removed by another run: not ours to mend.
            }
        }
    }

    private static void EndServerOf(string folder)
    {
        var pidFile = Path.Combine(folder, "data", "postmaster.pid");
        if (!File.Exists(pidFile))
            return;

        var pid = File.ReadLines(pidFile).First();
        var commandLine = $"/proc/{pid}/cmdline";
        if (!File.Exists(commandLine) || !File.ReadAllText(commandLine).Contains(folder, StringComparison.Ordinal))
            return;

        using var server = Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture));
        server.Kill();
        server.WaitForExit(TimeSpan.FromSeconds(5));
    }

    /// <summary>Whether any user may enter every folder down to this one, and has the given rights on the last.</summary>
    private static bool IsOpen(string path, UnixFileMode last)
    {
        if (!File.GetUnixFileMode(path).HasFlag(last))
            return false;
        for (var folder = new DirectoryInfo(path).Parent; folder is not null; folder = folder.Parent)
        {
            if (!folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return false;
        }

        return true;
    }
}
