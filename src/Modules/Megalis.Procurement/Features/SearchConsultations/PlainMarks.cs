using System.Text.RegularExpressions;
using Megalis.Kernel.Identifiers;
using Megalis.Search.Contracts;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>Marks the words that the database found in a title, whatever their accents.</summary>
internal static partial class PlainMarks
{
    public static IReadOnlyList<TextRun> Of(string text, IReadOnlyList<string> words) => words.Count == 0
        ? [new TextRun(text, false)]
        : [.. Pieces().Matches(text).Select(piece => new TextRun(piece.Value, words.Any(Folded.Of(piece.Value).Contains)))];

    [GeneratedRegex(@"[\w-]+|[^\w-]+")]
    private static partial Regex Pieces();
}
