using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>The built host in a process of its own.</summary>
internal sealed class ServerProcess(Process process, Uri address) : IAsyncDisposable
{
    public Uri Address => address;

    /// <summary>Starts it and waits until it can serve.</summary>
    public static async Task<ServerProcess> StartAsync(string database, IReadOnlyDictionary<string, string> settings)
    {
        var (server, said) = Launch(database, settings);
        if (await Eventually.TrueAsync(async () => !server.HasEnded && await server.IsReadyAsync(), seconds: 90))
            return server;
        await server.DisposeAsync();
        Assert.Fail($"The server did not start:\n{string.Join('\n', said)}");
        return server;
    }

    /// <summary>Starts it, whatever becomes of it.</summary>
    public static (ServerProcess Server, ConcurrentQueue<string> Said) Launch(string database, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Megalis.Web.dll"), .. arguments])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Testing";
        start.Environment["Urls"] = address.ToString();
        start.Environment["Megalis__PublicUrl"] = $"http://localhost:{address.Port}";
        start.Environment["Megalis__Database__Provider"] = database;
        foreach (var (name, value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start)!;
        var said = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, e) => said.Enqueue(e.Data ?? "");
        process.ErrorDataReceived += (_, e) => said.Enqueue(e.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return (new ServerProcess(process, address), said);
    }

    /// <summary>Runs it to its end; the exit code and what it said.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string database, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var (server, said) = Launch(database, settings, arguments);
        await using (server)
            return (await server.EndAsync(), string.Join('\n', said));
    }

    public bool HasEnded => process.HasExited;

    public async Task<bool> IsReadyAsync()
    {
        using var http = new HttpClient();
        try
        {
            return (await http.GetAsync(new Uri(address, "/sante/pret"))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task<int> EndAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await process.WaitForExitAsync(late.Token);
        return process.ExitCode;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
