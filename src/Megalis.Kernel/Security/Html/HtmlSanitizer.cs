using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Html;

namespace Megalis.Kernel.Security;

/// <summary>
/// The one sanitiser. What people typed is stored untouched and goes through here at every render (ARCHITECTURE, section 8):
/// parsed by a real HTML5 parser, then written anew from allow-lists, every text and every value escaped. Nothing of the source
/// is copied, no element whose content a browser reads as raw text or in another namespace is written, so that a second
/// parsing, which is how mutation attacks work, finds only text.
/// </summary>
public static class HtmlSanitizer
{
    /// <summary>Characters; a longer source is shown as text, cut there.</summary>
    public const int MaxLength = 1_000_000;

    /// <summary>Elements nested deeper are left out, their text is kept.</summary>
    internal const int MaxDepth = 100;

    /// <summary>Safe HTML for a page.</summary>
    public static IHtmlContent Render(string? html, HtmlPolicy? policy = null) => new HtmlString(Clean(html, policy));

    /// <summary>Safe HTML as text, for feeds, mails and exports. A source that would cost too much to read is shown as text.</summary>
    public static string Clean(string? html, HtmlPolicy? policy = null)
    {
        if (string.IsNullOrEmpty(html)) return "";
        var writer = new SafeHtmlWriter(policy ?? HtmlPolicy.UnderPageTitle);
        using var document = Parse(html);
        if (document is null) writer.Text(html.Length > MaxLength ? html[..MaxLength] : html);
        else Walk(document.Body!, writer.Open, writer.Close, writer.Text);
        return writer.ToString();
    }

    /// <summary>The text alone, in one line, for excerpts, searches and titles. It must still be escaped where it is shown.</summary>
    public static string PlainText(string? html)
    {
        if (string.IsNullOrEmpty(html)) return "";
        using var document = Parse(html);
        if (document is null) return "";
        var text = new StringBuilder();
        Walk(document.Body!, Break, Break, piece => text.Append(piece));
        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        void Break(IElement element)
        {
            if (AllowedHtml.Blocks.Contains(element.LocalName)) text.Append(' ');
        }
    }

    private static IHtmlDocument? Parse(string html) => html.Length > MaxLength ? null : BoundedHtmlParser.Parse(html);

    /// <summary>
    /// Without recursion, because the depth is the author's to choose, and by index, because asking a node for its next sibling
    /// searches all of them. What is dropped whole is not visited.
    /// </summary>
    private static void Walk(IElement root, Action<IElement> open, Action<IElement> close, Action<string> text)
    {
        var path = new Stack<(IElement Element, int Next)>([(root, 0)]);
        while (path.TryPop(out var at))
        {
            if (at.Next == at.Element.ChildNodes.Length)
            {
                if (at.Element != root) close(at.Element);
                continue;
            }
            path.Push((at.Element, at.Next + 1));
            var child = at.Element.ChildNodes[at.Next];
            if (child is IText piece) text(piece.Data);
            if (child is not IElement element || IsDropped(element)) continue;
            open(element);
            path.Push((element, 0));
        }
    }

    private static bool IsDropped(IElement element) =>
        element.NamespaceUri != NamespaceNames.HtmlUri || AllowedHtml.DroppedWhole.Contains(element.LocalName);
}
