namespace Megalis.Search.Contracts;

/// <summary>Why a document is found: what of the question it answers, in the order of the question.</summary>
/// <param name="Score">That of the hit when hits are ordered by score.</param>
/// <param name="Reasons">Only what the document has. Their parts add up to the score, but for « *:* », which gives no reason.</param>
public sealed record SearchExplanation(float Score, IReadOnlyList<SearchReason> Reasons);

/// <summary>What kind of condition a reason is.</summary>
public enum SearchReasonKind
{
    Word,
    Phrase,

    /// <summary>With « * » or « ? ».</summary>
    Pattern,

    /// <summary>With « ~ ».</summary>
    Misspelt,

    /// <summary>A column, asked for in the text or by a filter. It adds nothing to the score.</summary>
    Column,
}

/// <summary>One thing that was asked for and is there.</summary>
/// <param name="Typed">As the person wrote it; for a synonym, as the list of synonyms writes it; for a column, the values asked for.</param>
/// <param name="Searched">What was searched: stems; the folded pattern; the nearest words; for a column, the document's values.</param>
/// <param name="SynonymOf">What was typed in its place; null when it was typed itself.</param>
/// <param name="Places">Text fields or the column, and how often it stands there.</param>
/// <param name="Part">Of the score; 0 when a better synonym counts.</param>
public sealed record SearchReason(SearchReasonKind Kind, string Typed, string Searched, string? SynonymOf, IReadOnlyList<SearchPlace> Places, float Part);

/// <summary>A field and how often something stands in it.</summary>
public sealed record SearchPlace(string Field, int Count);
