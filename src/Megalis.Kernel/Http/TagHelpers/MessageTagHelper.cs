using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Kernel.Http.TagHelpers;

/// <summary>What the next page says about the act that led to it.</summary>
public static class PageMessage
{
    internal const string TextKey = nameof(MegalisPage.Notice);
    internal const string UndoKey = "NoticeUndo";

    /// <summary>Says once, at the top of the next page, what was done.</summary>
    /// <param name="tempData">The page's.</param>
    /// <param name="text">« L’actualité est supprimée. »</param>
    /// <param name="undoUrl">A local path that takes the act back by POST: shown as « Annuler » instead of asking before the act.</param>
    public static void Say(this ITempDataDictionary tempData, string text, string? undoUrl = null)
    {
        ArgumentNullException.ThrowIfNull(tempData);
        tempData[TextKey] = text;
        tempData[UndoKey] = undoUrl;
    }
}

/// <summary><c>&lt;m-message /&gt;</c>: shows what <see cref="MegalisPage.Notice"/> or <see cref="PageMessage.Say"/> left; the layout holds one.</summary>
[HtmlTargetElement("m-message", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class MessageTagHelper(IAntiforgery antiforgery) : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (ViewContext.TempData[PageMessage.TextKey] is not string text)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "m-message");
        output.Attributes.SetAttribute("role", "status");
        output.Content.AppendHtml(Sprite.Icon(ViewContext.HttpContext, "check-circle-fill"));
        output.Content.AppendHtml("<p>").Append(text).AppendHtml("</p>");
        if (ViewContext.TempData[PageMessage.UndoKey] is string undo)
            output.Content.AppendHtml(UndoForm(undo));
    }

    private TagBuilder UndoForm(string url)
    {
        var tokens = antiforgery.GetAndStoreTokens(ViewContext.HttpContext);
        var token = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        token.Attributes["type"] = "hidden";
        token.Attributes["name"] = tokens.FormFieldName;
        token.Attributes["value"] = tokens.RequestToken;
        var form = new TagBuilder("form");
        form.Attributes["method"] = "post";
        form.Attributes["action"] = url;
        form.Attributes["data-undo"] = "";
        form.InnerHtml.AppendHtml(token).AppendHtml("<button class=\"btn btn-sm btn-outline-primary\">").Append(ViewContext.T("Annuler")).AppendHtml("</button>");
        return form;
    }
}
