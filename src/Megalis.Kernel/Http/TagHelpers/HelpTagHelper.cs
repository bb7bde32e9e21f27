using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Kernel.Http.TagHelpers;

/// <summary>A word of the law that a module explains once for all its pages; registered as a singleton.</summary>
/// <param name="Word">As the page writes it: « DCE ».</param>
/// <param name="Sentence">One plain sentence.</param>
/// <param name="Href">The guide that says more, or none.</param>
public sealed record LegalTerm(string Word, string Sentence, string? Href = null);

/// <summary>
/// <c>&lt;m-help term="DCE" /&gt;</c>, or with its own sentence inside: a « ? » beside a legal word that opens one plain
/// sentence and a link to the guide, without a script. Not inside a paragraph or a heading: it is a block.
/// </summary>
[HtmlTargetElement("m-help", Attributes = "term")]
public sealed class HelpTagHelper(IEnumerable<LegalTerm> terms) : TagHelper
{
    public string Term { get; set; } = "";

    public string? Href { get; set; }

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <exception cref="InvalidOperationException">No sentence inside, and no module explains the term.</exception>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var own = await output.GetChildContentAsync();
        var known = terms.FirstOrDefault(t => t.Word.Equals(Term, StringComparison.OrdinalIgnoreCase));
        output.TagName = "details";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "m-help");
        output.Content.AppendHtml("<summary><span aria-hidden=\"true\">?</span><span class=\"visually-hidden\">");
        output.Content.Append(ViewContext.T("Que veut dire «\u00a0{0}\u00a0»\u202f?", Term));
        output.Content.AppendHtml("</span></summary><div class=\"m-help-text\">");
        if (!own.IsEmptyOrWhiteSpace)
            output.Content.AppendHtml(own);
        else
            output.Content.Append(known?.Sentence
                ?? throw new InvalidOperationException($"No module explains the term « {Term} »: write the sentence inside <m-help>."));
        AppendLink(output, Href ?? known?.Href);
        output.Content.AppendHtml("</div>");
    }

    private void AppendLink(TagHelperOutput output, string? href)
    {
        if (href is null)
            return;
        output.Content.AppendHtml(" <a href=\"").Append(href).AppendHtml("\">").Append(ViewContext.T("En savoir plus"));
        output.Content.AppendHtml("<span class=\"visually-hidden\">").Append($" ({Term})").AppendHtml("</span></a>");
    }
}
