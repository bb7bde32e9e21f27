using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>However much came for one instance, one step carries a page of it, and nothing of it is forgotten.</summary>
public sealed class ManyStimuliTests(EngineSites sites) : IClassFixture<EngineSites>
{
    private const int Many = (2 * OpenStimuli.Page) + 50;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Hundreds_of_events_for_one_instance_are_heard_over_several_steps(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishUnsoundAsync("boucle", Definition("boucle", Flowchart([Activity("Event", "e", ("eventName", Literal("battement")))], "e -> e")));
        var id = await engine.StartAsync("boucle");
        await engine.DrainAsync();
        await AddAsync(engine, id, "battement", Many);

        await engine.DrainAsync();

        Assert.Equal(Many, (await engine.DoneAsync(id)).Count);
        Assert.Equal(Many, (await engine.RowsAsync<StimulusRow>(s => s.Where(x => x.State == StimulusState.Taken))).Count);
        Assert.All(await engine.RowsAsync<StepRow>(), step => Assert.True(JsonNode.Parse(step.Entries)!.AsArray().Count(e => e!["what"]!.GetValue<string>() == "done") <= OpenStimuli.Page));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_is_waited_for_is_heard_though_hundreds_of_others_lie_before_it(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Definition("attend", Sequence(Activity("Event", "e", ("eventName", Literal("attendu"))), Activity("Event", "f", ("eventName", Literal("autre"))))));
        var id = await engine.StartAsync("attend");
        await engine.DrainAsync();
        await AddAsync(engine, id, "sans objet", Many);
        engine.Clock.Advance(TimeSpan.FromMinutes(1));
        await AddAsync(engine, id, "attendu", 1);
        await engine.DrainAsync();
        Assert.Equal(["e Done"], await engine.DoneAsync(id));

        Assert.Null(await engine.ActAsync(acts => acts.CancelAsync(id, "op", undo: false, "fini")));
        await engine.DrainAsync();
        Assert.Equal(Many, (await engine.RowsAsync<StimulusRow>(s => s.Where(x => x.State == StimulusState.Late))).Count);
        Assert.Equal(0, await engine.QueuedAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_what_lay_before_the_one_that_was_heard_nothing_is_forgotten(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Definition("aller-retour", Sequence(
            Activity("Event", "a", ("eventName", Literal("A"))), Activity("Event", "b", ("eventName", Literal("B"))), Activity("Event", "c", ("eventName", Literal("A"))))));
        var id = await engine.StartAsync("aller-retour");
        await AddAsync(engine, id, "A", OpenStimuli.Page + 1);
        engine.Clock.Advance(TimeSpan.FromMinutes(1));
        await engine.DrainAsync();
        await AddAsync(engine, id, "B", 1);
        await engine.DrainAsync();

        Assert.Equal(["a Done", "b Done", "c Done", "root Done"], await engine.DoneAsync(id));
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
    }

    private static async Task AddAsync(EngineSite engine, string id, string name, int count)
    {
        await using var scope = engine.Enter();
        for (var i = 0; i < count; i++)
            scope.Db.Add(StimulusWriter.To(id, 0, "event", name, null, $"{name}-{i}", engine.Clock.GetUtcNow()));
        scope.Services.GetRequiredService<Megalis.Kernel.Queue.Outbox>().Add(new RunStep(id));
        await scope.Db.SaveChangesAsync();
    }
}
