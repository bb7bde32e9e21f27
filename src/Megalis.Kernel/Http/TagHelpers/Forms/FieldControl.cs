using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Kernel.Http.TagHelpers.Forms;

/// <summary>The control inside an <c>m-field</c>. No client-side rules: the server's sentence is the only one people read.</summary>
internal static class FieldControl
{
    public static IHtmlContent Build(Field field) => field.Control switch
    {
        "textarea" => TextArea(field),
        "select" => Select(field),
        "checkbox" => Tick(field),
        "radios" => Group(field, "radio"),
        "checkboxes" => Group(field, "checkbox"),
        _ => Input(field),
    };

    private static TagBuilder Input(Field field)
    {
        var input = Control(field, "input", "form-control");
        input.TagRenderMode = TagRenderMode.SelfClosing;
        // A number field's spinner and wheel change amounts by accident, and swallow « 1 200,50 »: text with a keypad instead.
        var (type, mode) = field.Control switch
        {
            "whole" => ("text", "numeric"),
            "decimal" => ("text", "decimal"),
            var other => (other, null),
        };
        input.Attributes["type"] = type;
        if (mode is not null)
            input.MergeAttribute("inputmode", mode);
        // A password is typed again, a chosen file cannot be given back.
        if (type is not ("password" or "file"))
            input.Attributes["value"] = field.Value ?? "";
        return field.Suffix is null ? input : WithSuffix(input, field.Suffix);
    }

    private static TagBuilder WithSuffix(TagBuilder input, string suffix)
    {
        var group = new TagBuilder("div");
        group.AddCssClass("input-group");
        var unit = new TagBuilder("span");
        unit.AddCssClass("input-group-text");
        unit.InnerHtml.Append(suffix);
        group.InnerHtml.AppendHtml(input).AppendHtml(unit);
        return group;
    }

    private static TagBuilder TextArea(Field field)
    {
        var area = Control(field, "textarea", "form-control");
        area.MergeAttribute("rows", $"{field.Rows}");
        // A browser drops the first line feed of a text area; this one is meant to be dropped.
        area.InnerHtml.Append("\n" + field.Value);
        return area;
    }

    private static TagBuilder Select(Field field)
    {
        var select = Control(field, "select", "form-select");
        var chosen = field.Chosen();
        if (field.IsMany)
            select.Attributes["multiple"] = "multiple";
        else if ((chosen.Count == 0 || !field.IsRequired) && field.Items.All(item => item.Value != ""))
            select.InnerHtml.AppendHtml(new HtmlString($"<option value=\"\">{(field.IsRequired ? field.Choose : "")}</option>"));
        foreach (var item in field.Items)
            select.InnerHtml.AppendHtml(Option(item, chosen.Contains(item.Value ?? item.Text) || (chosen.Count == 0 && item.Selected)));
        return select;
    }

    private static TagBuilder Option(SelectListItem item, bool selected)
    {
        var option = new TagBuilder("option");
        option.Attributes["value"] = item.Value ?? item.Text;
        if (selected)
            option.Attributes["selected"] = "selected";
        if (item.Disabled)
            option.Attributes["disabled"] = "disabled";
        option.InnerHtml.Append(item.Text);
        return option;
    }

    /// <summary>The hidden twin says « false » when the box is empty; without it the model keeps its default.</summary>
    private static HtmlContentBuilder Tick(Field field)
    {
        var input = Control(field, "input", "form-check-input");
        input.TagRenderMode = TagRenderMode.SelfClosing;
        input.Attributes["type"] = "checkbox";
        input.Attributes["value"] = "true";
        if (field.IsTicked)
            input.Attributes["checked"] = "checked";
        var twin = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        twin.Attributes["type"] = "hidden";
        twin.Attributes["name"] = field.Name;
        twin.Attributes["value"] = "false";
        return (HtmlContentBuilder)new HtmlContentBuilder().AppendHtml(input).AppendHtml(twin);
    }

    private static HtmlContentBuilder Group(Field field, string type)
    {
        var html = new HtmlContentBuilder();
        var chosen = field.Chosen();
        var index = 0;
        foreach (var item in field.Items)
        {
            // The first one carries the field's own id, so that the error summary can lead to it.
            var id = index == 0 ? field.Id : $"{field.Id}_{index}";
            html.AppendHtml(Choice(field, type, item, id, chosen.Contains(item.Value ?? item.Text)));
            index++;
        }

        return html;
    }

    private static TagBuilder Choice(Field field, string type, SelectListItem item, string id, bool chosen)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.AddCssClass("form-check-input");
        input.Attributes["type"] = type;
        input.Attributes["name"] = field.Name;
        input.Attributes["id"] = id;
        input.Attributes["value"] = item.Value ?? item.Text;
        if (chosen)
            input.Attributes["checked"] = "checked";
        if (item.Disabled)
            input.Attributes["disabled"] = "disabled";
        var label = new TagBuilder("label");
        label.AddCssClass("form-check-label");
        label.Attributes["for"] = id;
        label.InnerHtml.Append(item.Text);
        var row = new TagBuilder("div");
        row.AddCssClass("form-check");
        row.InnerHtml.AppendHtml(input).AppendHtml(label);
        return row;
    }

    /// <summary>What every single control carries.</summary>
    private static TagBuilder Control(Field field, string tag, string cssClass)
    {
        var control = new TagBuilder(tag);
        control.AddCssClass(cssClass);
        if (field.Width is { } width)
            control.AddCssClass($"m-w-{width}");
        control.Attributes["id"] = field.Id;
        control.Attributes["name"] = field.Name;
        if (field.IsRequired)
            control.Attributes["required"] = "required";
        if (field.DescribedBy is { } ids)
            control.Attributes["aria-describedby"] = ids;
        if (field.Errors.Count > 0)
        {
            control.AddCssClass("is-invalid");
            control.Attributes["aria-invalid"] = "true";
        }

        foreach (var attribute in field.Attributes)
            control.Attributes[attribute.Name] = attribute.Value?.ToString() ?? "";
        return control;
    }
}
