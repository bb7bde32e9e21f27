using System.Security.Cryptography;
using System.Text;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Queue;

/// <summary>
/// What « À reprendre » says of discreet kinds (<see cref="QueueKindAttribute.Discreet"/>): one line for a kind once rows of it
/// rest, on the portal. Neither their number, keys and owners nor a time finer than the day: a row for each who deposited would
/// tell how many did, before the deadline (CCP R. 2132-9). What is decided holds for all of them.
/// </summary>
internal sealed class DiscreetLines(QueueParts parts, QueueWords words, QueueSignal signal, MegalisDb db, CurrentUser user)
{
    private static readonly IReadOnlyList<Lane> Lanes = Enum.GetValues<Lane>();

    /// <summary>Their place in this order stands for their rows' ids, which would tell how many lie between two.</summary>
    private readonly IReadOnlyList<string> _kinds = [.. parts.Kinds.Discreet.Order(StringComparer.Ordinal)];

    /// <summary>Whether an id is one of these lines'; rows have positive ones.</summary>
    public static bool Is(long id) => id < 0;

    /// <param name="named">Kinds that were searched for; null for all.</param>
    public async Task<IReadOnlyList<QueueTask>> ListAsync(IReadOnlyList<string>? named, CancellationToken stop)
    {
        var kinds = _kinds.Where(k => named is null || named.Contains(k)).ToList();
        var resting = await db.Set<QueueRow>().Where(q => Lanes.Contains(q.Lane) && q.State == QueueState.Resting && kinds.Contains(q.Kind))
            .Select(q => q.Kind).Distinct().ToListAsync(stop);
        var lines = new List<QueueTask>();
        foreach (var kind in resting.Order(StringComparer.Ordinal))
            if (await FirstAsync(db, kind, stop) is { } row)
                lines.Add(Read(row));
        return lines;
    }

    public Task<Refusal?> RetryAsync(long id, string mark, CancellationToken stop) => ActAsync(id, mark, "queue.retried", "", async (own, kind) =>
    {
        var now = parts.Now;
        // Of an uncertain call the other side is asked first.
        await own.UpdateWhereAsync<QueueRow>(
            q => q.Kind == kind && q.State == QueueState.Resting && q.Unsure, s => s.Set(q => q.State, QueueState.Uncertain).Set(q => q.Attempts, 0).Set(q => q.Due, now), stop);
        await own.UpdateWhereAsync<QueueRow>(
            q => q.Kind == kind && q.State == QueueState.Resting && !q.Unsure, s => s.Set(q => q.State, QueueState.Ready).Set(q => q.Attempts, 0).Set(q => q.Due, now), stop);
    }, stop);

    public Task<Refusal?> AbandonAsync(long id, string mark, string reason, CancellationToken stop) => ActAsync(
        id, mark, "queue.abandoned", reason, (own, kind) => own.DeleteWhereAsync<QueueRow>(q => q.Kind == kind && q.State == QueueState.Resting, stop), stop);

    /// <summary>One entry of the portal's journal for all rows, under their kind: an entry for each would count them.</summary>
    private async Task<Refusal?> ActAsync(long id, string mark, string act, string reason, Func<MegalisDb, string, Task> change, CancellationToken stop)
    {
        var kind = -id <= _kinds.Count ? _kinds[(int)(-id - 1)] : "";
        await using var scope = TenantScope.Enter(parts.Root, parts.Tenants.Default);
        var done = false;
        await scope.Db.TransactAsync(async () =>
        {
            done = false;
            // Of two clicks the second waits here, and then finds another line or none.
            if (await FirstAsync(scope.Db, kind, stop) is not { } seen)
                return;
            await scope.Db.HoldAsync<QueueRow>(seen.Id, alone: true, stop);
            if (await FirstAsync(scope.Db, kind, stop) is not { } row || MarkOf(row) != mark)
                return;
            var workers = await Resting(scope.Db, kind).Select(q => new { q.Lane, q.TenantId }).Distinct().ToListAsync(stop);
            await change(scope.Db, kind);
            var label = words.Label(row);
            scope.Services.GetRequiredService<Journal.Journal>().Append(act, QueueActs.JournalKind, kind, new { Kind = kind, Label = label, Reason = reason }, user.AccountId);
            await scope.Db.SaveChangesAsync(stop);
            foreach (var worker in workers)
                scope.Db.AfterCommit(() => signal.WakeAsync(worker.Lane, worker.TenantId));
            done = true;
        }, stop);
        return done ? null : QueueActs.Moved;
    }

    private QueueTask Read(QueueRow row)
    {
        var day = ParisTime.At(row.CreatedAt);
        return new QueueTask(
            -1 - _kinds.ToList().IndexOf(row.Kind), MarkOf(row), words.Label(row), "", "", QueueTrouble.Failed,
            words.Reason(row, QueueHistory.Last(row.History)?.Error), new DateTimeOffset(day.Date, day.Offset), 0, null, null, row.Kind, [])
        {
            IsDiscreet = true,
        };
    }

    /// <summary>Differs after every act, and gives no instant away.</summary>
    private static string MarkOf(QueueRow row) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{row.Id} {QueueActs.MarkOf(row)} {row.Payload}")));

    private static Task<QueueRow?> FirstAsync(MegalisDb db, string kind, CancellationToken stop) => Resting(db, kind).OrderBy(q => q.Id).FirstOrDefaultAsync(stop);

    private static IQueryable<QueueRow> Resting(MegalisDb db, string kind) =>
        db.Set<QueueRow>().AsNoTracking().Where(q => Lanes.Contains(q.Lane) && q.State == QueueState.Resting && q.Kind == kind);
}
