using System.Globalization;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Search;
using Megalis.Search.Contracts;
using Megalis.Search.Queries;
using Megalis.Search.Words;

namespace Megalis.Search.Planning;

/// <summary>Conditions on columns, from filters and from the syntax of queries.</summary>
internal sealed class ColumnConditions(IndexSchema schema)
{
    /// <exception cref="ArgumentException">The field is not there or of another kind.</exception>
    public Condition Filter(SearchFilter filter) => filter switch
    {
        SearchFilter.AnyOf any => new Condition.Values(Field(any.Field, IndexFieldKind.Keyword), any.Values),
        SearchFilter.NoneOf none => new Condition.Without(new Condition.Everything(0), new Condition.Values(Field(none.Field, IndexFieldKind.Keyword), none.Values)),
        SearchFilter.Between between => new Condition.Between(Field(between.Field, IndexFieldKind.Number, IndexFieldKind.Date), between.From ?? long.MinValue, between.To ?? long.MaxValue),
        SearchFilter.Near near => new Condition.Near(Field(near.Field, IndexFieldKind.Point), near),
        _ => throw new ArgumentException(filter.ToString(), nameof(filter)),
    };

    /// <summary>The field with this name, of one of these kinds.</summary>
    public IndexField Field(string name, params IReadOnlyList<IndexFieldKind> kinds) =>
        schema.Find(name) is { } field && kinds.Contains(field.Kind) ? field
            : throw new ArgumentException($"The index {schema.Name} has no field « {name} » of kind {string.Join(" or ", kinds)}.", nameof(name));

    /// <summary>field:value of the syntax.</summary>
    public static Condition Equal(IndexField field, string value) => field.Kind == IndexFieldKind.Keyword
        ? new Condition.Values(field, [value])
        : Ends(field, value) is { } ends ? new Condition.Between(field, ends.From, ends.To) : new Condition.Nothing();

    /// <summary>field:val* of the syntax; numbers and dates have no patterns, so nothing is found.</summary>
    public static Condition Like(IndexField field, string pattern) =>
        field.Kind == IndexFieldKind.Keyword ? new Condition.Fitting(field, value => Wildcards.Matches(pattern, value), pattern) : new Condition.Nothing();

    /// <summary>field:[a TO b] of the syntax.</summary>
    public Condition Range(Query.Range range)
    {
        var field = schema.Find(range.Field!)!;
        if (field.Kind == IndexFieldKind.Keyword)
            return new Condition.Fitting(field, value => IsWithin(value, range), $"{range.From ?? "*"}–{range.To ?? "*"}");
        if (field.Kind is not (IndexFieldKind.Number or IndexFieldKind.Date))
            return new Condition.Nothing();
        var (from, to) = (range.From is null ? (long.MinValue, long.MinValue) : Ends(field, range.From), range.To is null ? (long.MaxValue, long.MaxValue) : Ends(field, range.To));
        if (from is not { } low || to is not { } high)
            return new Condition.Nothing();
        var (above, below) = (range.From is not null && !range.IncludesFrom, range.To is not null && !range.IncludesTo);
        return (above && low.To == long.MaxValue) || (below && high.From == long.MinValue)
            ? new Condition.Nothing()
            : new Condition.Between(field, above ? low.To + 1 : low.From, below ? high.From - 1 : high.To);
    }

    private static bool IsWithin(string value, Query.Range range)
    {
        var low = range.From is null ? 1 : string.CompareOrdinal(value, range.From);
        var high = range.To is null ? -1 : string.CompareOrdinal(value, range.To);
        return (range.IncludesFrom ? low >= 0 : low > 0) && (range.IncludesTo ? high <= 0 : high < 0);
    }

    /// <summary>First and last value that a text stands for: a number is itself, a day, a month or a year of Paris has all its instants.</summary>
    private static (long From, long To)? Ends(IndexField field, string text)
    {
        if (field.Kind == IndexFieldKind.Number)
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? (number, number) : null;
        return Days(text);
    }

    /// <summary>First and last microsecond of a day (2026-03-15, 15/03/2026), a month or a year of Paris; null for another text.</summary>
    public static (long From, long To)? Days(string text)
    {
        (string Form, Func<DateTime, DateTime> End)[] forms = [("yyyy-MM-dd", day => day.AddDays(1)), ("dd/MM/yyyy", day => day.AddDays(1)), ("yyyy-MM", day => day.AddMonths(1)), ("yyyy", day => day.AddYears(1))];
        foreach (var (form, end) in forms)
            if (DateTime.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999)
                return (Instant(day), Instant(end(day)) - 1);
        return null;
    }

    private static long Instant(DateTime midnight) => IndexDocument.Microseconds(ParisTime.From(midnight));
}
