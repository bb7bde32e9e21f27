using Megalis.Search.Words;

namespace Megalis.Search.Contracts;

/// <summary>What of texts answers one query; made by <see cref="SearchIndex.Marker"/>.</summary>
public sealed class SearchMarker
{
    private readonly Highlighter _words;

    internal SearchMarker(Highlighter words) => _words = words;

    /// <summary>The text in runs, those that answer the query marked; together they are the text.</summary>
    public IReadOnlyList<TextRun> Mark(string text) => _words.Mark(text);

    /// <summary>The piece of the text, about so many characters, that shows most of the query.</summary>
    public IReadOnlyList<TextRun> Snippet(string text, int length = 240) => _words.Snippet(text, length);
}
