using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Operations;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>Tokens on their way to a join that another version, or an operator, changes.</summary>
public sealed class JoinTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_migration_that_adds_a_branch_to_a_join_ahead_of_tokens_is_refused_by_its_name(string database)
    {
        var engine = await sites.OnAsync(database);
        var (id, tasks) = await StartAsync(engine);

        // Both still work: then one has come, and waits.
        foreach (var answered in new[] { 0, 1 })
        {
            var obstacles = await TryAsync(engine, id, Parallel("WaitAll", ["a", "b", "c"]));
            Assert.Contains(obstacles, o => o.ActivityId == "j" && o.Message.Contains("« j »", StringComparison.Ordinal) && o.Message.Contains("attend en plus « c » par « Oui »", StringComparison.Ordinal));
            if (answered == 0)
                await AnswerAsync(engine, tasks[0]);
        }
    }

    [Theory]
    [InlineData(BothDatabases.Sqlite, "WaitAny")]
    [InlineData(BothDatabases.Sqlite, "WaitAllActive")]
    [InlineData(BothDatabases.Postgres, "WaitAny")]
    public async Task A_migration_that_changes_the_mode_of_a_join_ahead_of_tokens_is_refused(string database, string mode)
    {
        var engine = await sites.OnAsync(database);
        var (id, _) = await StartAsync(engine);

        Assert.Contains(await TryAsync(engine, id, Parallel(mode, ["a", "b"])), o => o.ActivityId == "j" && o.Message.Contains($"« WaitAll » devient « {mode} »", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_token_before_the_branches_follows_a_migration_that_adds_one_and_one_alone_in_a_branch_does_not(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Definition("seul", Flowchart([UserTask("début", "Début", "Editor", "Oui"), UserTask("a", "Tâche a", "Editor", "Oui")], "début:Oui -> a")));
        var id = await engine.StartAsync("seul");
        await engine.DrainAsync();
        var next = await engine.PublishAsync(Definition("seul", Flowchart(
            [
                UserTask("début", "Début", "Editor", "Oui"), Activity("FlowFork", "f", ("branches", Object(new JsonArray("a", "b")))), UserTask("a", "Tâche a", "Editor", "Oui"), UserTask("b", "Tâche b", "Author", "Oui"),
                Activity("FlowJoin", "j", ("mode", Literal("WaitAll"))), Activity("WriteLine", "fin"),
            ],
            "début:Oui -> f", "f:a -> a", "f:b -> b", "a:Oui -> j", "b:Oui -> j", "j -> fin")));

        Assert.Empty(await DryAsync(engine, id, next));
        await engine.CompleteAsync(await engine.TaskAsync(), "Oui");
        await engine.DrainAsync();
        Assert.Contains(await DryAsync(engine, id, next), o => o.Message.Contains("le rendez-vous « j » attend « b »", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_branch_that_waits_when_nothing_comes_any_more_is_an_incident_and_goes_on_by_a_token_on_what_is_missing(string database)
    {
        var engine = await sites.OnAsync(database);
        var (id, tasks) = await StartAsync(engine);
        await AnswerAsync(engine, tasks[0]);
        // The other branch leaves by a way that an operator chose: to the end.
        var token = Assert.Single(await engine.RowsAsync<BookmarkRow>()).Execution;
        Assert.Null(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", token, "à côté", "par erreur")));
        await engine.DrainAsync();

        var incident = Assert.Single(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.ResolvedAt == null)));
        Assert.Contains("rien ne vient plus de « b »", incident.Message, StringComparison.Ordinal);
        Assert.Equal((InstanceStatus.Waiting, 1), ((await engine.InstanceAsync(id)).Status, (await engine.InstanceAsync(id)).OpenIncidents));

        // Tried again, it waits still; nothing begins anew.
        Assert.Null(await engine.ActAsync(acts => acts.RetryAsync(incident.Id, "op")));
        await engine.DrainAsync();
        incident = Assert.Single(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.ResolvedAt == null)));
        Assert.Null(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", incident.Execution, "b", "il manquait")));
        await engine.DrainAsync();
        Assert.Empty(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.ResolvedAt == null)));
        await engine.CompleteAsync(await engine.TaskAsync(), "Oui");
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(1, (await engine.DoneAsync(id)).Count(d => d == "fin Done"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_instance_left_with_a_branch_that_waits_can_be_held_for_done_and_a_finish_asks_nobody(string database)
    {
        var engine = await sites.OnAsync(database);
        var (id, tasks) = await StartAsync(engine);
        await AnswerAsync(engine, tasks[0]);
        var token = Assert.Single(await engine.RowsAsync<BookmarkRow>()).Execution;
        Assert.Null(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", token, "à côté", "par erreur")));
        await engine.DrainAsync();
        Assert.Null(await engine.ActAsync(acts => acts.MarkDoneAsync(Assert.Single(engine.RowsAsync<IncidentRow>().Result).Id, "op", "Done", "tout est fait")));
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);

        (id, tasks) = await StartAsync(engine, "finit");
        await AnswerAsync(engine, tasks[0]);
        token = Assert.Single(await engine.RowsAsync<BookmarkRow>()).Execution;
        Assert.Null(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", token, "terminer", "assez")));
        await engine.DrainAsync();
        Assert.Equal((InstanceStatus.Finished, 1), ((await engine.InstanceAsync(id)).Status, (await engine.RowsAsync<IncidentRow>()).Count));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_token_that_leaves_the_container_it_was_alone_in_leaves_no_empty_one_behind(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Definition("cadres", Sequence(
            With(Activity("Sequence", "un"), UserTask("a", "Tâche a", "Editor", "Oui")), With(Activity("Sequence", "deux"), UserTask("b", "Tâche b", "Editor", "Oui")))));
        var id = await engine.StartAsync("cadres");
        await engine.DrainAsync();
        var token = Assert.Single(await engine.RowsAsync<BookmarkRow>()).Execution;

        Assert.Null(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", token, "b", "a est faite")));
        await engine.DrainAsync();
        await engine.CompleteAsync(await engine.TaskAsync(), "Oui");
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
    }

    private static async Task<(string Id, List<TaskRow> Tasks)> StartAsync(EngineSite engine, string id = "branches")
    {
        await engine.PublishAsync(Parallel("WaitAll", ["a", "b"], id));
        var instance = await engine.StartAsync(id);
        await engine.DrainAsync();
        return (instance, await engine.RowsAsync<TaskRow>(t => t.Where(x => x.InstanceId == instance).OrderBy(x => x.ActivityId)));
    }

    private static string Parallel(string mode, string[] branches, string id = "branches") => Definition(id, Flowchart(
        [
            Activity("FlowSwitch", "s", ("cases", new JsonArray(Never("jamais"), Never("stop")))),
            Activity("FlowFork", "f", ("branches", Object(new JsonArray([.. branches.Select(b => (JsonNode)b)])))), .. branches.Select(b => UserTask(b, "Tâche " + b, "Editor", "Oui")),
            Activity("FlowJoin", "j", ("mode", Literal(mode))), Activity("WriteLine", "fin"), Activity("WriteLine", "à côté"), Activity("Finish", "terminer"),
        ],
        [.. branches.SelectMany(b => new[] { $"f:{b} -> {b}", $"{b}:Oui -> j" }), "j -> fin", "s:Default -> f", "s:jamais -> à côté", "s:stop -> terminer"]));

    private static JsonObject Never(string label) => new() { ["label"] = label, ["condition"] = new JsonObject { ["type"] = "Megalis", ["value"] = "faux" } };

    private static async Task AnswerAsync(EngineSite engine, TaskRow task)
    {
        await using (var scope = engine.Enter())
            Assert.Null(await scope.Services.GetRequiredService<UserTasks>().CompleteAsync(task.Id, EngineSite.Holder("Editor"), "Oui", ""));
        await engine.DrainAsync();
    }

    private static async Task<IReadOnlyList<MigrationObstacle>> TryAsync(EngineSite engine, string id, string json) => await DryAsync(engine, id, await engine.PublishAsync(json));

    private static async Task<IReadOnlyList<MigrationObstacle>> DryAsync(EngineSite engine, string id, string version)
    {
        var from = (await engine.InstanceAsync(id)).VersionId;
        await using var scope = engine.Enter();
        return Assert.Single(await scope.Services.GetRequiredService<Migrations>().DryRunAsync([from], version, new Dictionary<string, string>()).ToListAsync()).Obstacles;
    }
}
