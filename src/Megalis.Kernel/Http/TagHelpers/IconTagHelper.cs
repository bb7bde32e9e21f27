using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Kernel.Http.TagHelpers;

/// <summary>
/// <c>&lt;m-icon name="bell" /&gt;</c>: a drawing of the sprite. Silent for screen readers unless <c>label</c> says what it means.
/// </summary>
[HtmlTargetElement("m-icon", Attributes = "name", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class IconTagHelper : TagHelper
{
    /// <summary>A name of src/Themes/Megalis.Theme.Portal/icons.txt.</summary>
    public string Name { get; set; } = "";

    /// <summary>Only where no word stands beside the icon.</summary>
    public string? Label { get; set; }

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var classes = output.Attributes["class"]?.Value?.ToString();
        output.TagName = null;
        output.Content.SetHtmlContent(Sprite.Icon(ViewContext.HttpContext, Name, Label, classes));
    }
}

/// <summary>The one SVG file of icons, which every theme shares (the Portal theme builds it).</summary>
internal static class Sprite
{
    private const string Asset = "_content/Megalis.Theme.Portal/lib/icons.svg";

    public static TagBuilder Icon(HttpContext http, string name, string? label = null, string? classes = null)
    {
        var svg = new TagBuilder("svg");
        svg.AddCssClass("m-icon");
        if (!string.IsNullOrEmpty(classes))
            svg.AddCssClass(classes);
        if (label is null)
        {
            svg.Attributes["aria-hidden"] = "true";
        }
        else
        {
            svg.Attributes["role"] = "img";
            svg.Attributes["aria-label"] = label;
        }

        svg.Attributes["focusable"] = "false";
        var use = new TagBuilder("use");
        use.Attributes["href"] = $"{Url(http)}#{name}";
        svg.InnerHtml.AppendHtml(use);
        return svg;
    }

    /// <summary>With the content's fingerprint where the host maps static assets, so that browsers keep it for a year.</summary>
    private static string Url(HttpContext http)
    {
        var assets = http.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>();
        return $"{http.Request.PathBase}/{(assets is null ? Asset : assets[Asset])}";
    }
}
