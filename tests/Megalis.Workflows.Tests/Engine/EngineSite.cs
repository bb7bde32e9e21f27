using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Operations;
using Megalis.Workflows.Runtime.State;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>
/// A site on each database whose queue works when a test says so, on a clock that stands. A class has them to itself while
/// its tests run, and leaves them to the next one: to start two for each class took longer than all the tests.
/// </summary>
public sealed class EngineSites : IAsyncLifetime
{
    private static readonly ConcurrentDictionary<string, ConcurrentBag<SiteFixture>> Free = new();

    private readonly ConcurrentDictionary<string, Lazy<Task<SiteFixture>>> sites = new();

    static EngineSites() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        Task.WaitAll([.. Free.Values.SelectMany(free => free).Select(site => Task.Run(async () => await site.DisposeAsync()))], TimeSpan.FromSeconds(10));

    public async Task<EngineSite> OnAsync(string database)
    {
        var site = await sites.GetOrAdd(database, name => new(() => TakeAsync(name))).Value;
        return new EngineSite(site, await site.AddTenantAsync("t" + Guid.NewGuid().ToString("N")[..12]));
    }

    public static SiteOptions Options(string database) => new()
    {
        Database = database,
        Settings = new Dictionary<string, string> { ["Megalis:Queue:Workers"] = "0", ["Megalis:Queue:Attempts"] = "3" },
        Services = services => services.AddSingleton<RecordingLine>().AddScoped<Runtime.Lines.IEffectLine>(p => p.GetRequiredService<RecordingLine>()),
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var (database, site) in sites)
            await LeaveAsync(database, await site.Value);
    }

    private static async Task<SiteFixture> TakeAsync(string database) =>
        FreeOf(database).TryTake(out var site) ? site : await SiteFixture.StartAsync(Options(database));

    private static ConcurrentBag<SiteFixture> FreeOf(string database) => Free.GetOrAdd(database, _ => []);

    /// <summary>What still waits in the queue, and what the line remembers, is nothing to the next class.</summary>
    private static async Task LeaveAsync(string database, SiteFixture site)
    {
        await site.EmptyQueueAsync();
        site.Services.GetRequiredService<RecordingLine>().Forget();
        FreeOf(database).Add(site);
    }
}

/// <summary>One tenant of such a site, and what a test does with workflows there.</summary>
public sealed class EngineSite(SiteFixture site, Tenant tenant)
{
    public SiteFixture Site => site;
    public Tenant Tenant => tenant;
    public FakeClock Clock => site.Clock;
    internal RecordingLine Line => site.Services.GetRequiredService<RecordingLine>();

    public TenantScope Enter() => TenantScope.Enter(site.Services, tenant);

    public async Task<string> PublishAsync(string json)
    {
        await using var scope = Enter();
        var (version, findings) = await scope.Services.GetRequiredService<DefinitionStore>().PublishAsync(json, "");
        Assert.True(version is not null, string.Join('\n', findings.Select(f => $"{f.Activity}: {f.Message}")));
        return version!.Id;
    }

    /// <summary>A version that publication would refuse: what it means to the interpreter is asked all the same.</summary>
    public async Task PublishUnsoundAsync(string id, string json)
    {
        await using var scope = Enter();
        scope.Db.Add(new DefinitionRow { Id = Ids.New(Clock), DefinitionId = id, Version = 1, Name = id, IsCurrent = true, Json = json, PublishedAt = Clock.GetUtcNow() });
        await scope.Db.SaveChangesAsync();
    }

    public async Task<string> StartAsync(string definitionId, WorkflowStart? start = null)
    {
        await using var scope = Enter();
        var id = await scope.Services.GetRequiredService<WorkflowEngine>().StartAsync(definitionId, start ?? new WorkflowStart());
        await scope.Db.SaveChangesAsync();
        return id ?? throw new InvalidOperationException($"{definitionId} is not published.");
    }

    public async Task SendAsync(string name, string correlationId = "", JsonNode? payload = null, string? key = null)
    {
        await using var scope = Enter();
        await scope.Services.GetRequiredService<WorkflowEngine>().SendAsync(name, correlationId, payload, key);
        await scope.Db.SaveChangesAsync();
    }

    /// <summary>Works the queue until nothing is due.</summary>
    public async Task DrainAsync()
    {
        var failures = await site.DrainAsync();
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    public async Task<string> RunAsync(string json, WorkflowStart? start = null)
    {
        await PublishAsync(json);
        var id = await StartAsync(JsonNode.Parse(json)!["definitionId"]!.GetValue<string>(), start);
        await DrainAsync();
        return id;
    }

    internal async Task<InstanceRow> InstanceAsync(string id)
    {
        await using var scope = Enter();
        return await scope.Db.Set<InstanceRow>().AsNoTracking().SingleAsync(i => i.Id == id);
    }

    internal async Task<JsonNode?> VariableAsync(string id, string name) => InstanceState.Read((await InstanceAsync(id)).State).Variables.GetValueOrDefault(name);

    internal async Task<List<T>> RowsAsync<T>(Func<IQueryable<T>, IQueryable<T>>? which = null) where T : class
    {
        await using var scope = Enter();
        var rows = scope.Db.Set<T>().AsNoTracking();
        return await (which?.Invoke(rows) ?? rows).ToListAsync();
    }

    /// <summary>What the journal says was done, in order: « activity outcome ».</summary>
    internal async Task<List<string>> DoneAsync(string id) =>
        [.. (await RowsAsync<StepRow>(s => s.Where(x => x.InstanceId == id).OrderBy(x => x.Number)))
            .SelectMany(s => JsonNode.Parse(s.Entries)!.AsArray()).Where(e => e!["what"]!.GetValue<string>() == "done")
            .Select(e => $"{e!["activity"]} {e["text"]}".TrimEnd())];

    public async Task<UserTask> TaskAsync(string role = "Editor")
    {
        await using var scope = Enter();
        var (tasks, _) = await scope.Services.GetRequiredService<UserTasks>().OpenAsync(Holder(role), 1, 10);
        return Assert.Single(tasks);
    }

    public async Task CompleteAsync(UserTask task, string outcome, string comment = "")
    {
        await using var scope = Enter();
        Assert.Null(await scope.Services.GetRequiredService<UserTasks>().CompleteAsync(task.Id, Holder(task.Role), outcome, comment));
    }

    internal async Task<Refusal?> ActAsync(Func<InstanceActs, Task<Refusal?>> act)
    {
        await using var scope = Enter();
        return await act(scope.Services.GetRequiredService<InstanceActs>());
    }

    /// <summary>Rows of this tenant in the queue, timers among them.</summary>
    public Task<int> QueuedAsync() => site.QueuedAsync(tenant);

    public static TaskPerson Holder(string role) => new("account-of-" + role, [role], []);
}
