using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Megalis.Kernel.Queue;

/// <summary>
/// One call to an outside line. The row stays, under a lease that a heartbeat extends; whoever lost the lease can change
/// nothing any more. A row whose process died is uncertain: the other side is asked before anything is sent again.
/// </summary>
internal sealed class LeasedAttempt(QueueParts parts, Lane lane, Tenant tenant)
{
    internal const string Undecided = "L'autre côté ne peut pas dire s'il a reçu cet envoi : à vous de décider.";

    private readonly string _token = Ids.Random();
    private QueueRow _row = null!;

    private TimeSpan Lease => TimeSpan.FromSeconds(parts.Options.Value.LeaseSeconds);

    public async Task<Ran> RunAsync(CancellationToken stop)
    {
        var (row, uncertain) = await TakeAsync(stop);
        if (row is null)
            return Ran.Nothing;
        _row = row;
        _row.Unsure |= uncertain;
        if (parts.Kinds.Find(row.Kind, row.Handler) is not OutsideRegistration call || !tenant.Has(row.Feature))
        {
            await GiveBackAsync(QueueState.Waiting);
            return Ran.Well;
        }

        using var alive = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var beating = BeatAsync(alive);
        try
        {
            return await CallAsync(call, uncertain, alive.Token, stop);
        }
        finally
        {
            await alive.CancelAsync();
            await beating;
        }
    }

    private async Task<(QueueRow? Row, bool Uncertain)> TakeAsync(CancellationToken stop)
    {
        QueueRow? row = null;
        var uncertain = false;
        var lease = (_token, parts.Now, parts.Now + Lease);
        await parts.WriteAsync(async connection =>
        {
            row = await QueueSql.LeaseAsync(connection, parts.Connections.IsPostgres, lane, QueueState.Uncertain, tenant.Id, lease, stop);
            uncertain = row is not null;
            row ??= await QueueSql.LeaseAsync(connection, parts.Connections.IsPostgres, lane, QueueState.Ready, tenant.Id, lease, stop);
        }, stop);
        return (row, uncertain);
    }

    private async Task<Ran> CallAsync(OutsideRegistration call, bool uncertain, CancellationToken alive, CancellationToken stop)
    {
        var asking = uncertain;
        try
        {
            await using var scope = TenantScope.Enter(parts.Root, tenant);
            scope.Services.GetRequiredService<RowAttempt>().Set(_row, parts.Options.Value);
            var found = asking ? await call.ReconcileAsync(scope.Services, _row.Payload, _row.CallKey, alive) : Reconciled.NotDone;
            if (found == Reconciled.Unknown)
                throw new NoRetryException(Undecided);
            asking = false;
            if (found == Reconciled.NotDone)
                await call.CallAsync(scope.Services, _row.Payload, _row.CallKey, alive);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The host stops in mid-call: said at once, instead of by a lease that runs out.
            _row.Unsure = true;
            await GiveBackAsync(QueueState.Uncertain);
            throw;
        }
        catch (Exception error)
        {
            return await FailedAsync(error, asking);
        }

        return await FinishAsync();
    }

    private async Task<Ran> FailedAsync(Exception error, bool asking)
    {
        // A question that did not leave says nothing of the call before it.
        _row.Unsure = asking || error is not (NotSentException or NoRetryException);
        parts.Fail(_row, error, _row.Unsure ? QueueState.Uncertain : QueueState.Ready);
        await GiveBackAsync(_row.State);
        return new Ran(true, error);
    }

    private async Task<Ran> FinishAsync()
    {
        if (!await parts.WriteAsync(connection => QueueSql.FinishAsync(connection, _row.Id, _token, CancellationToken.None), CancellationToken.None))
            parts.Log.LogWarning("The lease of row {Id} ({Kind}) was lost during its call; the other side will be asked.", _row.Id, _row.Kind);
        return Ran.Well;
    }

    private async Task GiveBackAsync(QueueState state)
    {
        _row.State = state;
        await parts.WriteAsync(connection => QueueSql.GiveBackAsync(connection, _row, _token, CancellationToken.None), CancellationToken.None);
    }

    /// <summary>Shows life three times in a lease; without the lease, or unable to show life, the call is cancelled.</summary>
    private async Task BeatAsync(CancellationTokenSource alive)
    {
        var until = parts.Now + Lease;
        while (!alive.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Lease / 3, alive.Token);
                var next = parts.Now + Lease;
                if (!await parts.WriteAsync(connection => QueueSql.ExtendAsync(connection, _row.Id, _token, next, alive.Token), alive.Token))
                    await alive.CancelAsync();
                until = next;
            }
            catch (OperationCanceledException) when (alive.IsCancellationRequested)
            {
                return;
            }
            catch (Exception) when (parts.Now < until)
            {
                // The database is away for a moment; the lease still holds.
            }
            catch (Exception error)
            {
                parts.Log.LogWarning(error, "Row {Id} ({Kind}) could not show life; its call is cancelled.", _row.Id, _row.Kind);
                await alive.CancelAsync();
            }
        }
    }
}
