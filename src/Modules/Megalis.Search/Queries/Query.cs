using Megalis.Kernel.Http;

namespace Megalis.Search.Queries;

/// <summary>What was typed, understood.</summary>
internal abstract record Query
{
    private Query()
    {
    }

    /// <summary>A word, or what is glued together by hyphens: then a phrase.</summary>
    public sealed record Words(string Text, string? Field) : Query;

    /// <param name="Slop">How many places the words may be out of place, all together.</param>
    public sealed record Phrase(string Text, string? Field, int Slop) : Query;

    /// <summary>With « * » and « ? »; <c>mot*</c> is the common case.</summary>
    public sealed record Wildcard(string Pattern, string? Field) : Query;

    public sealed record Fuzzy(string Text, string? Field, int Edits) : Query;

    /// <param name="From">Null for an open end.</param>
    public sealed record Range(string? Field, string? From, string? To, bool IncludesFrom, bool IncludesTo) : Query;

    /// <summary>A number or a date (microseconds since 1970, UTC), both ends in; null leaves an end open.</summary>
    public sealed record Between(string Field, long? From, long? To) : Query;

    public sealed record Bool(IReadOnlyList<Clause> Clauses) : Query;

    public sealed record Boost(Query Inner, float Factor) : Query;

    /// <summary><c>*:*</c>, and the empty query.</summary>
    public sealed record All : Query;

    /// <summary>Nothing that can be found: only stop words, for instance, leave no condition.</summary>
    public sealed record Nothing : Query;
}

internal enum Occur { Should, Must, MustNot }

internal sealed record Clause(Query Query, Occur Occur);

/// <summary>Where the syntax is another's than that of the search boxes.</summary>
/// <param name="Otherwise">What a part is that no operator joins to its neighbour.</param>
/// <param name="FieldOf">The field of the index under a name before a colon; null when the name is a word like others.</param>
internal sealed record QueryDialect(Occur Otherwise, Func<string, string?> FieldOf)
{
    /// <summary>Of the search boxes: AND, and the names of the index.</summary>
    public static QueryDialect Of(Kernel.Search.IndexSchema schema) =>
        new(Occur.Must, name => schema.Find(name.ToLowerInvariant()) is { Kind: not (Kernel.Search.IndexFieldKind.Stored or Kernel.Search.IndexFieldKind.Point) } known ? known.Name : null);
}

/// <summary>The query goes beyond a limit; the message is for the person.</summary>
internal sealed class LimitException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal => refusal;
}

/// <summary>The text is no expression; its words are searched instead.</summary>
internal sealed class SyntaxException(string message) : Exception(message);
