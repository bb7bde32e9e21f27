using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

public sealed class TwoNodesTests
{
    private const int Instances = 40;

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
}
