using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Queue;

/// <summary>
/// « À reprendre »: what the queue cannot finish by itself, and what a person decides about it. In a tenant it knows that
/// tenant's tasks. On the portal it knows all tenants' for those who may also manage tenants. Callers require the
/// permission <see cref="KernelPermissions.ManageQueue"/>.
/// </summary>
/// <remarks>
/// Every act names the task and the <see cref="QueueTask.Mark"/> that was shown: the second of two clicks, and a click on
/// a task that has moved on, change nothing. An act is an entry of the journal of the task's tenant, in one transaction.
/// </remarks>
public sealed class QueueDesk
{
    private static readonly IReadOnlyList<Lane> Lanes = Enum.GetValues<Lane>();

    private readonly QueueParts _parts;
    private readonly QueueWords _words;
    private readonly QueueSignal _signal;
    private readonly MegalisDb _db;
    private readonly TenantContext _tenant;
    private readonly CurrentUser _user;
    private readonly DiscreetLines _discreet;

    internal QueueDesk(QueueParts parts, QueueWords words, QueueSignal signal, MegalisDb db, TenantContext tenant, CurrentUser user) =>
        (_parts, _words, _signal, _db, _tenant, _user, _discreet) = (parts, words, signal, db, tenant, user, new(parts, words, signal, db, user));

    /// <summary>Whether the tasks of all tenants are shown to this person here.</summary>
    public async Task<bool> ShowsAllAsync(CancellationToken stop = default) =>
        _tenant.Tenant.IsDefault && await _user.MayAsync(KernelPermissions.ManageTenants, stop);

    /// <summary>How many tasks wait for a decision, counted up to <paramref name="atMost"/>; all of a discreet kind are one.</summary>
    public async Task<int> CountAsync(int atMost, CancellationToken stop = default)
    {
        var rows = await Of(await VisibleAsync(stop), QueueShelf.Stuck).Take(atMost).CountAsync(stop);
        return Math.Min(atMost, rows + (await DiscreetAsync(QueueShelf.Stuck, [], stop)).Count);
    }

