using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Search.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Megalis.Alerts.Data;

/// <summary>
/// All saved searches in the memory of this node, ready to be asked about a consultation. Before each question it reads on from the
/// last revision that it knows, so that a search which another node committed is asked too. The table stays the truth: what comes
/// out is looked up there again.
/// </summary>
internal sealed class SearchBook(ConsultationCriteriaReader reader, TenantStore tenants, SearchIndexes indexes, Texts texts, TimeProvider clock) : IDisposable
{
    private const int Batch = 2000;

    private readonly SemaphoreSlim _one = new(1, 1);
    private Shelf? _shelf;
    private Shelf? _checker;

    /// <summary>Ids of the searches that would find the document, whatever the clock says; growing.</summary>
    public async Task<IReadOnlyList<long>> MatchAsync(MegalisDb db, IndexDocument document, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            _shelf = Current(_shelf);
            await ReadOnAsync(_shelf, db, stop);
            return _shelf.Percolator.Match(document);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Reads all of them, beside the questions: at the start, so that no transaction waits for it, and now and then, because what
    /// criteria mean may change (trades are edited, communes join another EPCI).
    /// </summary>
    public async Task ReadAnewAsync(MegalisDb db, CancellationToken stop)
    {
        var shelf = Current(null);
        await ReadOnAsync(shelf, db, stop);
        await _one.WaitAsync(stop);
        try
        {
            _shelf = shelf;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Why these criteria cannot be matched (a limit of the query); null when they can.</summary>
    public Refusal? Check(Criteria criteria)
    {
        var checker = (_checker = Current(_checker)).Percolator;
        var refusal = checker.Put(0, criteria.Standing());
        checker.Remove(0);
        return refusal;
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Takes in what changed after the last revision that it knows.</summary>
    private async Task ReadOnAsync(Shelf shelf, MegalisDb db, CancellationToken stop)
    {
        while (true)
        {
            var after = shelf.Revision;
            var some = await db.Set<SavedSearch>().AsNoTracking().Where(s => s.Revision > after).OrderBy(s => s.Revision).Take(Batch).ToListAsync(stop);
            foreach (var search in some)
                Take(shelf.Percolator, search);
            if (some.Count > 0)
                shelf.Revision = some[^1].Revision;
            if (some.Count < Batch)
                return;
        }
    }

    private void Take(Percolator percolator, SavedSearch search)
    {
        percolator.Remove(search.Id);
        if (!search.IsActive)
            return;
        var criteria = new Criteria(reader.Read(search.Query), tenants.Find(search.TenantId) ?? tenants.Default, texts);
        if (criteria.IsWhole(search.Query))
            percolator.Put(search.Id, criteria.Standing());
    }

    /// <summary>This one, or an empty one when the operator's synonyms are others by now.</summary>
    private Shelf Current(Shelf? shelf)
    {
        var options = indexes.Options;
        return shelf is not null && ReferenceEquals(shelf.Options, options) ? shelf : new Shelf(options, new Percolator(ConsultationIndex.Schema, options, clock));
    }

    /// <summary>Searches as they are understood with these options.</summary>
    private sealed class Shelf(SearchOptions options, Percolator percolator)
    {
        public SearchOptions Options => options;
        public Percolator Percolator => percolator;

        /// <summary>The last that it knows.</summary>
        public long Revision { get; set; } = -1;
    }
}

/// <summary>Reads the book of searches when the host is up, and again every hour.</summary>
internal sealed class KeepSearchBook(IServiceProvider root, SearchBook book, HostReady ready, TimeProvider time, ILogger<KeepSearchBook> log) : BackgroundService
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ready.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
            await Task.Delay(await ReadAsync(stoppingToken) ? Fresh : Retry, time, stoppingToken);
    }

    private async Task<bool> ReadAsync(CancellationToken stop)
    {
        try
        {
            await using var scope = TenantScope.EnterHost(root);
            await book.ReadAnewAsync(scope.Db, stop);
            return true;
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            log.LogError(error, "The saved searches cannot be read; trying again. Until then each consultation reads what it lacks.");
            return false;
        }
    }
}
