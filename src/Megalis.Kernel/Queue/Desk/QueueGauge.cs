using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Queue;

/// <summary>
/// How full the lanes are, and where the rows of one kind stand: for screens that watch. Changes nothing; decisions are
/// made with <see cref="QueueDesk"/>. It knows the rows of this tenant, without those of discreet kinds.
/// </summary>
public sealed class QueueGauge
{
    private readonly QueueParts _parts;
    private readonly MegalisDb _db;
    private readonly TenantContext _tenant;

    internal QueueGauge(QueueParts parts, MegalisDb db, TenantContext tenant) => (_parts, _db, _tenant) = (parts, db, tenant);

    private IQueryable<QueueRow> Here
    {
        get
        {
            var (here, discreet) = (_tenant.Tenant.Id, _parts.Kinds.Discreet);
            return _db.Set<QueueRow>().AsNoTracking().Where(q => q.TenantId == here && !discreet.Contains(q.Kind));
        }
    }

    /// <summary>Every lane, in the order of <see cref="Lane"/>.</summary>
    public async Task<IReadOnlyList<LaneGauge>> LanesAsync(CancellationToken stop = default)
    {
        var now = _parts.Now;
        var counts = await Here.GroupBy(q => new { q.Lane, q.State, IsDue = q.Due <= now })
            .Select(g => new { g.Key.Lane, g.Key.State, g.Key.IsDue, Count = g.Count(), Oldest = g.Min(q => q.Due) }).ToListAsync(stop);
        return [.. Enum.GetValues<Lane>().Select(lane =>
        {
            var rows = counts.Where(c => c.Lane == lane).ToList();
            var ready = rows.Where(c => c.State == QueueState.Ready && c.IsDue).ToList();
            return new LaneGauge(
                lane, ready.Sum(c => c.Count), rows.Where(c => c.State is QueueState.Ready && !c.IsDue).Sum(c => c.Count),
                rows.Where(c => c.State is QueueState.Leased or QueueState.Uncertain).Sum(c => c.Count),
                rows.Where(c => c.State is QueueState.Resting or QueueState.Waiting).Sum(c => c.Count), ready.Count == 0 ? null : ready.Min(c => c.Oldest));
        })];
    }

    /// <summary>A page of the rows of a kind, the oldest first.</summary>
    /// <param name="page">From 1.</param>
    public async Task<(IReadOnlyList<QueuedRow<T>> Rows, int Total)> PageAsync<T>(int page, int size, CancellationToken stop = default) where T : class
    {
        var kind = KindOf<T>();
        var rows = Here.Where(q => q.Kind == kind);
        return (Read<T>(await rows.OrderBy(q => q.Id).Skip((page - 1) * size).Take(size).ToListAsync(stop)), await rows.CountAsync(stop));
    }

    /// <summary>The rows that were added under these keys and are still to be done.</summary>
    public async Task<IReadOnlyList<QueuedRow<T>>> FindAsync<T>(IReadOnlyCollection<string> dedupeKeys, CancellationToken stop = default) where T : class
    {
        var keys = _parts.Kinds.HandlersOf(typeof(T)).SelectMany(h => dedupeKeys.Select(key =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{KindOf<T>()}/{h.Name}/{_tenant.Tenant.Id}/{key}"))).ToList();
        return Read<T>(await Here.Where(q => q.DedupeKey != null && keys.Contains(q.DedupeKey)).ToListAsync(stop));
    }

    private string KindOf<T>() => _parts.Kinds.Of(typeof(T))?.Name ?? "";

    private static List<QueuedRow<T>> Read<T>(List<QueueRow> rows) where T : class =>
    [
        .. rows.Select(row => new QueuedRow<T>(
            JsonSerializer.Deserialize<T>(row.Payload, Outbox.Json)!, StandOf(row), row.Attempts, row.CreatedAt, row.Due,
            QueueHistory.Last(row.History) is { } last ? QueueWords.Masked(last.Error) : "")),
    ];

    private static QueueStand StandOf(QueueRow row) => row.State switch
    {
        QueueState.Leased => QueueStand.OnTheWay,
        QueueState.Uncertain => QueueStand.Unsure,
        QueueState.Resting => row.Unsure ? QueueStand.Unsure : QueueStand.Resting,
        QueueState.Waiting => QueueStand.ServiceOff,
        _ => QueueStand.Waiting,
    };
}

/// <summary>How full one lane is.</summary>
/// <param name="Ready">Due now.</param>
/// <param name="Later">Due later: timers, and what is tried again.</param>
/// <param name="OnTheWay">Calls that were sent and not answered yet.</param>
/// <param name="Resting">Waits for a decision in « À reprendre », or for its service.</param>
/// <param name="Oldest">Since when the oldest row that is ready has been due; null for none.</param>
public sealed record LaneGauge(Lane Lane, int Ready, int Later, int OnTheWay, int Resting, DateTimeOffset? Oldest);

/// <summary>Where a row stands.</summary>
public enum QueueStand
{
    /// <summary>For its turn, or its next attempt.</summary>
    Waiting,
    OnTheWay,

    /// <summary>Nobody knows whether the last call arrived.</summary>
    Unsure,

    /// <summary>Attempts ended: « À reprendre ».</summary>
    Resting,

    /// <summary>Its feature is switched off.</summary>
    ServiceOff,
}

/// <summary>A row of one kind.</summary>
/// <param name="LastError">Without mail addresses; empty before a first failure.</param>
public sealed record QueuedRow<T>(T Payload, QueueStand Stand, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset Due, string LastError) where T : class;
