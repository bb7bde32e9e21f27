using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>Starts that meet each other, and starts that meet a withdrawal.</summary>
public sealed class StartingTests(EngineSites sites) : IClassFixture<EngineSites>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_many_who_start_under_one_key_at_the_same_instant_all_are_told_the_same_instance(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Definition("une-fois", Sequence(UserTask("t", "Attendre", "Editor", "Oui"))));

        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            string? id = null;
            await using var scope = engine.Enter();
            await scope.Db.TransactAsync(async () =>
            {
                id = await scope.Services.GetRequiredService<WorkflowEngine>().StartAsync("une-fois", new WorkflowStart { Key = "acte-12" });
                await Task.Delay(50);
                await scope.Db.SaveChangesAsync();
            });
            return id;
        })));

        Assert.Equal(Assert.Single(await engine.RowsAsync<InstanceRow>()).Id, Assert.Single(ids.Distinct()));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_same_told_twice_at_the_same_instant_is_told_once(string database)
    {
        var engine = await sites.OnAsync(database);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            await using var scope = engine.Enter();
            var workflows = scope.Services.GetRequiredService<WorkflowEngine>();
            await scope.Db.TransactAsync(async () =>
            {
                await workflows.SendAsync("accusé", "", dedupeKey: "AR-12");
                await workflows.ReportWorkAsync("01hzzzzzzzzzzzzzzzzzzzzzzz", 2);
                await Task.Delay(50);
                await scope.Db.SaveChangesAsync();
            });
        })));

        Assert.Equal(2, (await engine.RowsAsync<StimulusRow>()).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Whatever_would_begin_while_a_withdrawal_is_under_way_waits_for_it_and_does_not_begin(string database)
    {
        var engine = await sites.OnAsync(database);
        var version = await PublishAsync(engine);
        await engine.SendAsync("depot");
        await using var other = engine.Enter();
        Task[] starts = [];

        await other.Db.TransactAsync(async () =>
        {
            Assert.True(await other.Services.GetRequiredService<DefinitionStore>().WithdrawAsync("depot", "op"));
            starts = [Apart(() => ByClockAsync(engine, version)), Apart(() => ByEventAsync(engine)), Apart(() => ByHandAsync(engine))];
            await Task.Delay(500);
            Assert.DoesNotContain(starts, start => start.IsCompletedSuccessfully);
        });
        await Task.WhenAll(starts).WaitAsync(Soon);
        await engine.DrainAsync();

        Assert.Empty(await engine.RowsAsync<InstanceRow>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_withdrawal_waits_for_what_is_beginning(string database)
    {
        var engine = await sites.OnAsync(database);
        await PublishAsync(engine);
        await using var other = engine.Enter();
        Task? withdrawn = null;

        await other.Db.TransactAsync(async () =>
        {
            Assert.NotNull(await other.Services.GetRequiredService<WorkflowEngine>().StartAsync("depot", new WorkflowStart()));
            withdrawn = Apart(async () =>
            {
                await using var scope = engine.Enter();
                Assert.True(await scope.Services.GetRequiredService<DefinitionStore>().WithdrawAsync("depot", "op"));
            });
            await Task.Delay(500);
            Assert.False(withdrawn.IsCompleted);
            await other.Db.SaveChangesAsync();
        });

        await withdrawn!.WaitAsync(Soon);
        Assert.Single(await engine.RowsAsync<InstanceRow>());
    }

    /// <summary>As another request would: outside of the transaction from which it is begun.</summary>
    private static Task Apart(Func<Task> act)
    {
        using (ExecutionContext.SuppressFlow())
            return Task.Run(act);
    }

    private static Task<string> PublishAsync(EngineSite engine)
    {
        var (timer, heard) = (Activity("Timer", "quand", ("interval", Literal("01:00:00"))), Activity("Event", "recu", ("eventName", Literal("depot"))));
        foreach (var start in new[] { timer, heard })
            start["customProperties"] = new System.Text.Json.Nodes.JsonObject { ["canStartWorkflow"] = true };
        return engine.PublishAsync(Definition("depot", Sequence(timer, heard)));
    }

    private static Task ByClockAsync(EngineSite engine, string version) =>
        InTransactionAsync(engine, services => services.GetRequiredService<StartDueHandler>().HandleAsync(new StartDue(version, "quand", engine.Clock.GetUtcNow()), CancellationToken.None));

    private static async Task ByEventAsync(EngineSite engine)
    {
        var stimulus = Assert.Single(await engine.RowsAsync<StimulusRow>());
        await InTransactionAsync(engine, services => services.GetRequiredService<RouteEventHandler>().HandleAsync(new RouteEvent(stimulus.Id), CancellationToken.None));
    }

    private static Task ByHandAsync(EngineSite engine) =>
        InTransactionAsync(engine, async services => Assert.Null(await services.GetRequiredService<WorkflowEngine>().StartAsync("depot", new WorkflowStart())));

    private static async Task InTransactionAsync(EngineSite engine, Func<IServiceProvider, Task> act)
    {
        await using var scope = engine.Enter();
        await scope.Db.TransactAsync(async () =>
        {
            await act(scope.Services);
            await scope.Db.SaveChangesAsync();
        });
    }
}
