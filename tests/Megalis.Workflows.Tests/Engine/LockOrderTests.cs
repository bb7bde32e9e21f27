using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>Two transactions of which each waits for what the other holds are ended by PostgreSQL, one of them for nothing: locks are taken in one order.</summary>
public sealed class LockOrderTests(EngineSites sites) : IClassFixture<EngineSites>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Whoever_cancels_does_not_wait_for_a_timer_that_is_being_served()
    {
        var engine = await sites.OnAsync(BothDatabases.Postgres);
        var id = await engine.RunAsync(Definition("délai", Sequence(Activity("Delay", "attendre", ("timeSpan", Literal("01:00:00"))))));
        await using var server = engine.Enter();
        await server.Db.TransactAsync(async () =>
        {
            // As a worker does that has claimed the timer and now wants the instance.
            Assert.Equal(1, await server.Db.Database.ExecuteSqlRawAsync("update queue_row set attempts = attempts where payload like '%' || {0} || '%'", id));
            Assert.Null(await engine.ActAsync(acts => acts.CancelAsync(id, "op", undo: false, "plus besoin")).WaitAsync(Soon));
            await server.Services.GetRequiredService<StepRunner>().StepAsync(id, 2, CancellationToken.None).WaitAsync(Soon);
        });

        engine.Clock.Advance(TimeSpan.FromHours(2));
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Cancelled, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(0, await engine.QueuedAsync());
    }

    [Fact]
    public async Task A_step_that_hears_what_lay_parked_holds_no_topic_while_it_waits_for_another()
    {
        var engine = await sites.OnAsync(BothDatabases.Postgres);
        var names = Enumerable.Range(0, 50).Select(i => $"événement-{i}").OrderBy(name => EventTopics.Topic(engine.Tenant.Id, name)).ToList();
        var (low, high) = (names[0], names[^1]);
        await engine.SendAsync(high);
        await engine.SendAsync(low);
        await engine.DrainAsync();
        await engine.PublishAsync(Definition("deux", Sequence(Activity("Event", "haut", ("eventName", Literal(high))), Activity("Event", "bas", ("eventName", Literal(low))))));
        var id = await engine.StartAsync("deux");

        await using var other = engine.Enter();
        var topics = other.Services.GetRequiredService<EventTopics>();
        Task? drained = null;
        await other.Db.TransactAsync(async () =>
        {
            await topics.HoldAsync(low, CancellationToken.None);
            drained = Task.Run(engine.DrainAsync);
            await Task.Delay(500);
            await topics.HoldAsync(high, CancellationToken.None).WaitAsync(Soon);
        });

        await drained!.WaitAsync(Soon);
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
    }

    [Fact]
    public async Task Timers_that_are_due_and_people_who_cancel_meet_without_a_deadlock()
    {
        var options = EngineSites.Options(BothDatabases.Postgres);
        await using var site = await SiteFixture.StartAsync(options with { Settings = new Dictionary<string, string> { ["Megalis:Queue:Steps"] = "4", ["Megalis:Queue:PollMilliseconds"] = "50" } });
        var engine = new EngineSite(site, await site.AddTenantAsync("course"));
        await engine.PublishAsync(Definition("course", Sequence([.. Enumerable.Range(0, 5).Select(i => Activity("Delay", $"d{i}", ("timeSpan", Literal("00:00:01"))))])));
        var ids = new List<string>();
        for (var i = 0; i < 40; i++)
            ids.Add(await engine.StartAsync("course"));

        for (var round = 0; round < 6; round++)
        {
            engine.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAll(ids.Skip(round * 6).Take(6).Select(id => engine.ActAsync(acts => acts.CancelAsync(id, "op", undo: true, "course"))));
        }

        Assert.True(await Eventually.TrueAsync(async () =>
        {
            engine.Clock.Advance(TimeSpan.FromSeconds(2));
            return (await engine.RowsAsync<InstanceRow>()).TrueForAll(i => i.EndedAt is not null);
        }, 30));
        Assert.Equal(0, await engine.QueuedAsync());
        await using var scope = engine.Enter();
        Assert.Equal([0L], await scope.Db.Database.SqlQueryRaw<long>("select deadlocks as \"Value\" from pg_stat_database where datname = current_database()").ToListAsync());
    }
}
