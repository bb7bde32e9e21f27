namespace Megalis.Kernel.Queue;

/// <summary>Brings back rows that nobody works: waiting ones whose feature is on again, leased ones whose process died.</summary>
internal sealed class QueueSweep(QueueParts parts, QueueSignal signal)
{
    internal const string Died = "Le serveur s'est arrêté pendant l'envoi : l'autre côté est interrogé avant tout nouvel envoi.";

    /// <summary>Wakes what waited for a feature, a tenant or a module that this node now has.</summary>
    public async Task WakeWaitingAsync(CancellationToken stop)
    {
        await using var connection = await parts.Connections.OpenAsync(stop);
        foreach (var lane in QueueRunner.Lanes)
            foreach (var what in await QueueSql.WaitingAsync(connection, lane, stop))
                if (parts.Kinds.Find(what.Kind, what.Handler) is not null && parts.Tenants.Find(what.TenantId)?.Has(what.Feature) == true)
                {
                    await parts.WriteAsync(write => QueueSql.WakeAsync(write, lane, what, stop), stop);
                    await signal.WakeAsync(lane, what.TenantId);
                }
    }

    /// <summary>Calls whose process shows no more life become uncertain.</summary>
    public async Task ExpireAsync(Lane lane, CancellationToken stop)
    {
        await using var connection = await parts.Connections.OpenAsync(stop);
        foreach (var (row, token) in await QueueSql.ExpiredAsync(connection, lane, parts.Now, stop))
        {
            (row.State, row.Unsure) = (QueueState.Uncertain, true);
            row.Due = parts.Now;
            row.History = QueueHistory.Add(row.History, parts.Now, Died);
            await parts.WriteAsync(write => QueueSql.GiveBackAsync(write, row, token, stop), stop);
        }
    }
}
