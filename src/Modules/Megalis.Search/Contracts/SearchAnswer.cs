using Megalis.Kernel.Http;

namespace Megalis.Search.Contracts;

/// <summary>One document found.</summary>
/// <param name="Key">That of the document.</param>
/// <param name="Score">Greater is better; 0 when the order is not the score's.</param>
/// <param name="Values">Of the fields that were to be loaded; numbers and dates as digits. A field without a value is missing.</param>
public sealed record SearchHit(string Key, float Score, IReadOnlyDictionary<string, IReadOnlyList<string>> Values);

/// <summary>One value of a facet and how many of the documents found have it.</summary>
public sealed record FacetValue(string Value, int Count);

/// <summary>What an index answered.</summary>
public sealed record SearchAnswer
{
    /// <summary>Exact.</summary>
    public long Total { get; init; }

    public IReadOnlyList<SearchHit> Hits { get; init; } = [];

    /// <summary>By field, the most frequent value first, equal ones in the order of their letters.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FacetValue>> Facets { get; init; } = new Dictionary<string, IReadOnlyList<FacetValue>>();

    /// <summary>What the reader should know: that the query could not be read as an expression and was searched as plain words.</summary>
    public Refusal? Notice { get; init; }

    /// <summary>Why nothing was searched: a limit (length, clauses, expansions, time). Null when all went well.</summary>
    public Refusal? Refused { get; init; }

    /// <summary>From the question to the answer.</summary>
    public TimeSpan Took { get; init; }
}

/// <summary>A piece of a text; <paramref name="IsMatch"/> says that a word of the query stands here.</summary>
public sealed record TextRun(string Text, bool IsMatch);
