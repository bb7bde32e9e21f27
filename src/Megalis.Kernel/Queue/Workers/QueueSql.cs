using System.Data.Common;
using Megalis.Kernel.Data;

namespace Megalis.Kernel.Queue;

/// <summary>The statements of the queue, the same text on both databases but for PostgreSQL's row locks.</summary>
internal static class QueueSql
{
    public const string Savepoint = "handler";

    private const string Columns = "id, lane, kind, handler, tenant_id, feature, payload, state, due, attempts, dedupe_key, created_at, history, unsure";

    /// <summary>
    /// The tenants with something due in a lane. It hops from tenant to tenant over the index, so that one tenant's
    /// hundred thousand rows cost as much as one.
    /// </summary>
    public static Task<List<int>> TenantsAsync(DbConnection connection, Lane lane, QueueState state, DateTimeOffset now, CancellationToken stop) =>
        connection.ListAsync(null,
            """
            with recursive t(id) as (
              select min(tenant_id) from queue_row where lane = @p0 and state = @p1
              union all
              select (select min(q.tenant_id) from queue_row q where q.lane = @p0 and q.state = @p1 and q.tenant_id > t.id) from t where t.id is not null)
            select t.id from t where t.id is not null
              and exists (select 1 from queue_row q where q.lane = @p0 and q.state = @p1 and q.tenant_id = t.id and q.due <= @p2)
            """,
            [lane.ToString(), state.ToString(), Micros(now)], r => r.GetInt32(0), stop);

    /// <summary>Deletes the oldest due row of a lane, state and tenant and gives it back. See <see cref="QueueSession.TakeAsync"/>.</summary>
    public static string Take(bool postgres)
    {
        var delete = $"delete from queue_row where id = ({Oldest(postgres)}) returning {Columns}";
        return postgres
            ? $"with c as ({delete}) select c.*, set_config('megalis.tenant_id', c.tenant_id::text, true) from c; savepoint {Savepoint}"
            : delete;
    }

    /// <summary>Writes a row back under its old id, as <see cref="Take"/> took it out.</summary>
    public static Task PutBackAsync(DbTransaction transaction, QueueRow row, CancellationToken stop) =>
        transaction.Connection!.ExecuteAsync(transaction,
            $"insert into queue_row ({Columns}) values (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13)",
            [row.Id, row.Lane.ToString(), row.Kind, row.Handler, row.TenantId, row.Feature, row.Payload, row.State.ToString(), Micros(row.Due),
                row.Attempts, row.DedupeKey, Micros(row.CreatedAt), row.History, row.Unsure], stop);

    /// <summary>Takes the tenant's oldest due row of a state under a lease, or null.</summary>
    public static async Task<QueueRow?> LeaseAsync(
        DbConnection connection, bool postgres, Lane lane, QueueState state, int tenantId, (string Token, DateTimeOffset Now, DateTimeOffset Until) lease, CancellationToken stop)
    {
        var sql = $"update queue_row set state = '{nameof(QueueState.Leased)}', lease = @p4, lease_until = @p5 where id = ({Oldest(postgres)}) returning {Columns}";
        var rows = await connection.ListAsync(
            null, sql, [lane.ToString(), state.ToString(), tenantId, Micros(lease.Now), lease.Token, Micros(lease.Until)], Read, stop);
        return rows.SingleOrDefault();
    }

    /// <summary>False when the lease is no longer ours.</summary>
    public static async Task<bool> ExtendAsync(DbConnection connection, long id, string token, DateTimeOffset until, CancellationToken stop) =>
        await connection.ExecuteAsync(null, "update queue_row set lease_until = @p0 where id = @p1 and lease = @p2", [Micros(until), id, token], stop) == 1;

    public static async Task<bool> FinishAsync(DbConnection connection, long id, string token, CancellationToken stop) =>
        await connection.ExecuteAsync(null, "delete from queue_row where id = @p0 and lease = @p1", [id, token], stop) == 1;

