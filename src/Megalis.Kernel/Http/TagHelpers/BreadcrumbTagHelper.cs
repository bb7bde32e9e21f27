using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Kernel.Http.TagHelpers;

/// <summary>
/// <c>&lt;m-breadcrumb&gt;&lt;m-crumb href="/marches"&gt;Marchés publics&lt;/m-crumb&gt;&lt;m-crumb&gt;2027-014&lt;/m-crumb&gt;&lt;/m-breadcrumb&gt;</c>:
/// the way from the home page, which it adds itself. Goes into the section <c>Breadcrumb</c>.
/// </summary>
[HtmlTargetElement("m-breadcrumb")]
[RestrictChildren("m-crumb")]
public sealed class BreadcrumbTagHelper : TagHelper
{
    /// <summary>Where the way begins: « Accueil » of the site, or « Bureau » with <c>home-href="/bureau"</c>.</summary>
    public string Home { get; set; } = "Accueil";

    public string HomeHref { get; set; } = "/";

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var crumbs = await output.GetChildContentAsync();
        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "m-breadcrumb");
        output.Attributes.SetAttribute("aria-label", ViewContext.T("Vous êtes ici"));
        var list = new TagBuilder("ol");
        list.InnerHtml.AppendHtml(Crumb.Item(ViewContext.T(Home), ViewContext.HttpContext.Request.PathBase + HomeHref)).AppendHtml(crumbs);
        output.Content.AppendHtml(list);
    }
}

/// <summary>One step of an <c>m-breadcrumb</c>; without <c>href</c> it is the page itself.</summary>
[HtmlTargetElement("m-crumb", ParentTag = "m-breadcrumb")]
public sealed class CrumbTagHelper : TagHelper
{
    public string? Href { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var text = await output.GetChildContentAsync();
        output.TagName = null;
        output.Content.SetHtmlContent(Crumb.Item(text, Href));
    }
}

internal static class Crumb
{
    public static TagBuilder Item(string text, string? href)
    {
        var content = new DefaultTagHelperContent();
        content.Append(text);
        return Item(content, href);
    }

    public static TagBuilder Item(TagHelperContent text, string? href)
    {
        var item = new TagBuilder("li");
        if (href is null)
        {
            item.Attributes["aria-current"] = "page";
            item.InnerHtml.AppendHtml(text);
            return item;
        }

        var link = new TagBuilder("a");
        link.Attributes["href"] = href;
        link.InnerHtml.AppendHtml(text);
        item.InnerHtml.AppendHtml(link);
        return item;
    }
}
