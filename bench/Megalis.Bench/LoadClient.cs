using System.Diagnostics;
using System.Net;

namespace Megalis.Bench;

/// <summary>An address as a person types it: which host answers, and what is asked.</summary>
internal sealed record Target(string Host, string Path);

/// <summary>What a stretch of load gave; times in milliseconds.</summary>
internal sealed record Load(int Requests, double Seconds, double P50, double P99, int Wrong)
{
    public double PerSecond => Requests / Seconds;
}

/// <summary>Asks as fast as it is answered: .NET's own HTTP client, connections kept, bodies read to their end.</summary>
internal sealed class LoadClient : IDisposable
{
    public const int Connections = 8;

    private readonly HttpClient _http;

    public LoadClient(Uri address) => _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Rotates over the targets until the time is over; every connection starts elsewhere in the list.</summary>
    public async Task<Load> RunAsync(IReadOnlyList<Target> targets, TimeSpan time, CancellationToken stop, int connections = Connections)
    {
        var watch = Stopwatch.StartNew();
        var next = -1;
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(WorkAsync, stop)));
        var times = all.SelectMany(a => a.Times).ToList();
        return new Load(times.Count, watch.Elapsed.TotalSeconds, Quantile.Of(times, 0.5), Quantile.Of(times, 0.99), all.Sum(a => a.Wrong));

        async Task<(List<double> Times, int Wrong)> WorkAsync()
        {
            var (own, wrong) = (new List<double>(10_000), 0);
            while (watch.Elapsed < time)
            {
                var target = targets[(int)((uint)Interlocked.Increment(ref next) % targets.Count)];
                var start = Stopwatch.GetTimestamp();
                var (status, _) = await AskAsync(target, stop);
                own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                wrong += status == HttpStatusCode.OK ? 0 : 1;
            }

            return (own, wrong);
        }
    }

    /// <summary>One after the other, each once.</summary>
    public async Task<List<double>> EachAsync(IEnumerable<Target> targets, CancellationToken stop)
    {
        var times = new List<double>();
        foreach (var target in targets)
        {
            var start = Stopwatch.GetTimestamp();
            var (status, _) = await AskAsync(target, stop);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (status != HttpStatusCode.OK)
                throw new InvalidOperationException($"{target} answered {(int)status}.");
        }

        return times;
    }

    public async Task<(HttpStatusCode Status, long Length)> AskAsync(Target target, CancellationToken stop)
    {
        using var response = await SendAsync(target, stop);
        var bytes = await response.Content.ReadAsByteArrayAsync(stop);
        return (response.StatusCode, bytes.Length);
    }

    /// <summary>The page's source, or null unless it answers 200.</summary>
    public async Task<string?> SourceAsync(Target target, CancellationToken stop)
    {
        using var response = await SendAsync(target, stop);
        return response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync(stop) : null;
    }

    public async Task<T> ReadAsync<T>(string path, CancellationToken stop) => (await _http.GetFromJsonAsync<T>(path, stop))!;

    public void Dispose() => _http.Dispose();

    private Task<HttpResponseMessage> SendAsync(Target target, CancellationToken stop)
    {
        // The host is a header only: every name leads to the server under test.
        var request = new HttpRequestMessage(HttpMethod.Get, target.Path) { Headers = { Host = target.Host } };
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
    }
}
