using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Runtime.Storage;
using Megalis.Workflows.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.DefinitionPages;

/// <summary>Instances that a clock begins: once at each date, whatever happens to the host meanwhile.</summary>
public sealed class StartTriggerTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_timer_begins_an_instance_at_each_beat_and_after_an_outage_one_only(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Timer("battement", "01:00:00"));
        await engine.DrainAsync();
        Assert.Empty(await engine.RowsAsync<InstanceRow>());
        Assert.Equal(1, await engine.QueuedAsync());

        engine.Clock.Advance(TimeSpan.FromMinutes(61));
        await engine.DrainAsync();
        var first = Assert.Single(await engine.RowsAsync<InstanceRow>());
        Assert.Equal((InstanceStatus.Finished, "battement"), (first.Status, first.Title));
        Assert.Contains("quand Done", await engine.DoneAsync(first.Id));

        engine.Clock.Advance(TimeSpan.FromHours(100));
        await engine.DrainAsync();
        Assert.Equal(2, (await engine.RowsAsync<InstanceRow>()).Count);
        // The beat is kept: 59 minutes after the outage of 101 h 01 min, not an hour after its end.
        engine.Clock.Advance(TimeSpan.FromMinutes(59));
        await engine.DrainAsync();
        Assert.Equal(3, (await engine.RowsAsync<InstanceRow>()).Count);
        Assert.Equal(1, await engine.QueuedAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_calendar_begins_instances_until_it_is_replaced_or_withdrawn_and_again_when_it_is_put_back(string database)
    {
        var engine = await sites.OnAsync(database);
        var old = await engine.PublishAsync(Cron("matin", "0 6 * * *"));
        var next = await engine.PublishAsync(Cron("matin", "30 6 * * *"));
        Assert.Equal(1, await engine.QueuedAsync());

        await AdvanceADayAsync(engine);
        Assert.Equal([next], (await engine.RowsAsync<InstanceRow>()).Select(i => i.VersionId));

        Assert.True(await OnStoreAsync(engine, store => store.WithdrawAsync("matin", "op")));
        Assert.False(await OnStoreAsync(engine, store => store.WithdrawAsync("matin", "op")));
        Assert.Equal(0, await engine.QueuedAsync());
        await AdvanceADayAsync(engine);
        Assert.Single(await engine.RowsAsync<InstanceRow>());
        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.StartAsync("matin"));

        Assert.True(await OnStoreAsync(engine, store => store.RestoreAsync("matin", "op")));
        Assert.False(await OnStoreAsync(engine, store => store.RestoreAsync("matin", "op")));
        await AdvanceADayAsync(engine);
        Assert.Equal([next, next], (await engine.RowsAsync<InstanceRow>()).Select(i => i.VersionId));
        Assert.DoesNotContain(old, (await engine.RowsAsync<InstanceRow>()).Select(i => i.VersionId));
        Assert.Equal(1, await engine.QueuedAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_date_that_is_taken_twice_begins_one_instance(string database)
    {
        var engine = await sites.OnAsync(database);
        var version = await engine.PublishAsync(Timer("deux-fois", "01:00:00"));
        var due = new StartDue(version, "quand", engine.Clock.GetUtcNow());

        for (var time = 0; time < 2; time++)
        {
            await using var scope = engine.Enter();
            await scope.Services.GetRequiredService<StartDueHandler>().HandleAsync(due, CancellationToken.None);
            await scope.Db.SaveChangesAsync();
        }

        Assert.Single(await engine.RowsAsync<InstanceRow>());
        await engine.DrainAsync();
        Assert.Equal(1, await engine.QueuedAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_date_begins_one_instance_and_one_that_has_passed_none(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Definition("le-jour", Flowchart([Starting("StartAt", "quand", "dateTime", engine.Clock.GetUtcNow().AddHours(2).ToString("O")), Activity("WriteLine", "fait")], "quand -> fait")));
        await engine.PublishAsync(Definition("hier", Flowchart([Starting("StartAt", "quand", "dateTime", engine.Clock.GetUtcNow().AddHours(-2).ToString("O")), Activity("WriteLine", "fait")], "quand -> fait")));

        await AdvanceADayAsync(engine);
        await AdvanceADayAsync(engine);

        Assert.Equal("le-jour", Assert.Single(await engine.RowsAsync<InstanceRow>()).DefinitionId);
        Assert.Equal(0, await engine.QueuedAsync());
    }

    [Theory]
    [InlineData("Event", "eventName", null)]
    [InlineData("Timer", "interval", null)]
    [InlineData("Timer", "interval", "00:00:05")]
    [InlineData("Timer", "interval", "00:00:00")]
    [InlineData("Cron", "cronExpression", "*/10 * * * * *")]
    public void What_starts_instances_by_itself_is_written_plainly_and_at_most_once_a_minute(string type, string input, string? literal)
    {
        var start = Starting(type, "quand", input, literal);
        if (literal is null)
            start[input] = FromVariable("v");

        var findings = DefinitionCheck.Check(Definition("d", Flowchart([start, Activity("WriteLine", "fait")], "quand -> fait"), Variable("v", "x")), ActivityTypes.BuiltIn).Findings;

        Assert.Equal((FindingCodes.StartTrigger, "quand"), Assert.Single(findings) is var one ? (one.Code, one.Activity) : default);
    }

    private static string Timer(string id, string interval) => Definition(id, Flowchart([Starting("Timer", "quand", "interval", interval), Activity("WriteLine", "fait")], "quand -> fait"));

    private static string Cron(string id, string calendar) => Definition(id, Flowchart([Starting("Cron", "quand", "cronExpression", calendar), Activity("WriteLine", "fait")], "quand -> fait"));

    private static JsonObject Starting(string type, string id, string input, string? value)
    {
        var activity = Activity(type, id, (input, Literal(value)));
        activity["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        return activity;
    }

    private static async Task AdvanceADayAsync(EngineSite engine)
    {
        engine.Clock.Advance(TimeSpan.FromDays(1));
        await engine.DrainAsync();
    }

    private static async Task<bool> OnStoreAsync(EngineSite engine, Func<DefinitionStore, Task<bool>> act)
    {
        await using var scope = engine.Enter();
        return await act(scope.Services.GetRequiredService<DefinitionStore>());
    }
}
