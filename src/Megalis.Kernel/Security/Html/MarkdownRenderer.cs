using Markdig;
using Microsoft.AspNetCore.Html;

namespace Megalis.Kernel.Security;

/// <summary>
/// Markdown as people type it, shown as safe HTML: tables, footnotes, definition lists, automatic links, ids on headings.
/// HTML inside Markdown is allowed, as Orchard's content has it, because the sanitiser reads all of the result.
/// </summary>
public static class MarkdownRenderer
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseAutoIdentifiers(Markdig.Extensions.AutoIdentifiers.AutoIdentifierOptions.GitHub)
        .UsePipeTables().UseAutoLinks().UseFootnotes().UseDefinitionLists().UseEmphasisExtras()
        .Build();

    /// <summary>Safe HTML for a page.</summary>
    public static IHtmlContent Render(string? markdown, HtmlPolicy? policy = null) => new HtmlString(Clean(markdown, policy));

    /// <summary>Safe HTML as text, for feeds and mails.</summary>
    public static string Clean(string? markdown, HtmlPolicy? policy = null) => HtmlSanitizer.Clean(ToHtml(markdown), policy);

    /// <summary>The text alone, in one line, for excerpts and searches. It must still be escaped where it is shown.</summary>
    public static string PlainText(string? markdown) => HtmlSanitizer.PlainText(ToHtml(markdown));

    private static string ToHtml(string? markdown)
    {
        if (string.IsNullOrEmpty(markdown)) return "";
        if (markdown.Length > HtmlSanitizer.MaxLength) return AsText(markdown[..HtmlSanitizer.MaxLength]);
        try
        {
            return Markdown.ToHtml(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig refuses quotes within quotes a hundred deep; the text is still worth showing.
            return AsText(markdown);
        }
    }

    private static string AsText(string text) => "<pre>" + text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal) + "</pre>";
}
