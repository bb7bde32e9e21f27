using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Search.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Data;

/// <summary>
/// All saved searches in the memory of this node, ready to be asked about a consultation. Before each question it reads on from the
/// last revision that it knows, so that a search which another node committed is asked too. The table stays the truth: what comes
/// out is looked up there again.
/// </summary>
internal sealed class SearchBook(ConsultationCriteriaReader reader, TenantStore tenants, Texts texts, TimeProvider clock) : IDisposable
{
    private const int Batch = 2000;

    /// <summary>Trades are edited in the administration, communes join another EPCI: what criteria mean is read anew.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private Percolator? _percolator;
    private Percolator? _checker;
    private long _revision = -1;
    private DateTimeOffset _begun;

    /// <summary>Ids of the searches that would find the document, whatever the clock says; growing.</summary>
    public async Task<IReadOnlyList<long>> MatchAsync(MegalisDb db, IndexDocument document, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            return (await ReadOnAsync(db, stop)).Match(document);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Why these criteria cannot be matched (a limit of the query); null when they can.</summary>
    public Refusal? Check(Criteria criteria)
    {
        var checker = _checker ??= New();
        var refusal = checker.Put(0, criteria.Standing());
        checker.Remove(0);
        return refusal;
    }

    public void Dispose() => _one.Dispose();

    private async Task<Percolator> ReadOnAsync(MegalisDb db, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (_percolator is null || now - _begun > Fresh)
            (_percolator, _revision, _begun) = (New(), -1, now);
        while (true)
        {
            var after = _revision;
            var some = await db.Set<SavedSearch>().AsNoTracking().Where(s => s.Revision > after).OrderBy(s => s.Revision).Take(Batch).ToListAsync(stop);
            foreach (var search in some)
                Take(_percolator, search);
            if (some.Count > 0)
                _revision = some[^1].Revision;
            if (some.Count < Batch)
                return _percolator;
        }
    }

    private void Take(Percolator percolator, SavedSearch search)
    {
        percolator.Remove(search.Id);
        if (search.IsActive)
            percolator.Put(search.Id, new Criteria(reader.Read(search.Query), tenants.Find(search.TenantId) ?? tenants.Default, texts).Standing());
    }

    private Percolator New() => new(ConsultationIndex.Schema, new SearchOptions(), clock);
}
