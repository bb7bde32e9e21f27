using System.Diagnostics;

namespace Megalis.Bench;

/// <summary>A server in a process of its own, so that its memory and its warmth are its own; the load comes from the bench's process, on the same machine.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
        Client = new LoadClient(address);
    }

    public Uri Address { get; }

    public LoadClient Client { get; }

    /// <param name="settings">As <see cref="BenchHost.Build"/> takes them.</param>
    public static async Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken stop)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in settings.Select(s => $"{s.Key}={s.Value}").Prepend("serve").Prepend(typeof(ServerProcess).Assembly.Location))
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(stop);
            if (line is null)
                throw new InvalidOperationException("The server ended before it served; its own lines above say why.");
        }
        while (!line.StartsWith("http://", StringComparison.Ordinal));
        return new ServerProcess(process, new Uri(line));
    }

    public Task<MemoryFigures> MemoryAsync(CancellationToken stop) => Client.ReadAsync<MemoryFigures>(BenchHost.Memory, stop);

    /// <summary>As the kernel's kill -9: no farewell, nothing flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        Client.Dispose();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
