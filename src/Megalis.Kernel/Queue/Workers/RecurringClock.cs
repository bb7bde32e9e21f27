using System.Data.Common;
using System.Text.Json;
using Megalis.Kernel.Data;
using Microsoft.Extensions.Logging;

namespace Megalis.Kernel.Queue;

/// <summary>
/// Recurring jobs. Due instants are the multiples of the interval in UTC, weeks beginning on Monday. For each, one node of the cluster
/// adds the row: a counter per job, moved forward in the same transaction, makes (job, due instant) unique as long as the nodes' clocks are
/// less than two intervals apart; of clocks further apart each runs the job at its own beats, with a warning.
/// Instants missed while the host slept become one run. They run for the portal.
/// </summary>
internal sealed class RecurringClock(QueueParts parts, IEnumerable<RecurringRegistration> registrations, QueueSignal signal)
{
    private readonly List<RecurringRegistration> _jobs = [.. registrations];
    private readonly Dictionary<Type, DateTimeOffset> _last = [];

    public async Task TickAsync(CancellationToken stop)
    {
        if (!parts.Tenants.IsSetUp)
            return;
        foreach (var job in _jobs)
        {
            var now = parts.Now;
            var due = now.AddTicks(-(now.UtcTicks % job.Every.Ticks));
            if (_last.TryGetValue(job.Payload, out var last) && last >= due && last <= Ahead(job, due) || !parts.Tenants.Default.Has(job.FeatureId))
                continue;
            if (await ScheduleAsync(job, due, stop))
                await signal.WakeAsync(parts.Kinds.Of(job.Payload)!.Lane, parts.Tenants.Default.Id);
            _last[job.Payload] = due;
        }
    }

    /// <summary>No honest clock is further than this: what a node with a wrong one wrote beyond it holds nobody up.</summary>
    private static DateTimeOffset Ahead(RecurringRegistration job, DateTimeOffset due) => due + (2 * job.Every);

    /// <summary>False when another node has added the row of this instant.</summary>
    private Task<bool> ScheduleAsync(RecurringRegistration job, DateTimeOffset due, CancellationToken stop) => parts.WriteAsync(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var name = "recurring:" + parts.Kinds.Of(job.Payload)!.Name;
        await PullBackAsync(connection, transaction, name, job, due, stop);
        var won = await connection.ScalarAsync(transaction,
            """
            insert into version_row (name, value) values (@p0, @p1)
            on conflict (name) do update set value = excluded.value where version_row.value < excluded.value returning value
            """,
            [name, InstantConverter.ToMicros(due)], stop);
        if (won is not null)
            await AddRowAsync(connection, transaction, job, due, stop);
        await transaction.CommitAsync(stop);
        return won is not null;
    }, stop);

    /// <summary>After minutes with a wrong date somewhere the job would otherwise wait for that date, without a word.</summary>
    private async Task PullBackAsync(DbConnection connection, DbTransaction transaction, string name, RecurringRegistration job, DateTimeOffset due, CancellationToken stop)
    {
        var before = InstantConverter.ToMicros(due - job.Every);
        var ahead = InstantConverter.ToMicros(Ahead(job, due));
        if (await connection.ExecuteAsync(transaction, "update version_row set value = @p1 where name = @p0 and value > @p2", [name, before, ahead], stop) == 0)
            return;
        await connection.ExecuteAsync(transaction,
            $"update queue_row set due = @p1 where dedupe_key = @p0 and state = '{nameof(QueueState.Ready)}' and due > @p2",
            [name, InstantConverter.ToMicros(due), ahead], stop);
        parts.Log.LogWarning("The recurring job {Job} was noted for an instant far ahead: the clock of a node was wrong. It goes on from now.", name);
    }

    /// <summary>One row for each job: what has not run yet runs once, and what rests after failures tries again at each instant.</summary>
    private Task<int> AddRowAsync(DbConnection connection, DbTransaction transaction, RecurringRegistration job, DateTimeOffset due, CancellationToken stop)
    {
        var kind = parts.Kinds.Of(job.Payload)!;
        return connection.ExecuteAsync(transaction,
            $"""
            insert into queue_row (lane, kind, handler, tenant_id, feature, payload, state, due, attempts, dedupe_key, created_at, history, unsure)
            values (@p0, @p1, @p2, @p3, @p4, @p5, '{nameof(QueueState.Ready)}', @p6, 0, @p7, @p6, '[]', 1 = 0)
            on conflict (dedupe_key) do update set state = excluded.state, due = excluded.due, attempts = @p8
            where queue_row.state = '{nameof(QueueState.Resting)}'
            """,
            [kind.Lane.ToString(), kind.Name, "job", parts.Tenants.Default.Id, job.FeatureId,
                JsonSerializer.Serialize(Activator.CreateInstance(job.Payload), job.Payload, Outbox.Json),
                InstantConverter.ToMicros(due), "recurring:" + kind.Name, parts.Options.Value.Attempts - 1], stop);
    }
}
