using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>A site that is closed while its instances wait. Nothing of it is erased: it may open again.</summary>
public sealed class ClosedSiteTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_a_closed_site_nothing_runs_and_nothing_fails_and_when_it_opens_all_goes_on(string database)
    {
        var engine = await sites.OnAsync(database);
        var beat = Activity("Timer", "quand", ("interval", Literal("01:00:00")));
        beat["customProperties"] = new System.Text.Json.Nodes.JsonObject { ["canStartWorkflow"] = true };
        await engine.PublishAsync(Definition("battement", Sequence(beat, Activity("WriteLine", "fait"))));
        await engine.PublishAsync(Definition("delai", Sequence(Activity("Delay", "d", ("timeSpan", Literal("00:30:00"))), Activity("SendHttpRequest", "appel", ("url", Literal("https://exemple.bzh/" + engine.Tenant.Name))))));
        await engine.PublishAsync(Definition("tache", Sequence(UserTask("t", "Viser", "Editor", "Oui"))));
        var ids = new[] { await engine.StartAsync("delai"), await engine.StartAsync("tache") };
        await engine.DrainAsync();
        await engine.CompleteAsync(await engine.TaskAsync(), "Oui");
        var queued = await engine.QueuedAsync();

        await SetAsync(engine, TenantState.Disabled);
        engine.Clock.Advance(TimeSpan.FromHours(2));
        await engine.DrainAsync();
        Assert.Equal(queued, await engine.QueuedAsync());
        Assert.All(await engine.RowsAsync<InstanceRow>(), i => Assert.Null(i.EndedAt));
        Assert.Equal(2, (await engine.RowsAsync<InstanceRow>()).Count);
        Assert.Equal(0, engine.Line.Count("https://exemple.bzh/" + engine.Tenant.Name));

        await SetAsync(engine, TenantState.Running);
        await engine.DrainAsync();
        foreach (var id in ids)
            Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(1, engine.Line.Count("https://exemple.bzh/" + engine.Tenant.Name));
        Assert.Single(await engine.RowsAsync<InstanceRow>(i => i.Where(x => x.DefinitionId == "battement")));
        Assert.Equal(1, await engine.QueuedAsync());
    }

    private static async Task SetAsync(EngineSite engine, TenantState state)
    {
        await engine.Site.Services.GetRequiredService<TenantRegister>().SetStateAsync(engine.Tenant.Id, state);
        await engine.Site.Services.GetRequiredService<TenantStore>().RefreshAsync();
    }
}
