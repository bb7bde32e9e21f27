using System.Collections.Concurrent;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Tenants.Tests;

/// <summary>A call to an outside line that does what the test says of its name.</summary>
[QueueKind("tests.call.v1", Lane.Outside, Label = "Envoi à la préfecture")]
public sealed record Call(string Name) : IQueueSubject
{
    string IQueueSubject.Subject => Name;
}

/// <summary>The same, of a kind that says too much by being there.</summary>
[QueueKind("tests.discreet.v1", Lane.Outside, Label = "Envoi discret", Discreet = true)]
public sealed record DiscreetCall(string Name) : IQueueSubject
{
    string IQueueSubject.Subject => Name;
}

/// <summary>What the other side answers, by the call's name, and what it was asked.</summary>
internal sealed class OutsideLine
{
    public ConcurrentDictionary<string, Exception?> Failures { get; } = new();

    public ConcurrentDictionary<string, Reconciled> Answers { get; } = new();

    public ConcurrentQueue<(string Name, string Key, bool Asked)> Happened { get; } = new();

    public int Calls(string name) => Happened.Count(h => h.Name == name && !h.Asked);

    public int Questions(string name) => Happened.Count(h => h.Name == name && h.Asked);

    /// <summary>The key under which the journal keeps what was decided about the call.</summary>
    public string KeyOf(string name) => Happened.First(h => h.Name == name).Key;

    public Task CallAsync(string name, string key)
    {
        Happened.Enqueue((name, key, false));
        return Failures.GetValueOrDefault(name) is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }

    public Task<Reconciled> AskAsync(string name, string key)
    {
        Happened.Enqueue((name, key, true));
        return Task.FromResult(Answers.GetValueOrDefault(name, Reconciled.Unknown));
    }
}

internal sealed class CallHandler(OutsideLine line) : IOutsideCall<Call>
{
    public Task CallAsync(Call payload, string key, CancellationToken stop) => line.CallAsync(payload.Name, key);

    public Task<Reconciled> ReconcileAsync(Call payload, string key, CancellationToken stop) => line.AskAsync(payload.Name, key);
}

internal sealed class DiscreetCallHandler(OutsideLine line) : IOutsideCall<DiscreetCall>
{
    public Task CallAsync(DiscreetCall payload, string key, CancellationToken stop) => line.CallAsync(payload.Name, key);

    public Task<Reconciled> ReconcileAsync(DiscreetCall payload, string key, CancellationToken stop) => line.AskAsync(payload.Name, key);
}

/// <summary>A site on each database whose outside line obeys the tests; two attempts, of which the second comes ten seconds later on a clock that stands.</summary>
public sealed class TaskSites : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<SiteFixture>>> sites = new();

    public Task<SiteFixture> OnAsync(string database) => sites.GetOrAdd(database, name => new(() => StartAsync(name))).Value;

    public static Task<SiteFixture> StartAsync(string database) => SiteFixture.StartAsync(new SiteOptions
    {
        Database = database,
        Settings = new Dictionary<string, string> { ["Megalis:Queue:Attempts"] = "2", ["Megalis:Queue:PollMilliseconds"] = "100" },
        Services = services =>
        {
            services.AddSingleton<OutsideLine>();
            new FeatureServices(services, "Megalis.Settings").AddOutsideCall<Call, CallHandler>().AddOutsideCall<DiscreetCall, DiscreetCallHandler>();
        },
    });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var site in sites.Values)
            await (await site.Value).DisposeAsync();
    }
}
