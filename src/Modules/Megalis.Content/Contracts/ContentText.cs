using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Html;

namespace Megalis.Content.Contracts;

/// <summary>The text of an item as it is shown: everything goes through the sanitiser at every render.</summary>
public static class ContentText
{
    private static readonly HtmlPolicy Unshifted = HtmlPolicy.UnderPageTitle with { HeadingShift = 0 };

    /// <summary>The body as safe HTML, for a page that has its own h1.</summary>
    public static IHtmlContent Body(ContentItem item) => new HtmlString(Html(item));

    /// <summary>As <see cref="Body"/>, as text for feeds.</summary>
    public static string Html(ContentItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var markdown = item.Part<MarkdownBodyPart>()?.Markdown ?? "";
        var html = item.Part<HtmlBodyPart>()?.Html ?? "";
        var text = Clean(html, markdown, Unshifted);
        // Some begin their headings at the first level, most at the second: under the page's h1 both begin at h2.
        return text.Contains("<h1", StringComparison.Ordinal) ? Clean(html, markdown, HtmlPolicy.UnderPageTitle) : text;
    }

    /// <summary>The address of a file of the media library, percent-encoded.</summary>
    public static string MediaUrl(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return "/media/" + string.Join('/', path.Trim('/').Split('/').Select(Uri.EscapeDataString));
    }

    /// <summary>The summary, else the beginning of the text, in one line; at most <paramref name="length"/> characters, cut between words.</summary>
    public static string Excerpt(ContentItem item, int length = 220)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.Part<SummaryPart>() is { Text.Length: > 0 } summary)
            return summary.Text;
        var text = (HtmlSanitizer.PlainText(item.Part<HtmlBodyPart>()?.Html) + " " + MarkdownRenderer.PlainText(item.Part<MarkdownBodyPart>()?.Markdown)).Trim();
        if (text.Length <= length)
            return text;
        var cut = text.LastIndexOf(' ', length);
        return text[..(cut > 0 ? cut : length)] + " …";
    }

    private static string Clean(string html, string markdown, HtmlPolicy policy) => HtmlSanitizer.Clean(html, policy) + MarkdownRenderer.Clean(markdown, policy);
}
