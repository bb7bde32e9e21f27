using System.Diagnostics;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Bench.Workflows;

/// <summary>The product with some tenants that have workflows on.</summary>
internal sealed class WorkflowHost(WebApplication app, IReadOnlyList<Tenant> tenants) : IAsyncDisposable
{
    public WebApplication App => app;

    public static async Task<WorkflowHost> StartAsync(Dictionary<string, string> settings, int tenants, CancellationToken stop)
    {
        var app = await BenchHost.StartAsync(settings, stop);
        await PortalSetup.EnsureAsync(app.Services, stop);
        var store = app.Services.GetRequiredService<TenantStore>();
        for (var i = 0; i < tenants; i++)
        {
            await using var scope = TenantScope.EnterHost(app.Services);
            await store.AddAsync(scope.Db, new TenantRow
            {
                Name = $"wf-{i}",
                DisplayName = $"wf-{i}",
                Hosts = $"wf-{i}.localhost",
                State = TenantState.Running,
                Features = "Megalis.Workflows",
            }, stop);
        }

        return new WorkflowHost(app, [.. Enumerable.Range(0, tenants).Select(i => store.Find($"wf-{i}")!)]);
    }

    /// <summary>So many waits of a microsecond, one after the other: each ends a step.</summary>
    public static string Delays(string id, int waits) => Sequence(id, [.. Enumerable.Range(0, waits).Select(i => Activity("Delay", $"d{i}", ("timeSpan", "00:00:00.0000010")))]);

    public static string At(string id, DateTimeOffset instant) => Sequence(id, Activity("StartAt", "date", ("dateTime", instant.ToString("O", System.Globalization.CultureInfo.InvariantCulture))));

    public static string Event(string id, string name) => Sequence(id, Activity("Event", "attendre", ("eventName", name)));

    public static JsonObject Activity(string type, string id, params (string Name, string Value)[] inputs)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = "Elsa." + type };
        foreach (var (name, value) in inputs)
            activity[name] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };
        return activity;
    }

    public static string Sequence(string id, params JsonObject[] activities) => new JsonObject
    {
        ["definitionId"] = id,
        ["name"] = id,
        ["root"] = new JsonObject { ["id"] = "root", ["type"] = "Elsa.Sequence", ["activities"] = new JsonArray([.. activities]) },
    }.ToJsonString();

    public async Task PublishAsync(string json)
    {
        foreach (var tenant in tenants)
        {
            await using var scope = TenantScope.Enter(app.Services, tenant);
            var (version, findings) = await scope.Services.GetRequiredService<DefinitionStore>().PublishAsync(json, "");
            if (version is null)
                throw new InvalidOperationException(string.Join(' ', findings.Select(f => f.Message)));
        }
    }

    public Task StartManyAsync(string definitionId, int starts, int callers, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
    {
        for (var i = caller; i < starts; i += callers)
        {
            await using var scope = TenantScope.Enter(app.Services, tenants[i % tenants.Count]);
            // In the transaction of whatever starts it, as modules do.
            await scope.Db.TransactAsync(async () =>
            {
                await scope.Services.GetRequiredService<WorkflowEngine>().StartAsync(definitionId, new WorkflowStart(), stop);
                await scope.Db.SaveChangesAsync(stop);
            }, stop);
        }
    }, stop)));

    /// <summary>Starts so many in each tenant, in one transaction each, and waits until all have ended.</summary>
    /// <returns>The steps that were made once the last start was committed: starts have a figure of their own.</returns>
    public async Task<Pace> RunToTheEndAsync(string definitionId, int perTenant, CancellationToken stop)
    {
        foreach (var tenant in tenants)
        {
            await using var scope = TenantScope.Enter(app.Services, tenant);
            var engine = scope.Services.GetRequiredService<WorkflowEngine>();
            for (var i = 0; i < perTenant; i++)
                await engine.StartAsync(definitionId, new WorkflowStart(), stop);
            await scope.Db.SaveChangesAsync(stop);
        }

        var before = await StepsAsync(definitionId, stop);
        var end = Pace.Begin();
        while (!await HaveEndedAsync(definitionId, stop))
            await Task.Delay(20, stop);
        return end(await StepsAsync(definitionId, stop) - before);
    }

    private async Task<bool> HaveEndedAsync(string definitionId, CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(app.Services);
        return !await scope.Db.Set<InstanceRow>().AnyAsync(i => i.DefinitionId == definitionId && i.EndedAt == null, stop);
    }

    private async Task<long> StepsAsync(string definitionId, CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(app.Services);
        return await scope.Db.Set<InstanceRow>().Where(i => i.DefinitionId == definitionId).SumAsync(i => i.Revision, stop);
    }

    /// <summary>One instance that has run as far as it goes.</summary>
    public async Task<InstanceRow> WaitingOneAsync(string definitionId, CancellationToken stop)
    {
        await StartManyAsync(definitionId, 1, 1, stop);
        while (true)
        {
            await using var scope = TenantScope.EnterHost(app.Services);
            if (await scope.Db.Set<InstanceRow>().AsNoTracking().SingleOrDefaultAsync(i => i.DefinitionId == definitionId && i.Status == InstanceStatus.Waiting, stop) is { } row)
                return row;
            await Task.Delay(20, stop);
        }
    }

    /// <summary>So many more that wait as this one does, of the correlations c-first, and so on.</summary>
    public async Task CopyAsync(InstanceRow template, int first, int copies, CancellationToken stop)
    {
        const int batch = 2000;
        for (var from = first; from < first + copies; from += batch)
        {
            await using var scope = TenantScope.EnterHost(app.Services);
            var bookmark = await scope.Db.Set<BookmarkRow>().AsNoTracking().SingleAsync(b => b.InstanceId == template.Id, stop);
            for (var i = from; i < from + batch; i++)
                AddCopy(scope.Db, template, bookmark, $"c-{i}");
            await scope.Db.SaveChangesAsync(stop);
        }
    }

    /// <summary>Milliseconds from the sending of an event to the commit of the last step of the instance that waits for it.</summary>
    public async Task<double> ServeAsync(string eventName, string correlation, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        await using (var scope = TenantScope.Enter(app.Services, tenants[0]))
        {
            await scope.Services.GetRequiredService<WorkflowEngine>().SendAsync(eventName, correlation, stop: stop);
            await scope.Db.SaveChangesAsync(stop);
        }

        while (true)
        {
            await using var scope = TenantScope.Enter(app.Services, tenants[0]);
            if (await scope.Db.Set<InstanceRow>().AnyAsync(i => i.CorrelationId == correlation && i.EndedAt != null, stop))
                return watch.Elapsed.TotalMilliseconds;
            await Task.Delay(1, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static void AddCopy(MegalisDb db, InstanceRow template, BookmarkRow bookmark, string correlation)
    {
        var id = Ids.New(template.StartedAt);
        db.Add(new InstanceRow
        {
            Id = id,
            TenantId = template.TenantId,
            VersionId = template.VersionId,
            DefinitionId = template.DefinitionId,
            Title = template.Title,
            Status = template.Status,
            Revision = template.Revision,
            State = template.State,
            CorrelationId = correlation,
            StartedAt = template.StartedAt,
            ChangedAt = template.ChangedAt,
        });
        db.Add(new BookmarkRow
        {
            InstanceId = id,
            TenantId = template.TenantId,
            Execution = bookmark.Execution,
            Kind = WaitKinds.Event,
            Key = bookmark.Key,
            ActivityId = bookmark.ActivityId,
            CorrelationId = correlation,
            CreatedAt = bookmark.CreatedAt,
        });
    }
}
