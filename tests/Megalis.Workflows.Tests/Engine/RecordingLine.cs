using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Runtime.Lines;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>The line of SendHttpRequest replaced by one that remembers what it was sent, can be asked by key, and fails on demand.</summary>
internal sealed class RecordingLine : IEffectLine
{
    public string Name => "http";

    public ConcurrentQueue<(string Url, string Key)> Sent { get; } = new();

    /// <summary>What a call to an address does before it counts as sent.</summary>
    public ConcurrentDictionary<string, Func<Exception?>> Before { get; } = new();

    /// <summary>What it does afterwards: an answer that is lost.</summary>
    public ConcurrentDictionary<string, Func<Exception?>> After { get; } = new();

    /// <summary>What it does when it is asked.</summary>
    public ConcurrentDictionary<string, Func<Exception?>> Asked { get; } = new();

    public ConcurrentDictionary<string, Reconciled> Answers { get; } = new();

    public void Forget()
    {
        Sent.Clear();
        Before.Clear();
        After.Clear();
        Asked.Clear();
        Answers.Clear();
    }

    public int Count(string url) => Sent.Count(s => s.Url == url);

    public Task<JsonNode?> CallAsync(JsonObject arguments, string key, CancellationToken stop)
    {
        var url = arguments["url"]!.GetValue<string>();
        if (Before.GetValueOrDefault(url)?.Invoke() is { } early)
            throw early;
        Sent.Enqueue((url, key));
        if (After.GetValueOrDefault(url)?.Invoke() is { } late)
            throw late;
        return Task.FromResult<JsonNode?>(new JsonObject { ["status"] = 200, ["content"] = "reçu" });
    }

    public Task<(Reconciled Answer, JsonNode? Result)> ReconcileAsync(JsonObject arguments, string key, CancellationToken stop)
    {
        var url = arguments["url"]!.GetValue<string>();
        if (Asked.GetValueOrDefault(url)?.Invoke() is { } error)
            throw error;
        var answer = Answers.TryGetValue(url, out var said) ? said : Sent.Any(s => s.Key == key) ? Reconciled.Done : Reconciled.NotDone;
        return Task.FromResult<(Reconciled, JsonNode?)>((answer, new JsonObject { ["status"] = 200, ["content"] = "retrouvé" }));
    }
}
