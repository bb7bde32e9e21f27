using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Megalis.Testing;

/// <summary>
/// The server's process. A shell stands between it and us: it waits on our standard input, so that the server ends and its folder
/// goes away even when the test process is killed. PostgreSQL refuses to run as root, so root starts it as <c>nobody</c>.
/// </summary>
internal sealed class EmbeddedServer : IAsyncDisposable
{
    // $1 folder to create, $2 PostgreSQL's files, $3 port, then further settings. A shell's background job ignores SIGINT;
    // the server is in the foreground, and the watcher ends it by SIGQUIT (immediate: nothing here is worth a checkpoint).
    private const string Script = """
        trap '' HUP INT TERM
        umask 077
        folder=$1 native=$2 port=$3
        shift 3
        mkdir "$folder" || exit 1
        printf %s "$MEGALIS_POSTGRES_PASSWORD" > "$folder/password"
        exec 3<&0 < /dev/null > "$folder/log" 2>&1
        (
          cat <&3
          : > "$folder/ending"
          until [ -e "$folder/stopped" ]; do
            pid=$(head -n 1 "$folder/data/postmaster.pid") && kill -QUIT "$pid"
            sleep 0.1
          done
        ) 2> /dev/null &
        "$native/bin/initdb" -D "$folder/data" -U postgres -A password --pwfile="$folder/password" -E UTF8 --locale=C.UTF-8 \
          --no-sync --no-instructions -c scram_iterations=1 || : > "$folder/ending"
        while :; do
          "$native/bin/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
            -c max_connections=400 -c log_min_messages=error "$@"
          while [ -e "$folder/pause" ] && [ ! -e "$folder/ending" ]; do : > "$folder/paused"; sleep 0.05; done
          [ -e "$folder/paused" ] && [ ! -e "$folder/ending" ] || break
          rm -f "$folder/paused"
        done
        echo megalis: stopped
        : > "$folder/stopped"
        wait
        rm -rf "$folder" "$folder-bin"
        """;

    private readonly Process shell;
    private readonly string folder;

    private EmbeddedServer(Process shell, string folder, string adminConnectionString)
    {
        this.shell = shell;
        this.folder = folder;
        AdminConnectionString = adminConnectionString;
        AppDomain.CurrentDomain.ProcessExit += Stop;
    }

    public string AdminConnectionString { get; }

    public static async Task<EmbeddedServer> StartAsync(bool durable)
    {
        EmbeddedFolder.RemoveStale();
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        for (var attempt = 1; ; attempt++)
        {
            var folder = EmbeddedFolder.NewPath();
            var native = EmbeddedFolder.Binaries(folder);
            var port = FreePort();
            var shell = Launch(folder, native, port, password, durable);
            var connectionString = new NpgsqlConnectionStringBuilder
            {
                Host = "127.0.0.1",
                Port = port,
                Database = "postgres",
                Username = "postgres",
                Password = password,
                Pooling = false,
            }.ConnectionString;
            if (await WaitUntilReadyAsync(shell, folder, connectionString) is not { } failure)
                return new EmbeddedServer(shell, folder, connectionString);

            shell.StandardInput.Close();
            // Another process may have taken the free port meanwhile; anything else fails three times alike.
            if (attempt == 3)
                throw new InvalidOperationException($"PostgreSQL did not start: {failure}");
        }
    }

    /// <summary>Stops the server and keeps its data. <paramref name="signal"/>: <c>INT</c> ends its connections politely, <c>QUIT</c> is a crash.</summary>
    public async Task PauseAsync(string signal)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "pause"), "");
        var pid = File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).First();
        using var kill = Process.Start("kill", ["-" + signal, pid]);
        await kill.WaitForExitAsync();
        if (!await Eventually.TrueAsync(() => Task.FromResult(File.Exists(Path.Combine(folder, "paused"))), seconds: 30))
            throw new InvalidOperationException("PostgreSQL did not stop: " + ReadLog(folder));
    }

    /// <summary>Starts it again on the same port and the same data; returns once a connection opens.</summary>
    public async Task ResumeAsync()
    {
        File.Delete(Path.Combine(folder, "pause"));
        if (await WaitUntilReadyAsync(shell, folder, AdminConnectionString) is { } failure)
            throw new InvalidOperationException($"PostgreSQL did not start again: {failure}");
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Stop;
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
    }

    private void Stop(object? sender, EventArgs args)
    {
        shell.StandardInput.Close();
        shell.WaitForExit(TimeSpan.FromSeconds(5));
    }

    private static Process Launch(string folder, string native, int port, string password, bool durable)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/", RedirectStandardInput = true };
        string[] arguments = ["-c", Script, "megalis-postgres", folder, native, port.ToString(CultureInfo.InvariantCulture)];
        foreach (var argument in durable ? arguments : [.. arguments, "-c", "fsync=off", "-c", "full_page_writes=off"])
            start.ArgumentList.Add(argument);
        start.Environment["MEGALIS_POSTGRES_PASSWORD"] = password;
        if (EmbeddedFolder.IsRoot)
            start.UserName = EmbeddedFolder.PlainUser;
        return Process.Start(start)!;
    }

    /// <returns>Null once a connection opens; else the end of the server's log.</returns>
    private static async Task<string?> WaitUntilReadyAsync(Process shell, string folder, string connectionString)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(60))
        {
            var log = ReadLog(folder);
            if (shell.HasExited || log.Contains("megalis: stopped", StringComparison.Ordinal))
                return log;
            if (File.Exists(Path.Combine(folder, "data", "postmaster.pid")) && await CanConnectAsync(connectionString))
                return null;
            await Task.Delay(20);
        }

        return "no connection within 60 seconds. " + ReadLog(folder);
    }

    private static async Task<bool> CanConnectAsync(string connectionString)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static string ReadLog(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "log"));
            return text.Length > 2000 ? text[^2000..] : text;
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
