using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

public sealed class FaultTests
{
    public static TheoryData<string, FaultPlace> Places()
    {
        var data = new TheoryData<string, FaultPlace>();
        foreach (var place in Enum.GetValues<FaultPlace>())
        {
            data.Add(BothDatabases.Sqlite, place);
            data.Add(BothDatabases.Postgres, place);
        }

        return data;
    }

    [Theory, MemberData(nameof(Places))]
    public async Task Whatever_breaks_wherever_the_workflow_ends_once_and_its_call_is_made_once(string database, FaultPlace place)
    {
        var faults = new Faults();
        var options = EngineSites.Options(database);
        options = options with
        {
            Settings = new Dictionary<string, string>(options.Settings) { ["Megalis:Queue:Attempts"] = "12" },
            Services = services =>
            {
                EngineSites.Options(database).Services!(services);
                faults.Install(services);
            },
        };
        await using var site = await SiteFixture.StartAsync(options);
        var engine = new EngineSite(site, await site.AddTenantAsync("fautes"));
        await PublishAsync(engine);

        var number = 0;
        do
        {
            var id = await engine.StartAsync("tout", new WorkflowStart { Input = new Dictionary<string, JsonNode?> { ["id"] = $"acte-{number}" } });
            faults.Arm(place, number);
            await ToTheEndAsync(engine, id, $"acte-{number}", faults);
            await AssertWholeAsync(engine, id);
            // Every place of the transactions on SQLite; on PostgreSQL, whose statements are the same, a sample.
            number += database == BothDatabases.Postgres && place == FaultPlace.Statement ? 5 : 1;
        }
        while (faults.Fired);

        Assert.True(number > 5, $"Only {number} places were found to break.");
    }

    private static async Task PublishAsync(EngineSite engine)
    {
        await engine.PublishAsync(Definition("fils", Sequence(SetVariable("f", "n", Literal(1))), Variable("n")));
        await engine.PublishAsync(Definition("tout", Sequence(
            SetVariable("s", "n", Literal(1)), Activity("SendHttpRequest", "appel", ("url", Literal("https://exemple.bzh/")), ("method", Literal("POST"))),
            Activity("ExecuteWorkflow", "fils", ("workflowDefinitionId", Literal("fils"))),
            Activity("Correlate", "lier", ("correlationId", FromInput("id"))),
            Activity("Event", "attendre", ("eventName", Literal("accusé")))), Variable("n")));
    }

    private static async Task ToTheEndAsync(EngineSite engine, string id, string acte, Faults faults)
    {
        for (var round = 0; round < 4; round++)
        {
            await engine.Site.DrainAsync();
            engine.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        faults.Disarm();
        await engine.SendAsync("accusé", acte, key: acte);
        for (var round = 0; round < 3 && (await engine.InstanceAsync(id)).EndedAt is null; round++)
        {
            await engine.Site.DrainAsync();
            engine.Clock.Advance(TimeSpan.FromSeconds(30));
        }
    }

    private static async Task AssertWholeAsync(EngineSite engine, string id)
    {
        var instance = await engine.InstanceAsync(id);
        Assert.Equal(InstanceStatus.Finished, instance.Status);
        Assert.Single(engine.Line.Sent, s => s.Key.StartsWith(id + "/", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(1, (int)instance.Revision).Select(n => (long)n),
            (await engine.RowsAsync<StepRow>(s => s.Where(x => x.InstanceId == id))).Select(s => s.Number).Order());
        Assert.Single(await engine.RowsAsync<InstanceRow>(i => i.Where(x => x.ParentId == id)));
        Assert.Equal(["s Done", "appel Done", "fils Done", "lier Done", "attendre Done", "root Done"], await engine.DoneAsync(id));
        Assert.Empty(await engine.RowsAsync<BookmarkRow>());
        Assert.Equal(0, await engine.QueuedAsync());
    }
}
