using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Kernel.Http.TagHelpers.Forms;

/// <summary>
/// <c>&lt;m-errors /&gt;</c>, above a form: every error of the page, each a link to its field. Takes the focus when the
/// page comes back, without a script. Writes nothing when all is well.
/// </summary>
[HtmlTargetElement("m-errors", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var errors = ViewContext.ModelState
            .SelectMany(entry => entry.Value!.Errors.Select(e => (entry.Key, Message: Sentence(e))))
            .Distinct()
            .ToList();
        if (errors.Count == 0)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "m-errors");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("autofocus", "autofocus");
        output.Content.AppendHtml(Title(errors.Count));
        var list = new TagBuilder("ul");
        foreach (var (key, message) in errors)
            list.InnerHtml.AppendHtml(Line(key, message));
        output.Content.AppendHtml(list);
    }

    private TagBuilder Title(int count)
    {
        var title = new TagBuilder("h2");
        title.InnerHtml.AppendHtml(Sprite.Icon(ViewContext.HttpContext, "exclamation-triangle-fill"));
        title.InnerHtml.Append(" ").Append(count == 1 ? ViewContext.T("Un point est à corriger") : ViewContext.T("{0} points sont à corriger", count));
        return title;
    }

    /// <summary>A refusal of the whole form has no field to lead to.</summary>
    private static TagBuilder Line(string key, string message)
    {
        var line = new TagBuilder("li");
        if (key.Length == 0)
        {
            line.InnerHtml.Append(message);
            return line;
        }

        var link = new TagBuilder("a");
        link.Attributes["href"] = $"#{TagBuilder.CreateSanitizedId(key, "_")}";
        link.InnerHtml.Append(message);
        line.InnerHtml.AppendHtml(link);
        return line;
    }

    /// <summary>The binder leaves an exception without words when it cannot even parse.</summary>
    private string Sentence(ModelError error) =>
        error.ErrorMessage.Length > 0 ? error.ErrorMessage : ViewContext.T("Cette valeur n’est pas comprise.");
}