    /// <summary>Gives a leased row back with what the attempt left of it; nothing when the lease is no longer ours.</summary>
    public static Task GiveBackAsync(DbConnection connection, QueueRow row, string token, CancellationToken stop) =>
        connection.ExecuteAsync(null,
            "update queue_row set state = @p0, due = @p1, attempts = @p2, history = @p3, unsure = @p4, lease = null, lease_until = null where id = @p5 and lease = @p6",
            [row.State.ToString(), Micros(row.Due), row.Attempts, row.History, row.Unsure, row.Id, token], stop);

    /// <summary>Counts an attempt whose transaction was lost with its connection, unless someone has worked the row since.</summary>
    public static Task CountAsync(DbConnection connection, QueueRow failed, CancellationToken stop) =>
        connection.ExecuteAsync(null,
            $"update queue_row set state = @p0, due = @p1, attempts = @p2, history = @p3 where id = @p4 and attempts = @p2 - 1 and state = '{nameof(QueueState.Ready)}'",
            [failed.State.ToString(), Micros(failed.Due), failed.Attempts, failed.History, failed.Id], stop);

    /// <summary>Leased rows of a lane whose process shows no more life.</summary>
    public static Task<List<(QueueRow Row, string Token)>> ExpiredAsync(DbConnection connection, Lane lane, DateTimeOffset now, CancellationToken stop) =>
        connection.ListAsync(null,
            $"select {Columns}, lease from queue_row where lane = @p0 and state = '{nameof(QueueState.Leased)}' and lease_until < @p1 limit 100",
            [lane.ToString(), Micros(now)], r => (Read(r), r.GetString(14)), stop);

    /// <summary>What waits in a lane for a feature, a tenant or a module: each combination once.</summary>
    public static Task<List<(int TenantId, string Feature, string Kind, string Handler)>> WaitingAsync(DbConnection connection, Lane lane, CancellationToken stop) =>
        connection.ListAsync(null,
            $"select distinct tenant_id, feature, kind, handler from queue_row where lane = @p0 and state = '{nameof(QueueState.Waiting)}'",
            [lane.ToString()], r => (r.GetInt32(0), r.GetString(1), r.GetString(2), r.GetString(3)), stop);

    public static Task WakeAsync(DbConnection connection, Lane lane, (int TenantId, string Feature, string Kind, string Handler) what, CancellationToken stop) =>
        connection.ExecuteAsync(null,
            $"""
            update queue_row set state = case when unsure then '{nameof(QueueState.Uncertain)}' else '{nameof(QueueState.Ready)}' end
            where lane = @p0 and state = '{nameof(QueueState.Waiting)}' and tenant_id = @p1 and feature = @p2 and kind = @p3 and handler = @p4
            """,
            [lane.ToString(), what.TenantId, what.Feature, what.Kind, what.Handler], stop);

    private static string Oldest(bool postgres) =>
        "select id from queue_row where lane = @p0 and state = @p1 and tenant_id = @p2 and due <= @p3 order by due, id limit 1" + (postgres ? " for update skip locked" : "");

    private static long Micros(DateTimeOffset instant) => InstantConverter.ToMicros(instant);

    public static QueueRow Read(DbDataReader r) => new()
    {
        Id = r.GetInt64(0),
        Lane = Enum.Parse<Lane>(r.GetString(1)),
        Kind = r.GetString(2),
        Handler = r.GetString(3),
        TenantId = r.GetInt32(4),
        Feature = r.GetString(5),
        Payload = r.GetString(6),
        State = Enum.Parse<QueueState>(r.GetString(7)),
        Due = InstantConverter.FromMicros(r.GetInt64(8)),
        Attempts = r.GetInt32(9),
        DedupeKey = r.IsDBNull(10) ? null : r.GetString(10),
        CreatedAt = InstantConverter.FromMicros(r.GetInt64(11)),
        History = r.GetString(12),
        Unsure = r.GetBoolean(13),
    };
}
