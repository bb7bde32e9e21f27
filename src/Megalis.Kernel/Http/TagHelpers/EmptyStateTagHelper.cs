using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Kernel.Http.TagHelpers;

/// <summary>
/// <c>&lt;m-empty title="Aucune consultation" icon="folder2-open"&gt;How to begin&lt;/m-empty&gt;</c>: what a list shows
/// when it has nothing, with the way to begin inside.
/// </summary>
[HtmlTargetElement("m-empty", Attributes = "title")]
public sealed class EmptyStateTagHelper : TagHelper
{
    public string Title { get; set; } = "";

    public string Icon { get; set; } = "inbox";

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var content = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "m-empty");
        var title = new TagBuilder("p");
        title.AddCssClass("m-empty-title");
        title.InnerHtml.Append(Title);
        output.Content.AppendHtml(Sprite.Icon(ViewContext.HttpContext, Icon)).AppendHtml(title).AppendHtml(content);
    }
}
