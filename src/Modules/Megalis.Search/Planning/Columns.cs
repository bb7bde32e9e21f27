using System.Globalization;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;
using Megalis.Search.Indexes;
using Megalis.Search.Queries;
using Megalis.Search.Segments;
using Megalis.Search.Words;

namespace Megalis.Search.Planning;

/// <summary>Conditions on columns over one snapshot.</summary>
internal sealed class Columns(IndexSchema schema, Snapshot snapshot)
{
    /// <exception cref="ArgumentException">The field is not there or of another kind.</exception>
    public Plan Filter(SearchFilter filter) => filter switch
    {
        SearchFilter.AnyOf any => Values(Field(any.Field, IndexFieldKind.Keyword), any.Values),
        SearchFilter.NoneOf none => new Plan(part => new AllMatcher(snapshot.Parts[part].Segment.Count, 0)).Without(Values(Field(none.Field, IndexFieldKind.Keyword), none.Values)),
        SearchFilter.Between between => Between(Field(between.Field, IndexFieldKind.Number, IndexFieldKind.Date), between.From ?? long.MinValue, between.To ?? long.MaxValue),
        SearchFilter.Near near => Near(Field(near.Field, IndexFieldKind.Point), near),
        _ => throw new ArgumentException(filter.ToString(), nameof(filter)),
    };

    /// <summary>The field with this name, of one of these kinds.</summary>
    public IndexField Field(string name, params IReadOnlyList<IndexFieldKind> kinds) =>
        schema.Find(name) is { } field && kinds.Contains(field.Kind) ? field
            : throw new ArgumentException($"The index {schema.Name} has no field « {name} » of kind {string.Join(" or ", kinds)}.", nameof(name));

    public KeywordColumn Keywords(int part, IndexField field) => new(snapshot.Parts[part].Segment, ColumnIds.Of(schema, field));

    public NumberColumn Numbers(int part, IndexField field) => new(snapshot.Parts[part].Segment, ColumnIds.Of(schema, field));

    /// <summary>field:value of the syntax.</summary>
    public Plan Equal(IndexField field, string value) => field.Kind switch
    {
        IndexFieldKind.Keyword => Values(field, [value]),
        _ => Ends(field, value) is { } ends ? Between(field, ends.From, ends.To) : Plan.None,
    };

    /// <summary>field:val* of the syntax; numbers and dates have no patterns, so nothing is found.</summary>
    public Plan Like(IndexField field, string pattern) =>
        field.Kind == IndexFieldKind.Keyword ? Values(field, value => Wildcards.Matches(pattern, value)) : Plan.None;

    /// <summary>field:[a TO b] of the syntax.</summary>
    public Plan Range(Query.Range range)
    {
        var field = schema.Find(range.Field!)!;
        if (field.Kind == IndexFieldKind.Keyword)
            return Values(field, value => IsWithin(value, range));
        if (field.Kind is not (IndexFieldKind.Number or IndexFieldKind.Date))
            return Plan.None;
        var (from, to) = (range.From is null ? (long.MinValue, long.MinValue) : Ends(field, range.From), range.To is null ? (long.MaxValue, long.MaxValue) : Ends(field, range.To));
        if (from is not { } low || to is not { } high)
            return Plan.None;
        return Between(field, range.IncludesFrom || range.From is null ? low.From : low.To + 1, range.IncludesTo || range.To is null ? high.To : high.From - 1);
    }

    private static bool IsWithin(string value, Query.Range range)
    {
        var low = range.From is null ? 1 : string.CompareOrdinal(value, range.From);
        var high = range.To is null ? -1 : string.CompareOrdinal(value, range.To);
        return (range.IncludesFrom ? low >= 0 : low > 0) && (range.IncludesTo ? high <= 0 : high < 0);
    }

    private Plan Values(IndexField field, Predicate<string> isWanted) =>
        Values(field, column => Enumerable.Range(0, column.Values.Count).Where(i => isWanted(column.Values.Text(i))));

    private Plan Values(IndexField field, IReadOnlyList<string> values) =>
        Values(field, column => values.Select(value => column.Values.Find(value)).Where(i => i >= 0).Distinct());

    private Plan Values(IndexField field, Func<KeywordColumn, IEnumerable<int>> numbers) => new(part =>
    {
        var column = Keywords(part, field);
        var wanted = numbers(column).ToList();
        return wanted.Count == 0 ? new EmptyMatcher() : new KeywordMatcher(column, snapshot.Parts[part].Segment.Count, wanted);
    });

    private Plan Between(IndexField field, long from, long to) => new(part =>
        new RangeMatcher(Numbers(part, field), snapshot.Parts[part].Segment.Count, from, to) is { Cost: > 0 } range ? range : new EmptyMatcher());

    private Plan Near(IndexField field, SearchFilter.Near near) => new(part =>
    {
        var (segment, id) = (snapshot.Parts[part].Segment, ColumnIds.Of(schema, field));
        return new NearMatcher(new NumberColumn(segment, id), new NumberColumn(segment, ColumnIds.Longitude(id)), segment.Count, (near.Latitude, near.Longitude, near.Kilometres));
    });

    /// <summary>First and last value that a text stands for: a number is itself, a day, a month or a year of Paris has all its instants.</summary>
    private static (long From, long To)? Ends(IndexField field, string text)
    {
        if (field.Kind == IndexFieldKind.Number)
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? (number, number) : null;
        (string Form, Func<DateTime, DateTime> End)[] forms = [("yyyy-MM-dd", day => day.AddDays(1)), ("dd/MM/yyyy", day => day.AddDays(1)), ("yyyy-MM", day => day.AddMonths(1)), ("yyyy", day => day.AddYears(1))];
        foreach (var (form, end) in forms)
            if (DateTime.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year < 9999)
                return (Instant(day), Instant(end(day)) - 1);
        return null;
    }

    private static long Instant(DateTime midnight) => IndexDocument.Microseconds(ParisTime.From(midnight));
}
