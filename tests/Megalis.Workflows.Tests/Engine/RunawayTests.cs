using System.Text.Json.Nodes;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Workflows;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>Instances that would run for ever, and faults that are told of the wrong activity, or of none.</summary>
public sealed class RunawayTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_loop_whose_computed_wait_is_none_stops_at_an_incident_and_goes_on_when_the_wait_is_mended(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("toupie", Flowchart(
            [Activity("Delay", "attendre", ("timeSpan", FromVariable("délai"))), Activity("FlowDecision", "encore", ("condition", FromVariable("encore"))), Activity("WriteLine", "fin")],
            "attendre -> encore", "encore:True -> attendre", "encore:False -> fin"), Variable("délai", "00:00:00"), Variable("encore", true, "Boolean")));

        var incident = Assert.Single(await engine.RowsAsync<IncidentRow>());
        Assert.Contains("tourne sans jamais attendre", incident.Message, StringComparison.Ordinal);
        Assert.Equal(0, await engine.QueuedAsync());
        Assert.InRange((await engine.InstanceAsync(id)).Revision, 10, 100);

        Assert.Null(await engine.ActAsync(acts => acts.SetVariableAsync(id, "op", "délai", "\"01:00:00\"", "une heure")));
        Assert.Null(await engine.ActAsync(acts => acts.RetryAsync(incident.Id, "op")));
        await engine.DrainAsync();
        Assert.Equal(WaitKinds.Timer, Assert.Single(await engine.RowsAsync<BookmarkRow>()).Kind);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Circuits_that_call_each_other_in_a_ring_stop_at_an_incident(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Definition("pair", Sequence(Activity("ExecuteWorkflow", "appeler", ("workflowDefinitionId", Literal("impair"))))));
        await engine.PublishAsync(Definition("impair", Sequence(Activity("ExecuteWorkflow", "appeler", ("workflowDefinitionId", Literal("pair"))))));
        await engine.StartAsync("pair");
        await engine.DrainAsync();

        Assert.Equal(51, (await engine.RowsAsync<InstanceRow>()).Count);
        Assert.Contains("s'appelle sans doute lui-même", Assert.Single(await engine.RowsAsync<IncidentRow>()).Message, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_branch_that_fails_in_the_step_that_ends_its_instance_leaves_no_incident_behind(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("fin", Flowchart(
            [Activity("FlowFork", "f", ("branches", Object(new JsonArray("x", "y")))), Activity("Delay", "a", ("timeSpan", FromVariable("délai"))), Activity("WriteLine", "b"), Activity("Finish", "terminer")],
            "f:x -> a", "f:y -> b", "b -> terminer"), Variable("délai", "bientôt")));

        Assert.Equal((InstanceStatus.Finished, 0), ((await engine.InstanceAsync(id)).Status, (await engine.InstanceAsync(id)).OpenIncidents));
        Assert.Empty(await engine.RowsAsync<IncidentRow>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_activities_of_modules_in_one_step_the_one_that_throws_has_the_incident_and_the_other_is_done(string database)
    {
        await ShouldBlameTheOneThatThrowsAsync(database, Sequence(Activity("Tests.Well", "bien"), Activity("Tests.Badly", "mal")));
        await ShouldBlameTheOneThatThrowsAsync(database, Flowchart(
            [Activity("FlowFork", "f", ("branches", Object(new JsonArray("x", "y")))), Activity("Tests.Badly", "mal"), Activity("Tests.Well", "bien")], "f:x -> mal", "f:y -> bien"));
    }

    private static async Task ShouldBlameTheOneThatThrowsAsync(string database, JsonObject root)
    {
        var options = EngineSites.Options(database);
        await using var site = await SiteFixture.StartAsync(options with
        {
            Services = services =>
            {
                options.Services!(services);
                new FeatureServices(services, "Megalis.Workflows").AddActivity<Well>().AddActivity<Badly>();
            },
        });
        var engine = new EngineSite(site, await site.AddTenantAsync("deux"));
        await engine.PublishAsync(Definition("deux", root));
        var id = await engine.StartAsync("deux");
        for (var attempt = 0; attempt < 6; attempt++)
        {
            await site.DrainAsync();
            engine.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal("mal", Assert.Single(await engine.RowsAsync<IncidentRow>()).ActivityId);
        Assert.Contains("bien Done", await engine.DoneAsync(id));
        Assert.Equal(0, await engine.QueuedAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_event_that_carries_too_deep_a_value_is_an_incident(string database)
    {
        var engine = await sites.OnAsync(database);
        JsonNode deep = 1;
        for (var level = 0; level < 60; level++)
            deep = new JsonArray(deep);
        await engine.RunAsync(Definition("profond", Sequence(Activity("PublishEvent", "dire", ("eventName", Literal("x")),
            ("payload", new JsonObject { ["typeName"] = "Object", ["expression"] = new JsonObject { ["type"] = "Megalis", ["value"] = "[[[[[[[[[[[[[[v]]]]]]]]]]]]]]" } }))), Variable("v", deep, "Object")));

        Assert.Contains("plus de 64 niveaux", Assert.Single(await engine.RowsAsync<IncidentRow>()).Message, StringComparison.Ordinal);
    }


    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_a_text_that_fills_pages_the_journal_and_the_incident_keep_the_beginning(string database)
    {
        var engine = await sites.OnAsync(database);
        var text = new string('a', 1_999) + string.Concat(Enumerable.Repeat("\U0001F6E5", 50_000));
        var id = await engine.RunAsync(Definition("long", Sequence(Activity("WriteLine", "dire", ("text", FromVariable("v"))), Activity("Delay", "d", ("timeSpan", FromVariable("v")))), Variable("v", text)));

        Assert.All(await engine.RowsAsync<StepRow>(s => s.Where(x => x.InstanceId == id)), step => Assert.True(step.Entries.Length < 10_000, $"{step.Entries.Length} characters."));
        var message = Assert.Single(await engine.RowsAsync<IncidentRow>()).Message;
        Assert.InRange(message.Length, 1_900, 2_001);
    }

    private sealed class Well : IActivity
    {
        public ActivityDescription Description { get; } = new("Tests.Well", "Bien");

        public Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop) => Task.FromResult(ActivityResult.Done());
    }

    private sealed class Badly : IActivity
    {
        public ActivityDescription Description { get; } = new("Tests.Badly", "Mal");

        public Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop) => throw new InvalidOperationException("il pleut");
    }
}
