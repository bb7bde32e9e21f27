using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Kernel.Http.TagHelpers.Forms;

/// <summary>
/// <c>&lt;m-field for="Input.Email" label="Adresse électronique" hint="..." /&gt;</c>: label, hint, error and control,
/// tied together for screen readers (RGAA 11.1, 11.10). What the element contains is put beside the label (an
/// <c>m-help</c>); attributes that it does not know go to the control.
/// </summary>
[HtmlTargetElement("m-field", Attributes = "for")]
public sealed class FieldTagHelper : TagHelper
{
    public ModelExpression For { get; set; } = null!;

    /// <summary>Else the property's <c>[Display(Name)]</c>.</summary>
    public string? Label { get; set; }

    /// <summary>What to write, in what form, within what limits: read before the field is filled.</summary>
    public string? Hint { get; set; }

    /// <summary>An HTML input type, or <c>textarea</c>, <c>select</c>, <c>radios</c>, <c>checkboxes</c>; else told by the property.</summary>
    public string? Type { get; set; }

    /// <summary>Choices of a select, radios or checkboxes; an enum brings its own.</summary>
    public IEnumerable<SelectListItem>? Items { get; set; }

    /// <summary>Lines of a text area; makes it one.</summary>
    public int? Rows { get; set; }

    /// <summary>Characters that the answer usually has (4, 8, 16 or 24): a field's width hints at what is expected.</summary>
    public int? Width { get; set; }

    /// <summary>A unit shown after the control: « € », « jours ».</summary>
    public string? Suffix { get; set; }

    /// <summary>Overrides what the property's annotations say; optional fields are marked, required ones are not.</summary>
    public bool? Required { get; set; }

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var field = new Field(this, output.Attributes.Where(a => a.Name != "class"));
        var beside = await output.GetChildContentAsync();
        var classes = output.Attributes["class"]?.Value;
        output.Attributes.Clear();
        output.TagName = field.IsGroup ? "fieldset" : "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"m-field{(field.Errors.Count > 0 ? " m-field-wrong" : "")} {classes}".TrimEnd());
        if (field.IsGroup && field.DescribedBy is { } ids)
            output.Attributes.SetAttribute("aria-describedby", ids);

        output.Content.AppendHtml(field.IsTick ? Tick(field, beside) : Stack(field, beside));
    }

    private HtmlContentBuilder Stack(Field field, IHtmlContent beside)
    {
        var html = new HtmlContentBuilder();
        html.AppendHtml(Head(field, beside));
        AppendHintAndErrors(html, field);
        html.AppendHtml(FieldControl.Build(field));
        return html;
    }

    /// <summary>A lone checkbox reads box first, then its label.</summary>
    private HtmlContentBuilder Tick(Field field, IHtmlContent beside)
    {
        var html = new HtmlContentBuilder();
        AppendErrors(html, field);
        var row = new TagBuilder("div");
        row.AddCssClass("form-check");
        row.InnerHtml.AppendHtml(FieldControl.Build(field)).AppendHtml(LabelOf(field, "form-check-label")).AppendHtml(beside);
        html.AppendHtml(row);
        AppendHint(html, field);
        return html;
    }

    private TagBuilder Head(Field field, IHtmlContent beside)
    {
        if (field.IsGroup)
        {
            var legend = new TagBuilder("legend");
            legend.AddCssClass("m-field-label");
            legend.InnerHtml.Append(field.Label).AppendHtml(OptionalMark(field)).AppendHtml(beside);
            return legend;
        }

        var head = new TagBuilder("div");
        head.AddCssClass("m-field-head");
        head.InnerHtml.AppendHtml(LabelOf(field, "m-field-label")).AppendHtml(beside);
        return head;
    }

    private TagBuilder LabelOf(Field field, string cssClass)
    {
        var label = new TagBuilder("label");
        label.AddCssClass(cssClass);
        label.Attributes["for"] = field.Id;
        label.InnerHtml.Append(field.Label).AppendHtml(OptionalMark(field));
        return label;
    }

    private HtmlString OptionalMark(Field field) =>
        field.IsRequired || field.IsTick || field.Control == "hidden"
            ? HtmlString.Empty
            : new HtmlString($" <span class=\"m-optional\">{ViewContext.T("(facultatif)")}</span>");

    private void AppendHintAndErrors(HtmlContentBuilder html, Field field)
    {
        AppendHint(html, field);
        AppendErrors(html, field);
    }

    private static void AppendHint(HtmlContentBuilder html, Field field)
    {
        if (field.HintId is null)
            return;
        var hint = new TagBuilder("div");
        hint.AddCssClass("form-text");
        hint.Attributes["id"] = field.HintId;
        hint.InnerHtml.Append(field.Hint!);
        html.AppendHtml(hint);
    }

    private void AppendErrors(HtmlContentBuilder html, Field field)
    {
        if (field.ErrorId is null)
            return;
        var error = new TagBuilder("div");
        error.AddCssClass("m-field-error");
        error.Attributes["id"] = field.ErrorId;
        error.InnerHtml.AppendHtml(Sprite.Icon(ViewContext.HttpContext, "exclamation-circle-fill"));
        error.InnerHtml.AppendHtml("<span><span class=\"visually-hidden\">").Append(ViewContext.T("Erreur : ")).AppendHtml("</span>");
        error.InnerHtml.Append(string.Join(" ", field.Errors)).AppendHtml("</span>");
        html.AppendHtml(error);
    }
}
