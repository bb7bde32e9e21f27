using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Megalis.Testing;

namespace Megalis.Bench.Cases;

/// <summary>The published program, on a database that is migrated and set up: from its start to the first « prêt ».</summary>
internal static class StartBench
{
    private const int Times = 5;
    private const double Target = 1.5;

    public static async Task RunAsync(BenchContext context)
    {
        var program = context.PathOf("published");
        context.Say("publishes");
        await PublishAsync(program, context.Stop);
        var settings = await context.NewHostAsync("data");
        context.Say("sets up");
        await StartAsync(program, settings, context.Stop);
        var times = new List<double>();
        for (var i = 0; i < Times; i++)
            times.Add(await StartAsync(program, settings, context.Stop));
        var slowest = times.Max();
        var median = Quantile.Of(times, 0.5);
        context.Report("ready", new { medianSeconds = median, slowestSeconds = slowest, fastestSeconds = times.Min(), target = Target, times = Times }, median <= Target);
    }

    private static async Task PublishAsync(string folder, CancellationToken stop)
    {
        var project = Path.Combine(Folders.Repository, "src", "Megalis.Web");
        // Standard output is the figures'.
        using var publish = Process.Start(new ProcessStartInfo("dotnet",
            ["publish", project, "-c", "Release", "-r", "linux-x64", "-p:PublishReadyToRun=true", "--self-contained", "false", "-o", folder, "--nologo", "-v", "quiet"])
        { RedirectStandardOutput = true })!;
        var said = await publish.StandardOutput.ReadToEndAsync(stop);
        await publish.WaitForExitAsync(stop);
        if (publish.ExitCode != 0)
            throw new InvalidOperationException(said);
    }

    /// <returns>Seconds from the start of the process to the first 200 of /sante/pret; the process is ended again.</returns>
    private static async Task<double> StartAsync(string program, Dictionary<string, string> settings, CancellationToken stop)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(Path.Combine(program, "Megalis.Web"), ["--Urls", $"http://127.0.0.1:{port}"]) { WorkingDirectory = program, RedirectStandardOutput = true };
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        try
        {
            while (!await IsReadyAsync(http, stop))
            {
                if (process.HasExited)
                    throw new InvalidOperationException("The program ended before it was ready; its own lines above say why.");
                await Task.Delay(5, stop);
            }

            return watch.Elapsed.TotalSeconds;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken stop)
    {
        try
        {
            using var answer = await http.GetAsync("/sante/pret", stop);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
