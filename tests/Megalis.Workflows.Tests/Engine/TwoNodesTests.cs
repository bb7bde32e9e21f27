using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

public sealed class TwoNodesTests
{
    private const int Instances = 40;
    private const int Clocks = 8;
    private const int Dates = 4;
    private const int Events = 5;

    [Fact]
    public async Task Two_nodes_begin_one_instance_for_each_date_and_for_each_event()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions
        {
            Database = BothDatabases.Postgres,
            Settings = new Dictionary<string, string> { ["Megalis:Queue:PollMilliseconds"] = "50", ["Megalis:Queue:Steps"] = "4" },
        });
        var other = await site.StartAnotherNodeAsync();
        var engine = new EngineSite(site, await site.AddTenantAsync("horloges"));
        for (var clock = 0; clock < Clocks; clock++)
            await engine.PublishAsync(Starting($"horloge-{clock}", "Timer", "interval", "01:00:00"));
        await engine.PublishAsync(Starting("depot", "Event", "eventName", "depot"));

        for (var date = 1; date <= Dates; date++)
        {
            site.Clock.Advance(TimeSpan.FromHours(1));
            await Task.WhenAll(Enumerable.Range(0, Events).Select(e => Task.Run(async () =>
            {
                // The same thing is told on both nodes.
                foreach (var node in new[] { site, other })
                    await new EngineSite(node, engine.Tenant).SendAsync("depot", key: $"{date}/{e}");
            })));
            var due = date * (Clocks + Events);
            Assert.True(await Eventually.TrueAsync(async () => (await engine.RowsAsync<InstanceRow>()).Count(i => i.Status == InstanceStatus.Finished) >= due, 30));
        }

        await Task.Delay(500);
        var begun = (await engine.RowsAsync<InstanceRow>()).CountBy(i => i.DefinitionId).ToDictionary();
        Assert.All(Enumerable.Range(0, Clocks), clock => Assert.Equal(Dates, begun[$"horloge-{clock}"]));
        Assert.Equal(Dates * Events, begun["depot"]);
        Assert.Equal(Clocks, await engine.QueuedAsync());
    }

    [Fact]
    public async Task Two_nodes_share_the_work_and_no_step_nor_call_is_done_twice()
    {
        var line = new RecordingLine();
        await using var site = await SiteFixture.StartAsync(new SiteOptions
        {
            Database = BothDatabases.Postgres,
            Settings = new Dictionary<string, string> { ["Megalis:Queue:PollMilliseconds"] = "100" },
            Services = services => services.AddScoped<Runtime.Lines.IEffectLine>(_ => line),
        });
        var other = await site.StartAnotherNodeAsync();
        var engine = new EngineSite(site, await site.AddTenantAsync("deux-noeuds"));
        await engine.PublishAsync(Definition("partage", Flowchart(
            [
                Activity("FlowFork", "f", ("branches", Object(new JsonArray("a", "b")))),
                Activity("SendHttpRequest", "un", ("url", Literal("https://exemple.bzh/un")), ("method", Literal("POST"))),
                Activity("SendHttpRequest", "deux", ("url", Literal("https://exemple.bzh/deux")), ("method", Literal("POST"))),
                Activity("FlowJoin", "j", ("mode", Literal("WaitAll"))), Activity("Event", "e", ("eventName", Literal("tous"))),
            ],
            "f:a -> un", "f:b -> deux", "un -> j", "deux -> j", "j -> e")));

        var ids = await Task.WhenAll(Enumerable.Range(0, Instances).Select(_ => engine.StartAsync("partage")));
        Assert.True(await Eventually.TrueAsync(async () => (await engine.RowsAsync<BookmarkRow>(b => b.Where(x => x.Kind == "event"))).Count == Instances, 30));
        await engine.SendAsync("tous");
        Assert.True(await Eventually.TrueAsync(async () => (await engine.RowsAsync<InstanceRow>()).TrueForAll(i => i.Status == InstanceStatus.Finished), 30));

        Assert.Equal(2 * Instances, line.Sent.Count);
        Assert.Equal(2 * Instances, line.Sent.Select(s => s.Key).Distinct().Count());
        foreach (var id in ids)
            Assert.Equal(["f a, b", "j Done", "e Done", "root Done"], (await engine.DoneAsync(id)).Where(e => e is not ("un Done" or "deux Done")));
        Assert.NotNull(other);
    }

    private static string Starting(string id, string type, string input, string value)
    {
        var start = Activity(type, "quand", (input, Literal(value)));
        start["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        return Definition(id, Sequence(start, Activity("WriteLine", "fait")));
    }
}
