namespace Megalis.Search.Contracts;

/// <summary>A condition on a column, beside the words. Names of fields that the schema lacks, or of another kind, throw <see cref="ArgumentException"/>.</summary>
public abstract record SearchFilter
{
    private SearchFilter()
    {
    }

    /// <summary>A keyword field has one of these values; without values, nothing is found.</summary>
    public sealed record AnyOf(string Field, params IReadOnlyList<string> Values) : SearchFilter;

    /// <summary>A keyword field has none of these values.</summary>
    public sealed record NoneOf(string Field, params IReadOnlyList<string> Values) : SearchFilter;

    /// <summary>A number or a date (microseconds since 1970, UTC) lies between, both ends in; null leaves an end open.</summary>
    public sealed record Between(string Field, long? From, long? To) : SearchFilter;

    /// <summary>A point lies within so many kilometres.</summary>
    public sealed record Near(string Field, double Latitude, double Longitude, double Kilometres) : SearchFilter;

    /// <summary>At least one of these holds; without any, nothing is found.</summary>
    public sealed record Either(params IReadOnlyList<SearchFilter> Filters) : SearchFilter;

    /// <summary>A second text in the same syntax, which cannot spoil the first nor be spoiled by it; its words count for the score.</summary>
    public sealed record Matching(string Text) : SearchFilter;

    /// <summary>A question that was understood elsewhere (a named query's JSON); its words count for the score.</summary>
    internal sealed record Understood(Queries.Query Query) : SearchFilter;
}

/// <summary>The values of a keyword field with their counts.</summary>
/// <param name="Most">The most frequent come first; so many at most.</param>
public sealed record FacetRequest(string Field, int Most = 50);

/// <summary>The order of hits: a number or date field, or the score when <paramref name="Field"/> is null. Hits without a value come last.</summary>
public sealed record SearchOrder(string? Field = null, bool Descending = true);

/// <summary>One question to an index.</summary>
public sealed record SearchRequest
{
    /// <summary>What was typed, in the syntax of docs/reference/search.md; empty finds everything.</summary>
    public string Text { get; init; } = "";

    /// <summary>The groups of the reader: a document that shares none does not exist for them, in hits, counts, facets and suggestions.</summary>
    public required IReadOnlyCollection<string> Groups { get; init; }

    public IReadOnlyList<SearchFilter> Filters { get; init; } = [];

    public IReadOnlyList<FacetRequest> Facets { get; init; } = [];

    public SearchOrder Order { get; init; } = new();

    /// <summary>Hits to pass over, at most 10,000 together with <see cref="Take"/>.</summary>
    public int Skip { get; init; }

    public int Take { get; init; } = 10;

    /// <summary>Fields whose values come back with each hit.</summary>
    public IReadOnlyList<string> Load { get; init; } = [];
}
