using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Runtime.Lines;

namespace Megalis.Bench.Workflows;

/// <summary>The line of SendHttpRequest, to a peer that records what it is sent and can be asked by key.</summary>
internal sealed class PeerLine(HttpClient peer, bool mutant) : IEffectLine
{
    /// <summary>A setting: where the peer listens.</summary>
    public const string Address = "Bench:Peer";

    /// <summary>A setting: the line draws a new key for each attempt and never asks. It must be caught.</summary>
    public const string Mutant = "Bench:Mutant";

    public string Name => "http";

    public static void AddTo(IServiceCollection services, Dictionary<string, string> settings)
    {
        if (settings.GetValueOrDefault(Address) is { } address)
            services.AddSingleton<IEffectLine>(new PeerLine(new HttpClient { BaseAddress = new Uri(address) }, settings.ContainsKey(Mutant)));
    }

    public async Task<JsonNode?> CallAsync(JsonObject arguments, string key, CancellationToken stop)
    {
        using var answer = await peer.PostAsJsonAsync("record", new Recorded(key, mutant ? Guid.NewGuid().ToString() : key), stop);
        answer.EnsureSuccessStatusCode();
        return null;
    }

    public async Task<(Reconciled Answer, JsonNode? Result)> ReconcileAsync(JsonObject arguments, string key, CancellationToken stop)
    {
        if (mutant)
            return (Reconciled.NotDone, null);
        using var answer = await peer.GetAsync($"asked?key={Uri.EscapeDataString(key)}", stop);
        return (answer.StatusCode == HttpStatusCode.OK ? Reconciled.Done : Reconciled.NotDone, null);
    }
}

/// <param name="Execution">Which execution of which instance.</param>
/// <param name="Key">By which a repeat is known.</param>
internal sealed record Recorded(string Execution, string Key);

/// <summary>The other side: takes what it is sent, a repeat of a key once, and answers a little late, so that some answers find nobody.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _byKey = new();

    private Peer(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Things done, by what for.</summary>
    public IReadOnlyDictionary<string, int> Done => _byKey.Values.CountBy(execution => execution).ToDictionary();

    public static async Task<Peer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var peer = new Peer(builder.Build());
        peer._app.MapPost("/record", async (Recorded sent) =>
        {
            peer._byKey.TryAdd(sent.Key, sent.Execution);
            await Task.Delay(20);
        });
        peer._app.MapGet("/asked", (string key) => peer._byKey.ContainsKey(key) ? Results.Ok() : Results.NotFound());
        await peer._app.StartAsync();
        return peer;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
