using System.Data.Common;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Bench.Workflows;

/// <summary>
/// What a step writes, without anything of the product around it: the row of the queue is claimed, the instance read and
/// held, its stimuli looked for, state, journal, bookmarks and successor written, in one transaction.
/// </summary>
internal static class BareSteps
{
    private const int Tenants = 10;
    private const int PerTenant = 20;

    /// <summary>Tenants that the host does not know: its workers leave these rows alone.</summary>
    private const int FirstTenant = 900_001;

    /// <summary>As long as that of an instance of the bench.</summary>
    private static readonly string State = """{"format":1,"next":9,"variables":{},"input":{},"startedAt":"","executions":[{"number":1,"activity":"root","waits":[]},{"number":8,"activity":"d6","parent":1,"waits":[{"kind":"timer","key":"","due":"2026-11-22T03:00:00.000001+00:00"}]}],"ready":[],"undoables":[]}""";

    private const string Entries = """[{"what":"done","activity":"d5","execution":7,"text":"Done"},{"what":"waits","activity":"d6","execution":8,"text":"2026-11-22T03:00:00.0000010+00:00"}]""";

    public static async Task<Pace> RunAsync(IServiceProvider services, int workers, int steps, CancellationToken stop)
    {
        await FillAsync(services, stop);
        var connections = services.GetRequiredService<RawConnections>();
        using var turn = new SemaphoreSlim(1, 1);
        var left = steps;
        var end = Pace.Begin();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            await using var session = new QueueSession(connections);
            for (var i = worker; Volatile.Read(ref left) > 0; i++)
                if (await StepAsync(session, connections.IsPostgres ? null : turn, FirstTenant + (i % Tenants), stop))
                    Interlocked.Decrement(ref left);
        }, stop)));
        var pace = end(steps);
        await ClearAsync(services, stop);
        return pace;
    }

    private static async Task FillAsync(IServiceProvider services, CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(services);
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < Tenants * PerTenant; i++)
        {
            var (id, tenant) = (Ids.New(now), FirstTenant + (i % Tenants));
            scope.Db.Add(new InstanceRow { Id = id, TenantId = tenant, VersionId = "bare", DefinitionId = "bare", Title = "bare", Status = InstanceStatus.Waiting, State = State, StartedAt = now, ChangedAt = now, EndedAt = now });
            scope.Db.Add(new BookmarkRow { InstanceId = id, Execution = 0, Kind = "timer", TenantId = tenant, ActivityId = "d6", CreatedAt = now, Due = now });
            scope.Db.Add(new QueueRow { Lane = Lane.Steps, Kind = "workflows.step.v1", Handler = "job", TenantId = tenant, Feature = "Megalis.Workflows", Payload = id, Due = now, CreatedAt = now });
        }

        await scope.Db.SaveChangesAsync(stop);
    }

    private static async Task<bool> StepAsync(QueueSession session, SemaphoreSlim? turn, int tenant, CancellationToken stop)
    {
        if (turn is not null)
            await turn.WaitAsync(stop);
        try
        {
            var connection = await session.OpenAsync(stop);
            await using var transaction = await connection.BeginTransactionAsync(stop);
            if (await session.TakeAsync(transaction, Lane.Steps, tenant, TimeProvider.System.GetUtcNow(), stop) is not { } row)
                return false;
            await WriteAsync(connection, transaction, row, session.IsPostgres, stop);
            await transaction.CommitAsync(stop);
            return true;
        }
        finally
        {
            turn?.Release();
        }
    }

    private static async Task WriteAsync(DbConnection connection, DbTransaction transaction, QueueRow row, bool postgres, CancellationToken stop)
    {
        var id = row.Payload;
        var read = await connection.ListAsync(transaction, "select state, revision from wf_instance where id = @p0 and tenant_id = @p1" + (postgres ? " for update" : ""), [id, row.TenantId], r => (r.GetString(0), r.GetInt64(1)), stop);
        var revision = read[0].Item2;
        await connection.ListAsync(transaction, "select id from wf_stimulus where tenant_id = @p0 and state = 'Open' and instance_id = @p1", [row.TenantId, id], r => r.GetString(0), stop);
        var now = InstantConverter.ToMicros(TimeProvider.System.GetUtcNow());
        await connection.ExecuteAsync(transaction, "update wf_instance set state = @p0, revision = @p1, changed_at = @p2 where id = @p3 and revision = @p4", [State, revision + 1, now, id, revision], stop);
        await connection.ExecuteAsync(transaction, "insert into wf_step (instance_id, number, tenant_id, at, cause, actor, entries) values (@p0, @p1, @p2, @p3, 'timer', '', @p4)", [id, revision + 1, row.TenantId, now, Entries], stop);
        await connection.ExecuteAsync(transaction, "delete from wf_bookmark where instance_id = @p0 and execution = @p1 and kind = 'timer'", [id, (int)revision], stop);
        await connection.ExecuteAsync(transaction,
            "insert into wf_bookmark (instance_id, execution, kind, tenant_id, key, activity_id, correlation_id, created_at, due) values (@p0, @p1, 'timer', @p2, '', 'd6', '', @p3, @p3)",
            [id, (int)revision + 1, row.TenantId, now], stop);
        await connection.ScalarAsync(transaction,
            "insert into queue_row (lane, kind, handler, tenant_id, feature, payload, state, due, attempts, created_at, history, unsure, dedupe_key) values ('Steps', @p0, 'job', @p1, @p2, @p3, 'Ready', @p4, 0, @p4, '[]', 1 = 0, @p5) returning id",
            [row.Kind, row.TenantId, row.Feature, id, now, $"{id}/{revision + 1}"], stop);
    }

    private static async Task ClearAsync(IServiceProvider services, CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(services);
        await scope.Db.DeleteWhereAsync<QueueRow>(q => q.TenantId >= FirstTenant, stop);
        await scope.Db.DeleteWhereAsync<BookmarkRow>(b => b.TenantId >= FirstTenant, stop);
        await scope.Db.DeleteWhereAsync<StepRow>(s => s.TenantId >= FirstTenant, stop);
        await scope.Db.DeleteWhereAsync<InstanceRow>(i => i.TenantId >= FirstTenant, stop);
    }
}
