using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Journal;

/// <summary>
/// The acts that count in law (ARCHITECTURE, section 7): who, when, on what, what changed. An entry is a row of the
/// transaction that makes the change; neither is ever stored without the other.
/// </summary>
public sealed class Journal
{
    /// <summary>The actor when no person is: jobs, the calendar, the command line.</summary>
    public const string SystemActor = "systeme";

    internal const string ErasedAct = "journal.erased";
    internal const string EntryKind = "journal";

    // Accents stay readable in the table; whoever shows the payload in a page encodes it there.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly MegalisDb _db;
    private readonly TenantContext _tenant;
    private readonly CurrentUser _user;
    private readonly TimeProvider _clock;
    private readonly ClusterSignal _signal;
    private readonly Veils _veils;

    internal Journal(
        MegalisDb db, TenantContext tenant, CurrentUser user, TimeProvider clock, ClusterSignal signal, Veils veils) =>
        (_db, _tenant, _user, _clock, _signal, _veils) = (db, tenant, user, clock, signal, veils);

    private int Here => _tenant.IsHost ? 0 : _tenant.Tenant.Id;

    /// <summary>Adds an entry; the caller's SaveChanges stores it with the change it tells of.</summary>
    /// <param name="act">A stable name in the past tense, « pli.deposited ».</param>
    /// <param name="subjectKind">« consultation ».</param>
    /// <param name="subjectId">Which one; never a person's name or address, for this is never erased.</param>
    /// <param name="payload">Serialised to JSON. Names, addresses and texts belong here: it can be erased (<see cref="EraseAsync"/>).</param>
    /// <param name="actor">The account that acts; the person of the request when null, else <see cref="SystemActor"/>.</param>
    public JournalReceipt Append(string act, string subjectKind, string subjectId, object payload, string? actor = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(act);
        ArgumentException.ThrowIfNullOrEmpty(subjectKind);
        ArgumentNullException.ThrowIfNull(payload);
        var row = NewRow(act, subjectKind, subjectId, actor ?? (_user.IsSignedIn ? _user.AccountId : SystemActor));
        row.Payload = JsonSerializer.Serialize(payload, payload.GetType(), Json);
        row.Salt = CanonicalEntry.NewSalt();
        row.PayloadHash = CanonicalEntry.PayloadHash(row.Salt, Encoding.UTF8.GetBytes(row.Payload));
        row.Header = CanonicalEntry.Bytes(HeaderOf(row), row.PayloadHash);
        row.LeafHash = Merkle.LeafHash(row.Header);
        _db.Add(row);
        LogLeader.WakeAfterCommit(_db, _signal);
        return new JournalReceipt(row.EntryId, row.LeafHash, row.At);
    }

    /// <summary>
    /// Erases the payload of an entry of this tenant, where the law lets a person have it erased (RGPD, article 17); its
    /// header stays, so that the tree still verifies. The erasure is an entry itself: <c>journal verify</c> tells it from
    /// an edit by it. Saves.
    /// </summary>
    /// <returns>The receipt of the erasure; null when this tenant has no such entry or it is erased already.</returns>
    public async Task<JournalReceipt?> EraseAsync(string entryId, string reason, CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        JournalReceipt? receipt = null;
        await _db.TransactAsync(async () =>
        {
            var here = Here;
            var row = await _db.Set<JournalRow>().SingleOrDefaultAsync(j => j.TenantId == here && j.EntryId == entryId && j.ErasedBy == null, stop);
            if (row is null)
                return;
            receipt = Append(ErasedAct, EntryKind, entryId, new { reason });
            (row.Payload, row.Salt, row.ErasedBy) = (null, null, receipt.EntryId);
            await _db.SaveChangesAsync(stop);
        }, stop);
        return receipt;
    }

    /// <summary>
    /// What happened to one thing of this tenant, the oldest first; at most 500 entries, less those that a
    /// <see cref="IJournalVeil"/> still hides.
    /// </summary>
    public async Task<IReadOnlyList<JournalEntry>> OfAsync(string subjectKind, string subjectId, CancellationToken stop = default)
    {
        var here = Here;
        var rows = await _veils.Lift(_db.Set<JournalRow>().AsNoTracking().Where(j => j.TenantId == here && j.SubjectKind == subjectKind && j.SubjectId == subjectId))
            .OrderBy(j => j.Id).Take(500).ToListAsync(stop);
        var since = await _veils.SealedSinceAsync(stop);
        return [.. rows.Select(row => Read(row, since))];
    }

    /// <summary>
    /// What one actor did to one thing of this tenant, the oldest first: to find what an erasure must reach. Never for a page
    /// (<see cref="JournalReader"/>): nothing is veiled here.
    /// </summary>
    public async Task<IReadOnlyList<JournalEntry>> ByAsync(string subjectKind, string subjectId, string act, string actor, CancellationToken stop = default)
    {
        var here = Here;
        var rows = await _db.Set<JournalRow>().AsNoTracking()
            .Where(j => j.TenantId == here && j.SubjectKind == subjectKind && j.SubjectId == subjectId && j.Act == act && j.Actor == actor)
            .OrderBy(j => j.Id).ToListAsync(stop);
        return [.. rows.Select(row => Read(row))];
    }

    /// <summary>One entry of this tenant, or null.</summary>
    public async Task<JournalEntry?> FindAsync(string entryId, CancellationToken stop = default)
    {
        var here = Here;
        var row = await _db.Set<JournalRow>().AsNoTracking().SingleOrDefaultAsync(j => j.TenantId == here && j.EntryId == entryId, stop);
        return row is null ? null : Read(row);
    }

    /// <summary>
    /// The proof that an entry of this tenant lies in the journal, or null while no signed head holds it yet (two seconds
    /// at most while the platform works). Heads are worth something outside of the database only: put this into receipts
    /// and mails.
    /// </summary>
    public async Task<JournalProof?> ProofAsync(string entryId, CancellationToken stop = default)
    {
        var here = Here;
        var row = await _db.Set<JournalRow>().AsNoTracking().SingleOrDefaultAsync(j => j.TenantId == here && j.EntryId == entryId && j.Position != null, stop);
        return row is null ? null : await JournalCheck.ProofAsync(_db, row, stop);
    }

    internal static JournalHeader HeaderOf(JournalRow row) => new(
        row.EntryId, row.TenantId, InstantConverter.ToMicros(row.At), row.Act, row.Actor, row.SubjectKind, row.SubjectId);

    private JournalRow NewRow(string act, string subjectKind, string subjectId, string actor)
    {
        var now = _clock.GetUtcNow();
        return new JournalRow
        {
            EntryId = Ids.New(now),
            TenantId = Here,
            At = now,
            Act = act,
            Actor = actor,
            SubjectKind = subjectKind,
            SubjectId = subjectId,
        };
    }

    /// <param name="since">Entries of this instant and later keep their positions to themselves (<see cref="IJournalVeil.SealedSinceAsync"/>).</param>
    internal static JournalEntry Read(JournalRow row, DateTimeOffset? since = null) => new(
        row.EntryId, row.At >= since ? null : row.Position, row.At, row.Act, row.Actor, row.SubjectKind, row.SubjectId,
        row.Payload is null ? null : JsonDocument.Parse(row.Payload).RootElement, row.LeafHash, row.ErasedBy);
}
