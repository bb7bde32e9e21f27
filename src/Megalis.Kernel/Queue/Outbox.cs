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
    public void Add<T>(T payload, DateTimeOffset? due = null, string? dedupeKey = null) where T : class => Put(payload, due, dedupeKey, row => _db.Add(row));

    /// <summary>As <see cref="Add"/>, among rows that <see cref="MegalisDb.SavePlainAsync"/> writes.</summary>
    public void AddTo<T>(LooseRows rows, T payload, DateTimeOffset? due = null, string? dedupeKey = null) where T : class => Put(payload, due, dedupeKey, rows.Add);

    private void Put<T>(T payload, DateTimeOffset? due, string? dedupeKey, Action<QueueRow> add) where T : class
    {
        ArgumentNullException.ThrowIfNull(payload);
        var now = _clock.GetUtcNow();
        var tenant = _tenant.Tenant;
        foreach (var handler in _kinds.HandlersOf(typeof(T)).Where(h => tenant.Has(h.FeatureId)))
        {
            var lane = _kinds.LaneOf(handler);
            add(new QueueRow
            {
                Lane = lane,
                Kind = _kinds.Of(typeof(T))!.Name,
                Handler = handler.Name,
                TenantId = tenant.Id,
                Feature = handler.FeatureId,
                Payload = JsonSerializer.Serialize(payload, Json),
                Due = due ?? now,
                DedupeKey = dedupeKey is null ? null : KeyOf<T>(handler, dedupeKey),
                CreatedAt = now,
            });
            if (due is null || due <= now)
                _db.AfterCommit(() => _signal.WakeAsync(lane, tenant.Id));
        }
    }

    /// <summary>As <see cref="Add"/>, but does nothing when a row of this key is waiting already.</summary>
    public async Task AddOnceAsync<T>(T payload, string dedupeKey, DateTimeOffset? due = null, CancellationToken stop = default) where T : class
    {
        var keys = KeysOf<T>(dedupeKey);
        if (!await _db.Set<QueueRow>().AnyAsync(q => q.DedupeKey != null && keys.Contains(q.DedupeKey), stop))
            Add(payload, due, dedupeKey);
    }

    /// <summary>
    /// Takes back what was added under a key and has not run yet; returns how many rows. One that runs at this instant is
    /// left alone and not waited for: its handler may wait for what the caller holds.
    /// </summary>
    public async Task<int> CancelAsync<T>(string dedupeKey, CancellationToken stop = default) where T : class
    {
        var keys = KeysOf<T>(dedupeKey);
        if (_db.IsPostgres)
        {
            var rows = 0L;
            await _db.TransactAsync(async () => rows = (long)(await _db.RawAsync(
                $"""
                with free as (select id from queue_row where dedupe_key = any(@p0) and state not in ('{nameof(QueueState.Leased)}', '{nameof(QueueState.Uncertain)}') for update skip locked),
                gone as (delete from queue_row where id in (select id from free) returning 1)
                select count(*) from gone
                """, [keys.ToArray()], stop))!, stop);
            return (int)rows;
        }

        return await _db.DeleteWhereAsync<QueueRow>(q => q.DedupeKey != null && keys.Contains(q.DedupeKey) && q.State != QueueState.Leased && q.State != QueueState.Uncertain, stop);
    }

    private List<string> KeysOf<T>(string dedupeKey) where T : class => [.. _kinds.HandlersOf(typeof(T)).Select(h => KeyOf<T>(h, dedupeKey))];

    private string KeyOf<T>(HandlerRegistration handler, string dedupeKey) where T : class =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_kinds.Of(typeof(T))!.Name}/{handler.Name}/{_tenant.Tenant.Id}/{dedupeKey}");
}
