using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Operations;
using Megalis.Workflows.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.DefinitionPages;

/// <summary>What a map of activity ids does to tokens, and what it refuses.</summary>
public sealed class MigrationTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_map_that_swaps_two_ids_swaps_their_tasks_waits_and_incidents(string database)
    {
        var engine = await sites.OnAsync(database);
        var old = await engine.PublishAsync(Parallel("a", "b", "d"));
        var id = await engine.StartAsync("echange");
        await engine.DrainAsync();
        var next = await engine.PublishAsync(Parallel("b", "a", "e"));
        Assert.NotEqual(old, next);

        var outcome = await MigrateAsync(engine, id, next, new() { ["a"] = "b", ["b"] = "a", ["d"] = "e" });

        Assert.Empty(outcome.Obstacles);
        Assert.Equal([("a", "Tâche deux"), ("b", "Tâche un")], (await engine.RowsAsync<TaskRow>()).Select(t => (t.ActivityId, t.Title)).Order());
        Assert.Equal(["a", "b"], (await engine.RowsAsync<BookmarkRow>()).Select(b => b.ActivityId).Order());
        Assert.Equal("e", Assert.Single(await engine.RowsAsync<IncidentRow>()).ActivityId);

        foreach (var task in await engine.RowsAsync<TaskRow>())
        {
            await using var scope = engine.Enter();
            Assert.Null(await scope.Services.GetRequiredService<UserTasks>().CompleteAsync(task.Id, EngineSite.Holder("Editor"), "Oui", ""));
        }

        await engine.DrainAsync();
        Assert.Equal(["après-deux Done", "après-un Done"], (await engine.DoneAsync(id)).Where(d => d.StartsWith("après", StringComparison.Ordinal)).Order());

        // « first » asks task one, whatever its id is.
        static string Parallel(string first, string second, string broken) => Definition("echange", Flowchart(
            [
                Activity("FlowFork", "f", ("branches", Object(new JsonArray("x", "y", "z")))),
                UserTask(first, "Tâche un", "Editor", "Oui"), UserTask(second, "Tâche deux", "Editor", "Oui"), Activity("Delay", broken, ("timeSpan", FromVariable("délai"))),
                Activity("WriteLine", "après-un"), Activity("WriteLine", "après-deux"),
            ],
            $"f:x -> {first}", $"f:y -> {second}", $"f:z -> {broken}", $"{first}:Oui -> après-un", $"{second}:Oui -> après-deux"), Variable("délai", "bientôt"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_whose_answers_lead_nowhere_in_the_new_version_keeps_its_instance_where_it_is(string database)
    {
        var engine = await sites.OnAsync(database);
        var old = await engine.PublishAsync(Definition("reponses", Flowchart([UserTask("t", "Viser", "Editor", "Oui", "Non"), Activity("WriteLine", "oui"), Activity("WriteLine", "non")], "t:Oui -> oui", "t:Non -> non")));
        var id = await engine.StartAsync("reponses");
        await engine.DrainAsync();
        var next = await engine.PublishAsync(Definition("reponses", Flowchart([UserTask("t", "Viser", "Editor", "Oui", "Refus"), Activity("WriteLine", "oui"), Activity("WriteLine", "non")], "t:Oui -> oui", "t:Refus -> non")));

        var outcome = await MigrateAsync(engine, id, next, []);

        Assert.Equal(("t", "La réponse « Non » qu'on peut y donner ne mène nulle part dans la nouvelle version."), Assert.Single(outcome.Obstacles) is var one ? (one.ActivityId, one.Message) : default);
        Assert.Equal(old, (await engine.InstanceAsync(id)).VersionId);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_only_answer_of_a_last_step_must_be_known_to_a_version_that_goes_on_after_it(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Definition("derniere", Flowchart([UserTask("t", "Viser", "Editor", "Vu")])));
        var id = await engine.StartAsync("derniere");
        await engine.DrainAsync();
        var other = await engine.PublishAsync(Definition("derniere", Flowchart([UserTask("t", "Viser", "Editor", "Lu"), Activity("WriteLine", "puis")], "t:Lu -> puis")));
        var same = await engine.PublishAsync(Definition("derniere", Flowchart([UserTask("t", "Viser", "Editor", "Vu"), Activity("WriteLine", "puis")], "t:Vu -> puis")));

        Assert.Single((await MigrateAsync(engine, id, other, [])).Obstacles);
        Assert.Empty((await MigrateAsync(engine, id, same, [])).Obstacles);

        await engine.CompleteAsync(await engine.TaskAsync(), "Vu");
        await engine.DrainAsync();
        Assert.Contains("puis Done", await engine.DoneAsync(id));
    }

    private static async Task<MigrationOutcome> MigrateAsync(EngineSite engine, string instance, string to, Dictionary<string, string> map)
    {
        await using var scope = engine.Enter();
        return (await scope.Services.GetRequiredService<Migrations>().MigrateAsync(instance, to, map, "op"))!;
    }
}
