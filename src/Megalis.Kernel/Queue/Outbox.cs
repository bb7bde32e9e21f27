using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Queue;

/// <summary>
/// What must happen after the commit of the change at hand: rows of the queue, added to the same context and saved with
/// it. One row for each handler whose feature the tenant has on.
/// </summary>
public sealed class Outbox
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly MegalisDb _db;
    private readonly TenantContext _tenant;
    private readonly TimeProvider _clock;
    private readonly QueueKinds _kinds;
    private readonly QueueSignal _signal;

    internal Outbox(MegalisDb db, TenantContext tenant, TimeProvider clock, QueueKinds kinds, QueueSignal signal) =>
        (_db, _tenant, _clock, _kinds, _signal) = (db, tenant, clock, kinds, signal);

    /// <summary>
    /// Adds an event or a job; the caller's SaveChanges stores it.
    /// </summary>
    /// <param name="payload">A record with <see cref="QueueKindAttribute"/>.</param>
    /// <param name="due">Not before this instant; now when null.</param>
    /// <param name="dedupeKey">
    /// A second row of the same key makes the save fail on its unique index. For keys that may well repeat, call
    /// <see cref="AddOnceAsync"/>.
    /// </param>
    public void Add<T>(T payload, DateTimeOffset? due = null, string? dedupeKey = null) where T : class
    {
        ArgumentNullException.ThrowIfNull(payload);
        if (_kinds.Of(typeof(T)) is not { } kind)
            return;
        var tenant = _tenant.Tenant;
        var lane = kind.Lane;
        var any = false;
        foreach (var handler in _kinds.HandlersOf(typeof(T)).Where(h => tenant.Has(h.FeatureId)))
        {
            any = true;
            _db.Add(new QueueRow
            {
                Lane = handler.IsOutside ? Lane.Outside : kind.Lane,
                Kind = kind.Name,
                Handler = handler.Name,
                TenantId = tenant.Id,
                Feature = handler.FeatureId,
                Payload = JsonSerializer.Serialize(payload, Json),
                Due = due ?? _clock.GetUtcNow(),
                DedupeKey = dedupeKey is null ? null : $"{kind.Name}/{handler.Name}/{tenant.Id}/{dedupeKey}",
                CreatedAt = _clock.GetUtcNow(),
            });
        }

        if (any && (due is null || due <= _clock.GetUtcNow()))
            _db.AfterCommit(() => _signal.WakeAsync(lane));
    }

    /// <summary>As <see cref="Add"/>, but does nothing when a row of this key is waiting already.</summary>
    public async Task AddOnceAsync<T>(T payload, string dedupeKey, DateTimeOffset? due = null, CancellationToken stop = default) where T : class
    {
        var suffix = $"/{_tenant.Tenant.Id}/{dedupeKey}";
        var kind = _kinds.Of(typeof(T))?.Name;
        var waiting = await _db.Set<QueueRow>().AnyAsync(q => q.Kind == kind && q.DedupeKey != null && q.DedupeKey.EndsWith(suffix), stop);
        if (!waiting)
            Add(payload, due, dedupeKey);
    }

    /// <summary>Takes back what was added under a key and has not run yet; returns how many rows.</summary>
    public Task<int> CancelAsync<T>(string dedupeKey, CancellationToken stop = default) where T : class
    {
        var keys = _kinds.HandlersOf(typeof(T)).Select(h => $"{_kinds.Of(typeof(T))!.Name}/{h.Name}/{_tenant.Tenant.Id}/{dedupeKey}").ToList();
        return _db.DeleteWhereAsync<QueueRow>(q => q.DedupeKey != null && keys.Contains(q.DedupeKey) && q.State != QueueState.Leased, stop);
    }
}
