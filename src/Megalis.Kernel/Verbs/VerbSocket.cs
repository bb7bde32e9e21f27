using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Megalis.Kernel.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Verbs;

/// <summary>
/// On SQLite a verb that finds the server running runs inside it, through a Unix socket that only the owner may open.
/// The line protocol: one JSON array of arguments and the caller's folder, then <c>o</c>/<c>e</c> lines of output, then <c>x</c> and the exit code.
/// </summary>
internal sealed class VerbSocket(
    IServiceProvider services, ProcessLock processLock, IOptions<MegalisOptions> options, IHostApplicationLifetime life, ILogger<VerbSocket> log) : BackgroundService
{
    /// <returns>The exit code, or null when no server holds the database.</returns>
    public static async Task<int?> TrySendAsync(IServiceProvider services, string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var processLock = services.GetRequiredService<ProcessLock>();
        if (processLock.TryTake() || !File.Exists(processLock.SocketPath))
            return null;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(processLock.SocketPath), stop);
        }
        catch (SocketException)
        {
            // It is starting or stopping: its socket is that of an earlier life.
            await error.WriteLineAsync("Le serveur démarre ou s’arrête. Recommencez dans quelques secondes.");
            return VerbRunner.BadUsage;
        }

        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Absolute(args)) + "\n"), stop);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            if (line.StartsWith('x'))
                return int.Parse(line.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            await (line.StartsWith('e') ? error : output).WriteAsync(JsonSerializer.Deserialize<string>(line.AsSpan(1)));
        }

        await error.WriteLineAsync("Le serveur s'est arrêté avant la fin de la commande.");
        return VerbRunner.BadUsage;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // On PostgreSQL a verb runs beside the servers; nodes of one volume would take the socket from each other.
        if (options.Value.Database.Provider != DatabaseProvider.Sqlite)
            return;
        await Task.Yield();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (!Listen(listener))
            return;
        life.ApplicationStopped.Register(() => File.Delete(processLock.SocketPath));
        while (!stoppingToken.IsCancellationRequested)
        {
            var client = await listener.AcceptAsync(stoppingToken);
            _ = ServeAsync(client, stoppingToken);
        }
    }

    /// <summary>A path too long for a socket (108 bytes on Linux), or a volume that has none, costs verbs beside the server, not the server.</summary>
    private bool Listen(Socket listener)
    {
        try
        {
            File.Delete(processLock.SocketPath);
            listener.Bind(new UnixDomainSocketEndPoint(processLock.SocketPath));
            File.SetUnixFileMode(processLock.SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen();
            return true;
        }
        catch (Exception error) when (error is SocketException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            log.LogError(error, "Commands cannot be run while this server runs: its socket {Path} cannot be opened. A shorter Megalis:DataPath mends a path over 108 bytes.", processLock.SocketPath);
            return false;
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken stop)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            using var reader = new StreamReader(stream, leaveOpen: true);
            var args = JsonSerializer.Deserialize<string[]>(await reader.ReadLineAsync(stop) ?? "[]") ?? [];
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
            var gate = new Lock();
            var code = VerbRunner.Find(services.GetServices<IVerb>(), args) is { } verb
                ? await VerbRunner.RunAsync(
                    verb,
                    new VerbContext([.. args.Skip(verb.Name.Split(' ').Length)], new LineWriter('o', writer, gate), new LineWriter('e', writer, gate), services, false),
                    stop)
                : VerbRunner.BadUsage;
            await writer.WriteLineAsync("x" + code.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or JsonException or OperationCanceledException)
        {
            log.LogWarning(e, "A command of the command line was cut off.");
        }
    }

    /// <summary>The server has another working folder: files that exist here are named by their whole path.</summary>
    private static string[] Absolute(string[] args) =>
        [.. args.Select(a => a.Length > 0 && a[0] != '-' && (File.Exists(a) || Directory.Exists(a)) ? Path.GetFullPath(a) : a)];

    private sealed class LineWriter(char channel, StreamWriter to, Lock gate) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(string? value)
        {
            lock (gate)
                to.WriteLine(channel + JsonSerializer.Serialize(value));
        }

        public override void WriteLine(string? value) => Write(value + "\n");

        public override Task WriteAsync(string? value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
