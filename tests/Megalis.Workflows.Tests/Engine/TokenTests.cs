using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

public sealed class TokenTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_join_of_all_waits_for_every_branch(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(TwoTasks("tous", "WaitAll"));

        await engine.CompleteAsync(await engine.TaskAsync("Maire"), "Vu");
        await engine.DrainAsync();
        Assert.DoesNotContain("fin Done", await engine.DoneAsync(id));
        await engine.CompleteAsync(await engine.TaskAsync("Dgs"), "Vu");
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(1, (await engine.DoneAsync(id)).Count(e => e == "suite Done"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_join_of_the_first_takes_the_other_branch_and_its_task_away(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(TwoTasks("premier", "WaitAny"));
        var late = await engine.TaskAsync("Dgs");

        await engine.CompleteAsync(await engine.TaskAsync("Maire"), "Vu");
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        await using var scope = engine.Enter();
        var refusal = await scope.Services.GetRequiredService<UserTasks>().CompleteAsync(late.Id, EngineSite.Holder("Dgs"), "Vu", "");
        Assert.StartsWith("Cette tâche n'est plus à faire", refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(TaskState.Withdrawn, Assert.Single(await engine.RowsAsync<TaskRow>(t => t.Where(x => x.Id == late.Id))).State);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_join_of_active_branches_does_not_wait_for_one_that_was_not_taken(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("actifs", Flowchart(
            [
                Activity("FlowSwitch", "choix", ("cases", new JsonArray(Case("A", true), Case("B", false))), ("mode", Literal("MatchAny"))),
                UserTask("a", "Viser", "Maire", "Vu"), UserTask("b", "Viser", "Dgs", "Vu"),
                Activity("FlowJoin", "ensemble", ("mode", Literal("WaitAllActive"))), Activity("WriteLine", "suite", ("text", Literal("ensemble"))),
            ],
            "choix:A -> a", "choix:B -> b", "choix:Default -> ensemble", "a:Vu -> ensemble", "b:Vu -> ensemble", "ensemble -> suite")));

        await engine.CompleteAsync(await engine.TaskAsync("Maire"), "Vu");
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Contains("suite Done", await engine.DoneAsync(id));

        static JsonNode Case(string label, bool holds) => new JsonObject { ["label"] = label, ["condition"] = new JsonObject { ["type"] = "Literal", ["value"] = holds } };
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_branch_is_taken_by_a_condition_and_a_refusal_goes_back(string database)
    {
        var engine = await sites.OnAsync(database);
        var either = Activity("If", "si", ("condition", FromInput("urgent")));
        either["then"] = SetVariable("vite", "voie", Literal("courte"));
        either["else"] = SetVariable("lent", "voie", Literal("longue"));
        var id = await engine.RunAsync(Definition("retour", Flowchart(
            [either, UserTask("écrire", "Écrire", "Auteur", "Prêt"), UserTask("relire", "Relire", "Editor", "Accepter", "Refuser"), Activity("Finish", "fin")],
            "si -> écrire", "écrire:Prêt -> relire", "relire:Refuser -> écrire", "relire:Accepter -> fin"), Variable("voie")),
            new WorkflowStart { Input = new Dictionary<string, JsonNode?> { ["urgent"] = true } });

        foreach (var (role, outcome) in ((string, string)[])[("Auteur", "Prêt"), ("Editor", "Refuser"), ("Auteur", "Prêt"), ("Editor", "Accepter")])
        {
            Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(id)).Status);
            await engine.CompleteAsync(await engine.TaskAsync(role), outcome);
            await engine.DrainAsync();
        }

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal("courte", (await engine.VariableAsync(id, "voie"))!.GetValue<string>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Many_activities_without_a_wait_run_in_steps_of_two_hundred(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("long", Sequence([.. Enumerable.Range(0, 450).Select(i => SetVariable($"s{i}", "n", Literal(i)))]), Variable("n")));

        var instance = await engine.InstanceAsync(id);
        Assert.Equal((InstanceStatus.Finished, 3L), (instance.Status, instance.Revision));
        Assert.Equal(449, (await engine.VariableAsync(id, "n"))!.GetValue<int>());
        Assert.Equal(451, (await engine.DoneAsync(id)).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_delay_ends_at_its_instant_not_before_and_a_timer_that_lost_a_race_leaves_no_row(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("délai", Flowchart(
            [
                Activity("FlowFork", "f", ("branches", Object(new JsonArray("a", "b")))), Activity("Delay", "court", ("timeSpan", Literal("2.00:00:00"))),
                Activity("Delay", "long", ("timeSpan", Literal("30.00:00:00"))), Activity("FlowJoin", "j", ("mode", Literal("WaitAny"))),
            ],
            "f:a -> court", "f:b -> long", "court -> j", "long -> j")));

        engine.Clock.Advance(TimeSpan.FromDays(2) - TimeSpan.FromSeconds(1));
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(id)).Status);
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(0, await engine.QueuedAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_date_without_an_offset_is_one_of_Paris(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.RunAsync(Definition("réveillon", Sequence(
            Activity("StartAt", "veille", ("dateTime", Literal("2126-12-24T18:00"))))));

        Assert.Equal(new DateTimeOffset(2126, 12, 24, 17, 0, 0, TimeSpan.Zero), Assert.Single(await engine.RowsAsync<BookmarkRow>()).Due);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Dates_and_calendars_are_waited_for_and_a_date_that_has_passed_is_no_wait(string database)
    {
        var engine = await sites.OnAsync(database);
        // The shared clock stands somewhere in Paris' working hours; nine in the morning is always to come.
        var nine = Runtime.CronCalendar.Next("0 9 * * *", engine.Clock.GetUtcNow())!.Value;
        var id = await engine.RunAsync(Definition("dates", Sequence(
            Activity("StartAt", "passé", ("dateTime", Literal("2001-01-01T00:00:00Z"))), Activity("Cron", "neuf", ("cronExpression", Literal("0 9 * * *"))))));

        Assert.Equal(nine, Assert.Single(await engine.RowsAsync<BookmarkRow>()).Due);
        engine.Clock.Set(nine);
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_called_workflow_gives_its_outputs_back_and_a_dispatched_one_is_not_waited_for(string database)
    {
        var engine = await sites.OnAsync(database);
        var child = JsonNode.Parse(Definition("enfant", Sequence(UserTask("dire", "Dire", "Editor", "Oui"), SetVariable("s", "réponse", FromInput("question"))), Variable("réponse")))!;
        child["outputs"] = new JsonArray(new JsonObject { ["name"] = "réponse", ["type"] = "String" });
        await engine.PublishAsync(child.ToJsonString());
        var call = Activity("ExecuteWorkflow", "appel", ("workflowDefinitionId", Literal("enfant")), ("input", Object(new JsonObject { ["question"] = 42 })), ("result", To("reçu")));
        var id = await engine.RunAsync(Definition("parent", Sequence(call), Variable("reçu")));
        var free = await engine.RunAsync(Definition("libre", Sequence(Activity("DispatchWorkflow", "lancer", ("workflowDefinitionId", Literal("enfant"))))));

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(free)).Status);
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(2, (await engine.RowsAsync<InstanceRow>(i => i.Where(x => x.DefinitionId == "enfant"))).Count);
        foreach (var task in await engine.RowsAsync<TaskRow>())
        {
            await using var scope = engine.Enter();
            Assert.Null(await scope.Services.GetRequiredService<UserTasks>().CompleteAsync(task.Id, EngineSite.Holder("Editor"), "Oui", ""));
        }

        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(42, (await engine.VariableAsync(id, "reçu"))!["réponse"]!.GetValue<int>());
    }

    private static string TwoTasks(string id, string mode) => Definition(id, Flowchart(
        [
            Activity("FlowFork", "f", ("branches", Object(new JsonArray("m", "d")))), UserTask("maire", "Signer", "Maire", "Vu"), UserTask("dgs", "Viser", "Dgs", "Vu"),
            Activity("FlowJoin", "j", ("mode", Literal(mode))), Activity("WriteLine", "suite", ("text", Literal("les deux"))), Activity("Finish", "fin"),
        ],
        "f:m -> maire", "f:d -> dgs", "maire:Vu -> j", "dgs:Vu -> j", "j -> suite", "suite -> fin"));
}
