using System.ComponentModel.DataAnnotations;
using Megalis.Content.Contracts;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Http;

namespace Megalis.Content.Domain;

/// <summary>
/// What the editor's page shows of an item: the parts that this build can edit. Everything else of the item, other parts
/// and members of these parts, is never read and never written.
/// </summary>
internal sealed class ContentForm
{
    /// <summary>The state of the item that was read; see <see cref="ContentItem.Revision"/>.</summary>
    public string? Revision { get; set; }

    public string? Type { get; set; }

    [Display(Name = "Titre"), StringLength(200)]
    public string? Title { get; set; }

    [Display(Name = "Adresse de la page"), StringLength(200)]
    public string? Path { get; set; }

    [Display(Name = "Page d’accueil du site")]
    public bool SetHomepage { get; set; }

    [Display(Name = "Résumé"), StringLength(400)]
    public string? Summary { get; set; }

    [Display(Name = "Image de la bibliothèque")]
    public string? ImagePath { get; set; }

    [Display(Name = "Ce que montre l’image"), StringLength(300)]
    public string? ImageAlt { get; set; }

    [Display(Name = "Texte")]
    public string? Markdown { get; set; }

    [Display(Name = "Texte (HTML)")]
    public string? Html { get; set; }

    public List<MenuEntryForm> Entries { get; set; } = [];

    /// <summary>The list in which a new item is born; empty for most.</summary>
    public string? ListId { get; set; }

    [Display(Name = "Place dans la liste")]
    public int ListOrder { get; set; }

    public static ContentForm Of(ContentItem item)
    {
        var summary = item.Part<SummaryPart>();
        return new ContentForm
        {
            Revision = item.Revision,
            Type = item.ContentType,
            Title = item.Part<TitlePart>()?.Title is { Length: > 0 } title ? title : item.DisplayText,
            Path = item.Part<AutoroutePart>()?.Path,
            SetHomepage = item.Part<AutoroutePart>()?.SetHomepage == true,
            Summary = summary?.Text,
            ImagePath = summary?.ImagePath,
            ImageAlt = summary?.ImageAlt,
            Markdown = item.Part<MarkdownBodyPart>()?.Markdown,
            Html = item.Part<HtmlBodyPart>()?.Html,
            Entries = [.. (item.Part<MenuItemsListPart>()?.MenuItems ?? []).Select((entry, index) => MenuEntryForm.Of(entry, index + 1))],
            ListId = item.Part<ContainedPart>()?.ListContentItemId ?? "",
            ListOrder = (item.Part<ContainedPart>()?.Order ?? 0) + 1,
        };
    }

    /// <summary>Null when the form can be written into an item.</summary>
    public IEnumerable<Refusal> Check()
    {
        for (var index = 0; index < Entries.Count; index++)
            if (Entries[index].Check() is { } refusal)
                yield return refusal.On($"Form.Entries[{index}].Name");
        if (!string.IsNullOrEmpty(ImagePath) && string.IsNullOrWhiteSpace(ImageAlt))
            yield return new Refusal("Dites ce que montre l’image : ceux qui ne la voient pas le liront.").On("Form.ImageAlt");
    }

    /// <summary>Writes what differs into the parts of the type. What was not changed stays to the letter.</summary>
    public void WriteTo(ContentItem item, ContentTypeDefinition type, TimeProvider clock)
    {
        if (Edits(type, nameof(TitlePart)) && Plain(Title).Trim() is var title && title != (item.Part<TitlePart>()?.Title ?? ""))
            item.Weld<TitlePart>().Title = title;
        if (Edits(type, nameof(AutoroutePart)))
            WriteRoute(item);
        if (Edits(type, nameof(SummaryPart)))
            WriteSummary(item);
        if (Edits(type, nameof(MarkdownBodyPart)) && IsChanged(Markdown, item.Part<MarkdownBodyPart>()?.Markdown))
            item.Weld<MarkdownBodyPart>().Markdown = Plain(Markdown);
        if (Edits(type, nameof(HtmlBodyPart)) && IsChanged(Html, item.Part<HtmlBodyPart>()?.Html))
            item.Weld<HtmlBodyPart>().Html = Plain(Html);
        if (Edits(type, nameof(MenuItemsListPart)))
            WriteEntries(item, clock);
        if (!string.IsNullOrEmpty(ListId))
            WriteContained(item);
    }

    /// <summary>True when the type has that part under its own name; a part attached under another name is kept as it is.</summary>
    public static bool Edits(ContentTypeDefinition type, string part) => type.Parts.Any(attached => attached.PartName == part && attached.Name == part);

    /// <summary>A browser sends every line's end as CR LF.</summary>
    public static string Plain(string? text) => (text ?? "").ReplaceLineEndings("\n");

    private static bool IsChanged(string? typed, string? stored) => Plain(typed) != Plain(stored);

    private void WriteRoute(ContentItem item)
    {
        var path = Plain(Path).Trim().Trim('/');
        if (path != (item.Part<AutoroutePart>()?.Path ?? "").Trim('/'))
            item.Weld<AutoroutePart>().Path = path;
        if (SetHomepage != (item.Part<AutoroutePart>()?.SetHomepage == true))
            item.Weld<AutoroutePart>().SetHomepage = SetHomepage;
    }

    private void WriteSummary(ContentItem item)
    {
        var part = item.Part<SummaryPart>();
        if (IsChanged(Summary, part?.Text))
            item.Weld<SummaryPart>().Text = Plain(Summary).Trim();
        if ((ImagePath ?? "", (ImageAlt ?? "").Trim()) != (part?.ImagePath ?? "", part?.ImageAlt ?? ""))
            item.Weld<SummaryPart>().SetImage(ImagePath ?? "", (ImageAlt ?? "").Trim());
    }

    private void WriteEntries(ContentItem item, TimeProvider clock)
    {
        var known = (item.Part<MenuItemsListPart>()?.MenuItems ?? []).Select((entry, index) => (Key: MenuEntryForm.KeyOf(entry, index + 1), Entry: entry))
            .GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.First().Entry);
        var entries = Entries.OrderBy(entry => entry.Place).Select(entry =>
            entry.WriteTo(known.GetValueOrDefault(entry.Id ?? "") ?? ContentItem.New(MenuEntryForm.LinkType, clock))).ToList();
        var before = (item.Part<MenuItemsListPart>()?.MenuItems ?? []).Select(entry => entry.ToString());
        if (!entries.Select(entry => entry.ToString()).SequenceEqual(before))
            item.Weld<MenuItemsListPart>().MenuItems = entries;
    }

    private void WriteContained(ContentItem item)
    {
        var part = item.Weld<ContainedPart>();
        if (part.ListContentItemId.Length == 0)
            part.ListContentItemId = ListId!;
        if (part.Order != ListOrder - 1)
            part.Order = Math.Max(0, ListOrder - 1);
    }
}
