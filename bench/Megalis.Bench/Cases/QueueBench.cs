using System.Diagnostics;
using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Bench.Cases;

/// <summary>
/// Rows whose handler touches the database only, with eight workers, beside a bare loop of the same statements in the
/// same run: what the queue's own machinery costs.
/// </summary>
internal static class QueueBench
{
    private const int Workers = 8;
    private const int Tenants = 10;
    private const int Rounds = 5;

    /// <summary>What § 5 promises on PostgreSQL.</summary>
    private const int AtLeastOnPostgres = 1000;

    public static async Task RunAsync(BenchContext context)
    {
        var settings = await context.NewHostAsync("queue");
        settings["Megalis:AutoSetup:Recipe"] = "";
        settings["Megalis:Queue:Events"] = settings["Megalis:Queue:PerTenant"] = "8";
        var finish = new Finish();
        await using var app = BenchHost.Build(settings, services =>
        {
            services.AddSingleton(finish);
            services.AddTables<EffectTables>().AddMigrations<EffectMigrations>().AddJob<Effect, EffectHandler>();
        });
        await app.StartAsync(context.Stop);
        await app.Services.GetRequiredService<Boot>().Done.WaitAsync(context.Stop);
        await PortalSetup.EnsureAsync(app.Services, context.Stop);
        var tenants = await AddTenantsAsync(app, context.Stop);
        var rows = context.Database == "postgres" ? 6000 : 12_000;
        var (queue, bare) = (new List<Round>(), new List<Round>());
        // Until the runtime has compiled what runs often.
        await OneAsync(app, tenants, finish, 3 * rows, context.Stop);
        await BareAsync(app, rows, context.Stop);
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await BareAsync(app, rows, context.Stop));
            queue.Add(await OneAsync(app, tenants, finish, rows, context.Stop));
            context.Say($"bare {bare[^1]}, queue {queue[^1]}");
        }

        await app.StopAsync(context.Stop);
        Report(context, queue, bare, rows);
    }

    private static void Report(BenchContext context, List<Round> queue, List<Round> bare, int rows)
    {
        // Pair by pair: the disk of a shared machine is not the same from one minute to the next.
        var ratio = Quantile.Of([.. queue.Zip(bare, (q, b) => q.Rate / b.Rate)], 0.5);
        var (rate, floor) = (Quantile.Of([.. queue.Select(r => r.Rate)], 0.5), Quantile.Of([.. bare.Select(r => r.Rate)], 0.5));
        var (cpu, bareCpu) = (Quantile.Of([.. queue.Select(r => r.CpuMicros)], 0.5), Quantile.Of([.. bare.Select(r => r.CpuMicros)], 0.5));
        var atLeast = context.Database == "postgres" ? AtLeastOnPostgres : 0;
        context.Report(
            "database-only rows",
            new { rowsPerSecond = rate, barePerSecond = floor, ratio, target = 0.5, atLeast, cpuMicrosPerRow = cpu, bareCpuMicrosPerRow = bareCpu, workers = Workers, rows, rounds = Rounds },
            ratio >= 0.5 && rate >= atLeast);
    }

    private static async Task<IReadOnlyList<int>> AddTenantsAsync(WebApplication app, CancellationToken stop)
    {
        var store = app.Services.GetRequiredService<TenantStore>();
        for (var i = 0; i < Tenants; i++)
        {
            await using var scope = TenantScope.EnterHost(app.Services);
            await store.AddAsync(scope.Db, new TenantRow { Name = $"queue-{i}", DisplayName = $"queue-{i}", Hosts = $"queue-{i}.localhost", State = TenantState.Running }, stop);
        }

        return [.. Enumerable.Range(0, Tenants).Select(i => store.Find($"queue-{i}")!.Id)];
    }

    /// <returns>Rows a second, from the moment that the workers are told to the last effect.</returns>
    private static async Task<Round> OneAsync(WebApplication app, IReadOnlyList<int> tenants, Finish finish, int rows, CancellationToken stop)
    {
        var done = finish.After(rows);
        await FillAsync(app, tenants, rows, stop);
        var start = Round.Begin();
        await app.Services.GetRequiredService<QueueSignal>().WakeAsync(Lane.Events, QueueSignal.AnyTenant);
        await done.WaitAsync(stop);
        return Round.End(start, rows);
    }

    private static async Task<Round> BareAsync(WebApplication app, int rows, CancellationToken stop)
    {
        // Tenants that the host does not know: its workers leave these rows alone.
        int[] tenants = [.. Enumerable.Range(900_001, Tenants)];
        await FillAsync(app, tenants, rows, stop);
        var connections = app.Services.GetRequiredService<RawConnections>();
        using var turn = new SemaphoreSlim(1, 1);
        var left = rows;
        var start = Round.Begin();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            await using var session = new QueueSession(connections);
            for (var i = worker; Volatile.Read(ref left) > 0; i++)
                if (await StepAsync(session, connections.IsPostgres ? null : turn, tenants[i % Tenants], stop))
                    Interlocked.Decrement(ref left);
        }, stop)));
        return Round.End(start, rows);
    }

    /// <summary>What a worker's transaction does, without anything of the product around it.</summary>
    private static async Task<bool> StepAsync(QueueSession session, SemaphoreSlim? turn, int tenant, CancellationToken stop)
    {
        if (turn is not null)
            await turn.WaitAsync(stop);
        try
        {
            var connection = await session.OpenAsync(stop);
            await using var transaction = await connection.BeginTransactionAsync(stop);
            if (await session.TakeAsync(transaction, Lane.Events, tenant, TimeProvider.System.GetUtcNow(), stop) is not { } row)
                return false;
            await connection.ScalarAsync(transaction, "insert into bench_effect (tenant_id, text) values (@p0, @p1) returning id", [row.TenantId, row.Payload], stop);
            await transaction.CommitAsync(stop);
            return true;
        }
        finally
        {
            turn?.Release();
        }
    }

    private static async Task FillAsync(WebApplication app, IReadOnlyList<int> tenants, int rows, CancellationToken stop)
    {
        var due = TimeProvider.System.GetUtcNow();
        await using var scope = TenantScope.EnterHost(app.Services);
        for (var i = 0; i < rows; i++)
            scope.Db.Add(new QueueRow
            {
                Lane = Lane.Events,
                Kind = "bench.effect.v1",
                Handler = "job",
                TenantId = tenants[i % tenants.Count],
                Feature = "Megalis.Kernel",
                Payload = """{"text":"x"}""",
                Due = due,
                CreatedAt = due,
            });
        await scope.Db.SaveChangesAsync(stop);
    }

    /// <summary>Rows a second, and what each took of the processor, which other work on the machine changes less.</summary>
    private sealed record Round(double Rate, double CpuMicros)
    {
        public static (long At, TimeSpan Cpu) Begin() => (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

        public static Round End((long At, TimeSpan Cpu) start, int rows) =>
            new(rows / Stopwatch.GetElapsedTime(start.At).TotalSeconds, (Environment.CpuUsage.TotalTime - start.Cpu).TotalMicroseconds / rows);

        public override string ToString() => $"{Rate:0}/s, {CpuMicros:0} µs each";
    }

    [QueueKind("bench.effect.v1")]
    private sealed record Effect(string Text);

    private sealed class EffectRow : ITenantOwned
    {
        public long Id { get; set; }
        public int TenantId { get; set; }
        public string Text { get; set; } = "";
    }

    private sealed class EffectTables : ITables
    {
        public void Describe(ModelBuilder model) => model.Entity<EffectRow>().ToTable("bench_effect");
    }

    private sealed class EffectMigrations : DataMigration
    {
        public override int Create()
        {
            Schema.Table("bench_effect", t => t.Identity().Tenant().Text("text"));
            return 1;
        }
    }

    private sealed class EffectHandler(MegalisDb db, Finish finish) : IHandle<Effect>
    {
        public async Task HandleAsync(Effect payload, CancellationToken stop)
        {
            db.Add(new EffectRow { Text = payload.Text });
            await db.SaveChangesAsync(stop);
            finish.One();
        }
    }

    private sealed class Finish
    {
        private TaskCompletionSource _done = new();
        private int _left;

        public Task After(int rows)
        {
            _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _left = rows;
            return _done.Task;
        }

        public void One()
        {
            if (Interlocked.Decrement(ref _left) == 0)
                _done.TrySetResult();
        }
    }
}
