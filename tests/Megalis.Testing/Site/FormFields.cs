using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Megalis.Testing;

/// <summary>The fields of one form: found by label, written, and read out in the order the browser sends them.</summary>
internal sealed partial class FormFields(Page page, IHtmlFormElement form)
{
    private readonly Dictionary<IElement, List<FormFile>> files = [];
    private readonly List<FormEntry> added = [];

    /// <summary>A control belongs to the form around it, or to the one its <c>form</c> attribute names.</summary>
    public static IHtmlFormElement? FormOf(IElement control) => control.GetAttribute("form") is { Length: > 0 } id
        ? control.Owner?.GetElementById(id) as IHtmlFormElement
        : control.Closest("form") as IHtmlFormElement;

    public static string Read(IElement field) => field switch
    {
        IHtmlSelectElement select => VisibleText.Of(select.Options.FirstOrDefault(option => option.IsSelected)),
        IHtmlTextAreaElement area => area.Value,
        IHtmlInputElement { Type: "checkbox" or "radio" } box => box.IsChecked ? "on" : "",
        IHtmlInputElement input => input.Value,
        _ => "",
    };

    public IElement Find(string label, string? group)
    {
        var wanted = Plain(label);
        var labelled = Controls()
            .Where(control => control.GetAttribute("type") is not ("hidden" or "submit" or "image" or "button" or "reset") && control.LocalName != "button")
            .Where(control => group is null || LegendsOf(control).Contains(Plain(group)))
            .Select(control => (Control: control, Labels: LabelsOf(control))).ToList();
        var found = labelled.Where(entry => entry.Labels.Contains(wanted)).ToList();
        if (found.Count == 0)
            found = [.. labelled.Where(entry => entry.Labels.Any(text => text.StartsWith(wanted, StringComparison.Ordinal)))];
        if (found.Count == 1)
            return found[0].Control;

        var problem = found.Count == 0 ? $"No field « {label} » in this form." : $"{found.Count} fields fit « {label} »; say which by its group.";
        Assert.Fail($"{problem} There are: {string.Join(", ", labelled.SelectMany(entry => entry.Labels).Select(text => $"« {text} »"))}.\n{page.Describe()}");
        throw new InvalidOperationException("Not reached.");
    }

    public void Write(IElement field, string value)
    {
        RefuseIfLocked(field);
        switch (field)
        {
            case IHtmlSelectElement select:
                Pick(select, value);
                break;
            case IHtmlTextAreaElement area:
                area.Value = value;
                break;
            case IHtmlInputElement { Type: "checkbox" or "radio" or "file" } input:
                Assert.Fail($"« {LabelsOf(input).FirstOrDefault()} » is a {input.Type}: use Check, Uncheck or Attach.");
                break;
            case IHtmlInputElement input:
                input.Value = value;
                break;
        }
    }

    public void Tick(IElement field, bool ticked)
    {
        RefuseIfLocked(field);
        if (field is not IHtmlInputElement { Type: "checkbox" or "radio" } box)
        {
            Assert.Fail($"« {LabelsOf(field).FirstOrDefault()} » is neither a box nor a radio button: use Fill.");
            return;
        }

        if (box.Type == "radio")
        {
            foreach (var other in Controls().OfType<IHtmlInputElement>().Where(other => other.Type == "radio" && other.Name == box.Name))
                other.IsChecked = false;
        }

        box.IsChecked = ticked;
    }

    public void Attach(IElement field, FormFile file)
    {
        RefuseIfLocked(field);
        if (field.GetAttribute("type") != "file")
            Assert.Fail($"« {LabelsOf(field).FirstOrDefault()} » takes no file.");
        if (!files.TryGetValue(field, out var chosen) || !field.HasAttribute("multiple"))
            files[field] = chosen = [];
        chosen.Add(file);
    }

    public void Tamper(string name, string value)
    {
        var controls = Controls().Where(control => control.GetAttribute("name") == name).ToList();
        foreach (var control in controls)
            control.SetAttribute("name", "");
        added.Add(new FormEntry(name, value, File: null));
    }

