using System.Globalization;
using Megalis.Kernel.Http;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;
using Megalis.Search.Indexes;
using Megalis.Search.Planning;
using Megalis.Search.Queries;
using Megalis.Search.Segments;

namespace Megalis.Search.Answers;

/// <summary>Answers one question over one snapshot.</summary>
internal sealed class Searcher(Language language, Snapshot snapshot, SearchRequest request, TimeProvider time)
{
    /// <summary>Documents that are counted together; the clock is looked at each time.</summary>
    private const int Batch = 1024;

    private readonly Deadline _deadline = new(time, language.Limits.Time);
    private readonly int[] _batch = new int[Batch];
    private readonly TopHits _top = new(request.Skip + request.Take);
    private readonly List<FacetCounter> _facets = [.. request.Facets.Select(facet => new FacetCounter(facet))];
    private readonly Columns _columns = new(language.Schema, snapshot);
    private long _total;

    public SearchAnswer Run()
    {
        try
        {
            if (request.Skip < 0 || request.Take < 0 || request.Skip + request.Take > language.Limits.Window)
                throw new LimitException(new Refusal("On ne va pas au-delà de {0} résultats : précisez la recherche.", language.Limits.Window));
            var (condition, notice) = new Interpreter(language).Read(request);
            Walk(condition);
            return new SearchAnswer { Total = _total, Notice = notice, Hits = Hits(), Facets = _facets.ToDictionary(f => f.Field, f => f.Values(), StringComparer.Ordinal), Took = _deadline.Elapsed };
        }
        catch (LimitException limit)
        {
            return new SearchAnswer { Refused = limit.Refusal, Took = _deadline.Elapsed };
        }
        catch (TimeoutRefusedException)
        {
            return new SearchAnswer { Refused = new Refusal("La recherche prend trop de temps : précisez-la."), Took = _deadline.Elapsed };
        }
    }

    private void Walk(Condition condition)
    {
        var fields = new ColumnConditions(language.Schema);
        var order = request.Order.Field is null ? null : fields.Field(request.Order.Field, IndexFieldKind.Number, IndexFieldKind.Date);
        foreach (var facet in _facets)
            _ = fields.Field(facet.Field, IndexFieldKind.Keyword);
        var plan = new Planner(language, snapshot, _deadline).Make(condition);
        var visible = snapshot.Parts.Select(part => new Visibility(part, request.Groups)).ToList();
        if (plan.Documents >= 0 && _facets.Count == 0 && order is null && visible.TrueForAll(part => part.IsWhole))
        {
            WalkBest(plan);
            return;
        }

        for (var part = 0; part < visible.Count; part++)
            WalkAll(part, plan.For(part), visible[part], order);
    }

    /// <summary>One word anywhere, all documents visible: their number is known, only the best are looked for.</summary>
    private void WalkBest(Plan plan)
    {
        _total = plan.Documents;
        for (var part = 0; part < snapshot.Parts.Count; part++)
        {
            var matcher = plan.For(part);
            for (var document = matcher.Next(); document != Matcher.NoMore; document = matcher.NextAbove(Least()))
                if (matcher.Bound() > Least())
                    _top.Offer(Ranked.KeyOf(matcher.Score()), part, document);
        }
    }

    /// <summary>The score to be beaten.</summary>
    private float Least() => _top.Threshold switch
    {
        long.MinValue => -1,
        long.MaxValue => float.MaxValue,
        var key => BitConverter.Int32BitsToSingle((int)key),
    };

    private void WalkAll(int part, Matcher matcher, Visibility visible, IndexField? order)
    {
        foreach (var facet in _facets)
            facet.Begin(_columns.Keywords(part, language.Schema.Find(facet.Field)!));
        var filled = 0;
        for (var document = matcher.Next(); document != Matcher.NoMore; document = matcher.Next())
        {
            if (!visible.IsWhole && !visible.Has(document))
                continue;
            if (order is null && matcher.Bound() > Least())
                _top.Offer(Ranked.KeyOf(matcher.Score()), part, document);
            _batch[filled++] = document;
            if (filled < Batch)
                continue;
            EndBatch(part, filled, order);
            filled = 0;
        }

        EndBatch(part, filled, order);
        foreach (var facet in _facets)
            facet.End();
    }

    private void EndBatch(int part, int filled, IndexField? order)
    {
        _deadline.Check();
        _total += filled;
        var documents = _batch.AsSpan(0, filled);
        foreach (var facet in _facets)
            facet.Count(documents);
        if (order is not null)
            Order(part, documents, _columns.Numbers(part, order));
    }

    /// <summary>What has no value comes last in both directions.</summary>
    private void Order(int part, ReadOnlySpan<int> documents, NumberColumn column)
    {
        var packed = column.Packed;
        foreach (var document in documents)
        {
            var value = packed[document];
            var key = value == 0 ? long.MinValue + 1 : request.Order.Descending ? column.Unpacked(value) : -column.Unpacked(value);
            _top.Offer(key, part, document);
        }
    }

    private List<SearchHit> Hits()
    {
        var stored = new Dictionary<int, StoredReader>();
        return [.. _top.InOrder().Skip(request.Skip).Select(hit =>
        {
            var segment = snapshot.Parts[hit.Part].Segment;
            if (!stored.TryGetValue(hit.Part, out var reader))
                stored[hit.Part] = reader = segment.Stored();
            return new SearchHit(segment.Keys.Text(hit.Document), request.Order.Field is null ? hit.Score : 0, Load(hit, reader));
        })];
    }

    private Dictionary<string, IReadOnlyList<string>> Load(Ranked hit, StoredReader stored)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var name in request.Load)
        {
            var field = language.Schema.Find(name) ?? throw new ArgumentException($"The index {language.Schema.Name} has no field « {name} ».");
            var found = ValuesOf(hit, field, stored).ToList();
            if (found.Count > 0)
                values[name] = found;
        }

        return values;
    }

    private IEnumerable<string> ValuesOf(Ranked hit, IndexField field, StoredReader stored) => field.Kind switch
    {
        IndexFieldKind.Keyword => _columns.Keywords(hit.Part, field).Of(hit.Document),
        IndexFieldKind.Number or IndexFieldKind.Date => _columns.Numbers(hit.Part, field)[hit.Document] is { } value ? [value.ToString(CultureInfo.InvariantCulture)] : [],
        _ when field.IsReturned => stored.Read(hit.Document)[snapshot.Parts[hit.Part].Segment.Returned.ToList().IndexOf(field)] is { } text ? [text] : [],
        _ => throw new ArgumentException($"The field « {field.Name} » of {language.Schema.Name} does not come back."),
    };
}
