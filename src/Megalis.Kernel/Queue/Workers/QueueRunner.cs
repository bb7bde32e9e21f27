namespace Megalis.Kernel.Queue;

/// <summary>What a drain did.</summary>
/// <param name="Done">Rows that were worked, well or not.</param>
/// <param name="Failures">The errors of those that failed; they are tried again later.</param>
internal sealed record Drained(int Done, IReadOnlyList<Exception> Failures);

/// <summary>Works the queue, row by row; the workers call it, and tests through <see cref="DrainAsync"/>.</summary>
internal sealed class QueueRunner(QueueParts parts, QueueSweep sweep, RecurringClock recurring, LogLeader leader)
{
    public static readonly IReadOnlyList<Lane> Lanes = Enum.GetValues<Lane>();

    public QueueSession NewSession() => new(parts.Connections);

    /// <summary>Works the oldest due row of a tenant in a lane.</summary>
    public async Task<Ran> RunOneAsync(QueueSession session, Lane lane, int tenantId, CancellationToken stop)
    {
        if (parts.Awake(tenantId) is not { } tenant)
            return Ran.Nothing;
        if (IsLeased(lane))
            return await new LeasedAttempt(parts, lane, tenant).RunAsync(stop);
        await using var attempt = new DatabaseAttempt(parts, session, lane, tenant);
        return await attempt.RunAsync(stop);
    }

    /// <summary>The tenants that have something due in a lane and may have it worked.</summary>
    public async Task<IReadOnlyList<int>> TenantsAsync(Lane lane, CancellationToken stop)
    {
        await using var connection = await parts.Connections.OpenAsync(stop);
        var due = await QueueSql.TenantsAsync(connection, lane, QueueState.Ready, parts.Now, stop);
        if (IsLeased(lane))
            due.AddRange(await QueueSql.TenantsAsync(connection, lane, QueueState.Uncertain, parts.Now, stop));
        return [.. due.Distinct().Where(id => parts.Awake(id) is not null)];
    }

    /// <summary>Works everything that is due, whatever the number of workers, then numbers the log. Rows that fail wait for their next attempt.</summary>
    public async Task<Drained> DrainAsync(CancellationToken stop = default)
    {
        await using var session = NewSession();
        var failures = new List<Exception>();
        var done = 0;
        await sweep.WakeWaitingAsync(stop);
        await recurring.TickAsync(stop);
        int before;
        do
        {
            before = done;
            foreach (var lane in Lanes)
            {
                await sweep.ExpireAsync(lane, stop);
                foreach (var tenant in await TenantsAsync(lane, stop))
                    while (await RunOneAsync(session, lane, tenant, stop) is { Found: true } ran)
                    {
                        done++;
                        if (ran.Error is { } error)
                            failures.Add(error);
                    }
            }
        }
        while (done > before);
        await leader.CatchUpAsync(stop);
        return new Drained(done, failures);
    }

    /// <summary>Mails are calls to an outside line too.</summary>
    private static bool IsLeased(Lane lane) => lane is Lane.Outside or Lane.Mail;
}
