using Megalis.Kernel.Search;
using Megalis.Search.Indexes;
using Megalis.Search.Queries;
using Megalis.Search.Segments;

namespace Megalis.Search.Planning;

/// <summary>The columns of one snapshot, and the plans of conditions on them.</summary>
internal sealed class Columns(IndexSchema schema, Snapshot snapshot)
{
    public KeywordColumn Keywords(int part, IndexField field) => new(snapshot.Parts[part].Segment, ColumnIds.Of(schema, field));

    public NumberColumn Numbers(int part, IndexField field) => new(snapshot.Parts[part].Segment, ColumnIds.Of(schema, field));

    public Plan Values(Condition.Values values) =>
        Values(values.Column, column => values.Wanted.Select(value => column.Values.Find(value)).Where(i => i >= 0).Distinct());

    public Plan Fitting(Condition.Fitting fitting) =>
        Values(fitting.Column, column => Enumerable.Range(0, column.Values.Count).Where(i => fitting.Fits(column.Values.Text(i))));

    private Plan Values(IndexField field, Func<KeywordColumn, IEnumerable<int>> numbers) => new(part =>
    {
        var column = Keywords(part, field);
        var wanted = numbers(column).ToList();
        return wanted.Count == 0 ? new EmptyMatcher() : new KeywordMatcher(column, snapshot.Parts[part].Segment.Count, wanted);
    });

    public Plan Between(Condition.Between between) => new(part =>
        new RangeMatcher(Numbers(part, between.Column), snapshot.Parts[part].Segment.Count, between.From, between.To) is { Cost: > 0 } range ? range : new EmptyMatcher());

    public Plan Near(Condition.Near near) => new(part =>
    {
        var (segment, id) = (snapshot.Parts[part].Segment, ColumnIds.Of(schema, near.Column));
        return new NearMatcher(new NumberColumn(segment, id), new NumberColumn(segment, ColumnIds.Longitude(id)), segment.Count, near.Place);
    });
}
