using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Data;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>Who hears an event, when it is on its way, lies parked, or meets several waits.</summary>
public sealed class ParkedEventTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_event_on_its_way_is_not_taken_from_those_who_wait_by_one_who_begins_to(string database)
    {
        var engine = await sites.OnAsync(database);
        var waits = await engine.RunAsync(Definition("attend", Sequence(Wait("attendre"))));
        // Its first step is due before the event is brought to anybody.
        var begins = await engine.StartAsync("attend");
        await engine.SendAsync("accusé");
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(waits)).Status);
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(begins)).Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_parked_event_is_heard_once_and_two_are_heard_in_the_order_they_came(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.SendAsync("accusé", payload: "un");
        await engine.DrainAsync();
        var id = await engine.RunAsync(Definition("deux-fois", Sequence(Wait("a", "premier"), Wait("b", "second")), Variable("premier"), Variable("second")));
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(id)).Status);

        await engine.SendAsync("accusé", payload: "deux");
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);

        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        await engine.SendAsync("accusé", payload: "trois");
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        await engine.SendAsync("accusé", payload: "quatre");
        await engine.DrainAsync();
        id = await engine.StartAsync("deux-fois");
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal("trois", (await engine.VariableAsync(id, "premier"))!.GetValue<string>());
        Assert.Equal("quatre", (await engine.VariableAsync(id, "second"))!.GetValue<string>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_events_for_one_wait_the_second_lies_parked_for_whoever_comes(string database)
    {
        var engine = await sites.OnAsync(database);
        var first = await engine.RunAsync(Definition("un-seul", Sequence(Wait("attendre", "reçu")), Variable("reçu")));
        await engine.SendAsync("accusé", payload: "un");
        await engine.SendAsync("accusé", payload: "deux");
        await engine.DrainAsync();
        var second = await engine.StartAsync("un-seul");
        await engine.DrainAsync();

        Assert.Equal("un", (await engine.VariableAsync(first, "reçu"))!.GetValue<string>());
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(second)).Status);
        Assert.Equal("deux", (await engine.VariableAsync(second, "reçu"))!.GetValue<string>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_events_in_a_row_end_two_waits_one_after_the_other_of_one_instance_and_of_several(string database)
    {
        foreach (var instances in (int[])[1, 2])
        {
            var engine = await sites.OnAsync(database);
            await engine.PublishAsync(Definition("deux-attentes", Sequence(Wait("a"), Wait("b"))));
            for (var i = 0; i < instances; i++)
                await engine.StartAsync("deux-attentes");
            await engine.DrainAsync();
            await engine.SendAsync("accusé");
            await engine.SendAsync("accusé");
            await engine.DrainAsync();

            Assert.All(await engine.RowsAsync<InstanceRow>(), i => Assert.Equal(InstanceStatus.Finished, i.Status));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_wait_that_begins_with_the_last_activity_of_a_step_finds_what_lies_parked(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.SendAsync("accusé");
        await engine.DrainAsync();

        // The sequence, 198 activities and the wait: as many as a step may run.
        var id = await engine.RunAsync(Definition("juste", Sequence([.. Steps(198), Wait("attendre")]), Variable("n")));

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_wait_that_begins_in_a_step_that_is_cut_short_finds_what_lies_parked(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.SendAsync("accusé");
        await engine.DrainAsync();

        var id = await engine.RunAsync(Definition("coupé", Flowchart(
            [Activity("FlowFork", "fourche"), Wait("attendre"), With(Activity("Sequence", "longue"), Steps(450))],
            "fourche -> attendre", "fourche -> longue"), Variable("n")));

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
    }

    private static JsonObject[] Steps(int count) => [.. Enumerable.Range(0, count).Select(i => SetVariable($"s{i}", "n", Literal(i)))];

    private static JsonObject Wait(string id, string? variable = null) => variable is null
        ? Activity("Event", id, ("eventName", Literal("accusé")))
        : Activity("Event", id, ("eventName", Literal("accusé")), ("result", To(variable)));
}
