using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

public sealed class StimulusTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_event_that_came_before_anybody_waited_is_there_when_somebody_does(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.SendAsync("accusé", payload: "AR-12");
        await engine.DrainAsync();
        engine.Clock.Advance(TimeSpan.FromDays(400));

        var id = await engine.RunAsync(Waiting("tard"));

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal("AR-12", (await engine.VariableAsync(id, "reçu"))!.GetValue<string>());
        Assert.Equal(StimulusState.Taken, Assert.Single(await engine.RowsAsync<StimulusRow>()).State);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_event_reaches_every_instance_that_waits_and_is_then_over(string database)
    {
        var engine = await sites.OnAsync(database);
        var first = await engine.RunAsync(Waiting("deux"));
        var second = await engine.StartAsync("deux");
        await engine.DrainAsync();

        await engine.SendAsync("accusé", payload: 7);
        await engine.DrainAsync();
        var third = await engine.StartAsync("deux");
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(first)).Status);
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(second)).Status);
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(third)).Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_event_of_a_correlation_leaves_the_others_waiting_and_one_told_twice_counts_once(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Waiting("corr", Activity("Correlate", "lier", ("correlationId", FromInput("acte")))));
        var mine = await engine.StartAsync("corr", With("acte-1"));
        var other = await engine.StartAsync("corr", With("acte-2"));
        await engine.DrainAsync();

        await engine.SendAsync("accusé", "acte-1", "un", "AR-1");
        await engine.SendAsync("accusé", "acte-1", "encore", "AR-1");
        await engine.DrainAsync();
        var again = await engine.StartAsync("corr", With("acte-1"));
        await engine.DrainAsync();

        Assert.Equal("un", (await engine.VariableAsync(mine, "reçu"))!.GetValue<string>());
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(other)).Status);
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(again)).Status);

        static WorkflowStart With(string acte) => new() { Input = new Dictionary<string, JsonNode?> { ["acte"] = acte } };
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_event_begins_the_definitions_that_it_starts_once(string database)
    {
        var engine = await sites.OnAsync(database);
        var start = Activity("Event", "début", ("eventName", Literal("demande")), ("result", To("reçu")));
        start["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        await engine.PublishAsync(Definition("accueil", Sequence(start, UserTask("lire", "Lire", "Editor", "Vu")), Variable("reçu")));

        await engine.SendAsync("demande", "d-1", "Kerlann");
        await engine.DrainAsync();

        var instance = Assert.Single(await engine.RowsAsync<InstanceRow>());
        Assert.Equal(("d-1", InstanceStatus.Waiting), (instance.CorrelationId, instance.Status));
        Assert.Equal("Kerlann", (await engine.VariableAsync(instance.Id, "reçu"))!.GetValue<string>());
        Assert.Equal("Lire", (await engine.TaskAsync()).Title);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task One_instance_tells_another_and_a_change_of_correlation_finds_what_lay_parked(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Definition("qui-parle", Sequence(
            Activity("PublishEvent", "dire", ("eventName", Literal("accusé")), ("correlationId", Literal("c-9")), ("payload", Literal("dit"))))));
        await engine.StartAsync("qui-parle");
        await engine.DrainAsync();
        var id = await engine.RunAsync(Definition("qui-écoute", Flowchart(
            [
                Activity("FlowFork", "fourche"), Activity("Event", "attendre", ("eventName", Literal("accusé")), ("result", To("reçu"))),
                Activity("Delay", "délai", ("timeSpan", Literal("01:00:00"))), Activity("Correlate", "lier", ("correlationId", Literal("c-9"))),
            ],
            "fourche -> attendre", "fourche -> délai", "délai -> lier"), Variable("reçu")));
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(id)).Status);

        engine.Clock.Advance(TimeSpan.FromHours(1));
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal("dit", (await engine.VariableAsync(id, "reçu"))!.GetValue<string>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_stimulus_for_an_instance_that_has_ended_is_laid_aside(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("bref", Sequence(Activity("WriteLine", "dire", ("text", Literal("fini"))))));
        var before = await engine.InstanceAsync(id);

        await using (var scope = engine.Enter())
        {
            await scope.Services.GetRequiredService<WorkflowEngine>().ReportWorkAsync(id, 2, "trop tard");
            await scope.Db.SaveChangesAsync();
        }

        await engine.DrainAsync();
        Assert.Equal(before.Revision, (await engine.InstanceAsync(id)).Revision);
        Assert.Equal(StimulusState.Late, Assert.Single(await engine.RowsAsync<StimulusRow>()).State);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Nothing_starts_and_nothing_is_told_when_the_callers_transaction_is_undone(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Waiting("annulé"));
        await using (var scope = engine.Enter())
        {
            var workflows = scope.Services.GetRequiredService<WorkflowEngine>();
            await Assert.ThrowsAsync<InvalidOperationException>(() => scope.Db.TransactAsync(async () =>
            {
                await workflows.StartAsync("annulé", new WorkflowStart());
                await workflows.SendAsync("accusé", "");
                await scope.Db.SaveChangesAsync();
                throw new InvalidOperationException();
            }));
        }

        await engine.DrainAsync();
        Assert.Empty(await engine.RowsAsync<InstanceRow>());
        Assert.Empty(await engine.RowsAsync<StimulusRow>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_start_under_one_key_is_one_instance(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Waiting("une-fois"));

        var first = await engine.StartAsync("une-fois", new WorkflowStart { Key = "acte-4" });
        var second = await engine.StartAsync("une-fois", new WorkflowStart { Key = "acte-4" });

        Assert.Equal(first, second);
        Assert.Single(await engine.RowsAsync<InstanceRow>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Work_for_another_module_is_asked_for_once_and_its_first_answer_counts(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("travail", Sequence(
            Activity("RunTask", "faire", ("taskName", Literal("convertir")), ("result", To("reçu")))), Variable("reçu")));
        var bookmark = Assert.Single(await engine.RowsAsync<BookmarkRow>());

        foreach (var answer in (string[])["premier", "second"])
        {
            await using var scope = engine.Enter();
            await scope.Services.GetRequiredService<WorkflowEngine>().ReportWorkAsync(id, bookmark.Execution, answer);
            await scope.Db.SaveChangesAsync();
        }

        await engine.DrainAsync();
        Assert.Equal("premier", (await engine.VariableAsync(id, "reçu"))!.GetValue<string>());
    }

    private static string Waiting(string id, params JsonObject[] before) => Definition(
        id, Sequence([.. before, Activity("Event", "attendre", ("eventName", Literal("accusé")), ("result", To("reçu")))]), Variable("reçu"));
}