    /// <summary>A page of a shelf: discreet lines, then the oldest first; on the shelf of waiting ones the next attempt first.</summary>
    /// <param name="search">Words of the label, or of the tenant's name where several are shown; all of them must be there.</param>
    /// <param name="page">From 1.</param>
    public async Task<(IReadOnlyList<QueueTask> Tasks, int Total)> ListAsync(QueueShelf shelf, string search, int page, int size, CancellationToken stop = default)
    {
        var (rows, all) = (Of(await VisibleAsync(stop), shelf), await ShowsAllAsync(stop));
        var words = Folded.Of(search).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 0)
            rows = Named(rows, words, all);
        var lines = await DiscreetAsync(shelf, words, stop);
        var total = lines.Count + await rows.CountAsync(stop);
        var ordered = shelf == QueueShelf.Waiting ? rows.OrderBy(q => q.Due).ThenBy(q => q.Id) : rows.OrderBy(q => q.Id);
        var before = (page - 1) * size;
        var first = lines.Skip(before).Take(size).ToList();
        var some = await ordered.Skip(Math.Max(0, before - lines.Count)).Take(size - first.Count).ToListAsync(stop);
        return ([.. first, .. some.Select(row => Read(row, all))], total);
    }

    /// <summary>Tries again now, with all attempts before it. Of an outside call that may have arrived the other side is asked first.</summary>
    public async Task<Refusal?> RetryAsync(long id, string mark, CancellationToken stop = default) => DiscreetLines.Is(id)
        ? await ShowsAllAsync(stop) ? await _discreet.RetryAsync(id, mark, stop) : Gone
        : await RetryRowAsync(id, mark, stop);

    private Task<Refusal?> RetryRowAsync(long id, string mark, CancellationToken stop) => ActAsync(id, mark, "queue.retried", "", async (db, row) =>
    {
        if (row.State == QueueState.Waiting)
            return false;
        await QueueActs.SendOffAsync(db, row, row.Unsure, _parts.Now, stop);
        return true;
    }, stop);

    /// <summary>Sends a call again that may have arrived, without asking the other side.</summary>
    public Task<Refusal?> ResendAsync(long id, string mark, CancellationToken stop = default) => ActAsync(id, mark, "queue.resent", "", async (db, row) =>
    {
        if (!row.Unsure || row.State == QueueState.Waiting)
            return false;
        await QueueActs.SendOffAsync(db, row, unsure: false, _parts.Now, stop);
        return true;
    }, stop);

    /// <summary>Ends a call of which a person knows that it arrived.</summary>
    public Task<Refusal?> ConfirmAsync(long id, string mark, CancellationToken stop = default) => ActAsync(id, mark, "queue.confirmed", "", async (db, row) =>
    {
        if (!row.Unsure)
            return false;
        await QueueActs.RemoveAsync(db, row, stop);
        return true;
    }, stop);

    /// <summary>Gives a task up for good. What it would have done is not done.</summary>
    /// <param name="reason">For the journal; not empty.</param>
    public async Task<Refusal?> AbandonAsync(long id, string mark, string reason, CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        if (DiscreetLines.Is(id))
            return await ShowsAllAsync(stop) ? await _discreet.AbandonAsync(id, mark, reason, stop) : Gone;
        return await ActAsync(id, mark, "queue.abandoned", reason, async (db, row) =>
        {
            await QueueActs.RemoveAsync(db, row, stop);
            return true;
        }, stop);
    }

    private static Refusal Gone => new Refusal("Cette tâche n'est plus à reprendre : elle s'est terminée entre-temps, ou quelqu'un s'en est occupé.");

    private async Task<Refusal?> ActAsync(long id, string mark, string act, string reason, Func<MegalisDb, QueueRow, Task<bool>> change, CancellationToken stop)
    {
        // Whose row it is decides in whose journal the act stands. One of another tenant is as absent as one that is done.
        if (await (await VisibleAsync(stop)).SingleOrDefaultAsync(q => q.Id == id, stop) is not { } seen)
            return Gone;
        var owner = _parts.Tenants.Find(seen.TenantId) ?? _parts.Tenants.Default;
        await using var scope = TenantScope.Enter(_parts.Root, owner);
        var done = false;
        await scope.Db.TransactAsync(async () =>
        {
            await scope.Db.HoldAsync<QueueRow>(id, alone: true, stop);
            if (await scope.Db.Set<QueueRow>().AsNoTracking().SingleOrDefaultAsync(q => q.Id == id, stop) is not { } row || QueueActs.MarkOf(row) != mark)
                return;
            done = await change(scope.Db, row);
            if (!done)
                return;
            await QueueActs.JournalAsync(scope, row, act, _words.Label(row), reason, _user.AccountId, stop);
            scope.Db.AfterCommit(() => _signal.WakeAsync(row.Lane, row.TenantId));
        }, stop);
        return done ? null : QueueActs.Moved;
    }

    /// <summary>Rows that this person may know of here one by one.</summary>
    private async Task<IQueryable<QueueRow>> VisibleAsync(CancellationToken stop)
    {
        // Lanes are named because the index begins with them.
        var discreet = _parts.Kinds.Discreet;
        var rows = _db.Set<QueueRow>().AsNoTracking().Where(q => Lanes.Contains(q.Lane) && !discreet.Contains(q.Kind));
        if (await ShowsAllAsync(stop))
            return rows;
        var here = _tenant.Tenant.Id;
        return rows.Where(q => q.TenantId == here);
    }

    /// <summary>Those that wait go on by themselves: of them nothing is said.</summary>
    private async Task<IReadOnlyList<QueueTask>> DiscreetAsync(QueueShelf shelf, string[] words, CancellationToken stop) =>
        shelf == QueueShelf.Stuck && await ShowsAllAsync(stop) ? await _discreet.ListAsync(words.Length == 0 ? null : _words.KindsNamed(words), stop) : [];

    private static IQueryable<QueueRow> Of(IQueryable<QueueRow> rows, QueueShelf shelf) => shelf == QueueShelf.Stuck
        ? rows.Where(q => q.State == QueueState.Resting)
        : rows.Where(q => q.State == QueueState.Waiting || q.State == QueueState.Uncertain || (q.State == QueueState.Ready && q.Attempts > 0));

    private IQueryable<QueueRow> Named(IQueryable<QueueRow> rows, string[] words, bool all)
    {
        var kinds = _words.KindsNamed(words);
        if (!all)
            return rows.Where(q => kinds.Contains(q.Kind));
        var tenants = _db.Set<TenantRow>().AsQueryable();
        foreach (var word in words)
            tenants = tenants.Where(t => t.DisplayNameFolded.Contains(word));
        var ids = tenants.Select(t => t.Id);
        return rows.Where(q => kinds.Contains(q.Kind) || ids.Contains(q.TenantId));
    }

    private QueueTask Read(QueueRow row, bool all)
    {
        var history = QueueHistory.Read(row.History);
        var trouble = row.State == QueueState.Waiting ? QueueTrouble.ServiceOff
            : row.Unsure ? QueueTrouble.Unsure
            : row.State == QueueState.Resting ? QueueTrouble.Failed : QueueTrouble.TriedAgain;
        var last = QueueHistory.Last(row.History);
        return new QueueTask(
            row.Id, QueueActs.MarkOf(row), _words.Label(row), _words.Subject(row),
            all ? _parts.Tenants.Find(row.TenantId)?.DisplayName ?? "" : "",
            trouble, _words.Reason(row, last?.Error), row.CreatedAt, Math.Max(row.Attempts, history.Count), last?.At,
            row.State is QueueState.Ready or QueueState.Uncertain ? row.Due : null, QueueWords.Technical(row),
            [.. history.Reverse().Select(a => a with { Error = QueueWords.Masked(a.Error) })])
        {
            CanDecide = row.Unsure && row.State != QueueState.Waiting,
        };
    }
}