    /// <summary>Named, enabled fields in document order, the pressed button among them, an empty file for a file field left alone.</summary>
    public List<FormEntry> Entries(IElement button)
    {
        var entries = new List<FormEntry>();
        foreach (var control in Controls().Where(control => !IsDisabled(control)))
        {
            var name = control.GetAttribute("name");
            if (!string.IsNullOrEmpty(name))
                entries.AddRange(ValuesOf(control, button).Select(entry => entry with { Name = name }));
        }

        return [.. entries, .. added];
    }

    private IEnumerable<FormEntry> ValuesOf(IElement control, IElement button)
    {
        switch (control)
        {
            case IHtmlSelectElement select:
                return select.Options.Where(option => option.IsSelected && !option.IsDisabled).Select(option => Text(option.Value));
            case IHtmlTextAreaElement area:
                return [Text(area.Value.ReplaceLineEndings("\r\n"))];
            case IHtmlInputElement { Type: "checkbox" or "radio" } box:
                return box.IsChecked ? [Text(box.GetAttribute("value") ?? "on")] : [];
            case IHtmlInputElement { Type: "file" }:
                var chosen = files.GetValueOrDefault(control) ?? [new FormFile("", [], "application/octet-stream")];
                return chosen.Select(file => new FormEntry("", "", file));
            case IHtmlInputElement { Type: not ("submit" or "image" or "button" or "reset") } input:
                return [Text(input.Value)];
            default:
                return control == button ? [Text(control.GetAttribute("value") ?? "")] : [];
        }
    }

    private static FormEntry Text(string value) => new("", value, File: null);

    private IEnumerable<IElement> Controls() =>
        page.Document.QuerySelectorAll("input, select, textarea, button").Where(control => FormOf(control) == form);

    private static void Pick(IHtmlSelectElement select, string text)
    {
        var wanted = VisibleText.Normalise(text);
        var option = select.Options.FirstOrDefault(option => VisibleText.Of(option) == wanted) ?? select.Options.FirstOrDefault(option => option.Value == text);
        if (option is null)
        {
            var there = string.Join(", ", select.Options.Select(candidate => $"« {VisibleText.Of(candidate)} »"));
            Assert.Fail($"« {LabelsOf(select).FirstOrDefault()} » has no option « {text} ». There are: {there}.");
            return;
        }

        if (!select.IsMultiple)
        {
            foreach (var other in select.Options)
                other.IsSelected = false;
        }

        option.IsSelected = true;
    }

    private void RefuseIfLocked(IElement field)
    {
        if (IsDisabled(field) || field.HasAttribute("readonly"))
            Assert.Fail($"« {LabelsOf(field).FirstOrDefault()} » cannot be changed: it is disabled or read-only.\n{page.Describe()}");
    }

    private static bool IsDisabled(IElement control) => control.HasAttribute("disabled") || control.Closest("fieldset[disabled]") is not null;

    private static List<string> LabelsOf(IElement control)
    {
        var texts = new List<string?> { control.GetAttribute("aria-label") };
        var ids = (control.GetAttribute("aria-labelledby") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        texts.AddRange(ids.Select(id => VisibleText.Of(control.Owner?.GetElementById(id))));
        if (control.Id is { Length: > 0 } own)
            texts.AddRange(control.Owner!.QuerySelectorAll("label").Where(label => label.GetAttribute("for") == own).Select(VisibleText.Of));
        if (control.Closest("label") is { } around)
            texts.Add(TextAround(around, control));
        return [.. texts.Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => Plain(text!)).Distinct()];
    }

    /// <summary>The label without the words of the field it encloses, such as a select's options.</summary>
    private static string TextAround(IElement label, IElement control) =>
        string.Join(' ', label.ChildNodes.Where(node => node != control && !node.Descendants().Contains(control)).Select(VisibleText.Of));

    private static IEnumerable<string> LegendsOf(IElement control)
    {
        for (var set = control.Closest("fieldset"); set is not null; set = set.ParentElement?.Closest("fieldset"))
        {
            if (set.QuerySelector("legend") is { } legend)
                yield return Plain(VisibleText.Of(legend));
        }
    }

    private static string Plain(string label) => Marks().Replace(VisibleText.Normalise(label), "").Trim();

    [GeneratedRegex(@"\s*(\*|:|\((obligatoire|facultatif)\))+\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Marks();
}
