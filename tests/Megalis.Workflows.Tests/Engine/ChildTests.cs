using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>Workflows that call others: what the caller hears of an end, of a second one, and of none.</summary>
public sealed class ChildTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_called_workflow_that_failed_and_is_taken_up_again_ends_and_its_caller_goes_on(string database)
    {
        var engine = await sites.OnAsync(database);
        var (caller, called) = await FailedAsync(engine);
        Assert.Equal(IncidentKind.Child, Assert.Single(await engine.RowsAsync<IncidentRow>()).Kind);

        Assert.Null(await engine.ActAsync(acts => acts.MoveTokenAsync(called, "op", 0, "viser", "repris")));
        await engine.DrainAsync();
        await engine.CompleteAsync(await engine.TaskAsync(), "Oui");
        await engine.DrainAsync();

        // Its sequence goes on to the fault once more: the caller's operator is told anew.
        Assert.Equal(InstanceStatus.Faulted, (await engine.InstanceAsync(called)).Status);
        Assert.Equal(2, (await engine.RowsAsync<IncidentRow>()).Count);
        Assert.Single(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.ResolvedAt == null)));

        Assert.Null(await engine.ActAsync(acts => acts.MoveTokenAsync(called, "op", 0, "bien", "repris")));
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(called)).Status);
        Assert.Equal((InstanceStatus.Finished, 0), ((await engine.InstanceAsync(caller)).Status, (await engine.InstanceAsync(caller)).OpenIncidents));
        Assert.Empty(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.ResolvedAt == null)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_caller_that_tries_again_waits_for_the_new_one_and_an_end_of_the_old_one_is_laid_aside(string database)
    {
        var engine = await sites.OnAsync(database);
        var (caller, called) = await FailedAsync(engine);
        var incident = Assert.Single(await engine.RowsAsync<IncidentRow>());

        Assert.Null(await engine.ActAsync(acts => acts.RetryAsync(incident.Id, "op")));
        await engine.DrainAsync();
        var bookmark = Assert.Single(await engine.RowsAsync<BookmarkRow>(b => b.Where(x => x.InstanceId == caller)));
        var second = Assert.Single(await engine.RowsAsync<InstanceRow>(i => i.Where(x => x.ParentId == caller && x.EndedAt == null)));
        Assert.Equal(second.Id, bookmark.Key);

        Assert.Null(await engine.ActAsync(acts => acts.MoveTokenAsync(called, "op", 0, "bien", "repris")));
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(called)).Status);
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(caller)).Status);
        Assert.DoesNotContain(await engine.RowsAsync<StimulusRow>(), s => s.State == StimulusState.Open);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_workflow_taken_up_again_tells_each_of_its_ends(string database)
    {
        var (options, told) = (EngineSites.Options(database), new Told());
        await using var site = await SiteFixture.StartAsync(options with
        {
            Services = services =>
            {
                options.Services!(services);
                services.AddSingleton(told);
                new FeatureServices(services, "Megalis.Workflows").On<WorkflowEnded, Listener>("tests").On<WorkflowIncidentReported, Listener>("tests");
            },
        });
        var engine = new EngineSite(site, await site.AddTenantAsync("fins"));
        var id = await engine.RunAsync(Definition("fin", Sequence(Activity("WriteLine", "dire"), Activity("Fault", "échec"))));
        Assert.Null(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", 0, "dire", "encore")));
        await engine.DrainAsync();
        Assert.Equal(["Faulted", "Faulted"], told.Ends);

        await engine.RunAsync(Definition("lance", Sequence(Activity("DispatchWorkflow", "lancer", ("workflowDefinitionId", Literal("absent"))))));
        Assert.Equal(Assert.Single(await engine.RowsAsync<IncidentRow>()).Id, Assert.Single(told.Incidents));
    }

    /// <summary>A caller that is stuck because what it called has failed.</summary>
    private static async Task<(string Caller, string Called)> FailedAsync(EngineSite engine)
    {
        await engine.PublishUnsoundAsync("appelé", Definition("appelé", Flowchart(
            [UserTask("viser", "Viser", "Editor", "Oui"), Activity("Fault", "échec"), Activity("WriteLine", "bien")], "viser:Oui -> échec")));
        var caller = await engine.RunAsync(Definition("appelant", Sequence(Activity("ExecuteWorkflow", "appeler", ("workflowDefinitionId", Literal("appelé"))))));
        await engine.CompleteAsync(await engine.TaskAsync(), "Oui");
        await engine.DrainAsync();
        return (caller, Assert.Single(await engine.RowsAsync<InstanceRow>(i => i.Where(x => x.ParentId == caller))).Id);
    }

    internal sealed class Told
    {
        public List<string> Ends { get; } = [];
        public List<string> Incidents { get; } = [];
    }

    internal sealed class Listener(Told told) : IHandle<WorkflowEnded>, IHandle<WorkflowIncidentReported>
    {
        public Task HandleAsync(WorkflowEnded payload, CancellationToken stop)
        {
            if (payload.DefinitionId == "fin")
                told.Ends.Add(payload.Status);
            return Task.CompletedTask;
        }

        public Task HandleAsync(WorkflowIncidentReported payload, CancellationToken stop)
        {
            told.Incidents.Add(payload.IncidentId);
            return Task.CompletedTask;
        }
    }
}
