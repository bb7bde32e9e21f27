using System.Text.RegularExpressions;
using Megalis.Kernel.Identifiers;
using Microsoft.AspNetCore.Html;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>Marks the words of a title that a search found, whatever their accents.</summary>
internal static partial class Highlight
{
    public static IHtmlContent Of(string text, IReadOnlyList<string> words)
    {
        var html = new HtmlContentBuilder();
        if (words.Count == 0)
            return html.Append(text);
        foreach (Match piece in Pieces().Matches(text))
            if (words.Any(Folded.Of(piece.Value).Contains))
                html.AppendHtml("<mark>").Append(piece.Value).AppendHtml("</mark>");
            else
                html.Append(piece.Value);
        return html;
    }

    [GeneratedRegex(@"[\w-]+|[^\w-]+")]
    private static partial Regex Pieces();
}
