using System.ComponentModel.DataAnnotations;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Http;

namespace Megalis.Content.Domain;

/// <summary>One entry of a menu as its editor shows it. Entries of kinds that this build does not know keep all they hold.</summary>
internal sealed class MenuEntryForm
{
    public const string LinkType = "LinkMenuItem";

    /// <summary>The entry's own content item; empty for one that was just added.</summary>
    public string? Id { get; set; }

    [Display(Name = "Texte"), StringLength(80)]
    public string? Name { get; set; }

    [Display(Name = "Adresse"), StringLength(500)]
    public string? Url { get; set; }

    [Display(Name = "Place")]
    public int Place { get; set; }

    /// <summary>False for a kind of entry whose address cannot be edited here.</summary>
    public bool IsLink { get; set; } = true;

    public static MenuEntryForm Of(ContentItem entry, int place) => new()
    {
        Id = KeyOf(entry, place),
        Name = NameOf(entry),
        Url = entry.Part<LinkMenuItemPart>()?.Url,
        Place = place,
        IsLink = entry.ContentType == LinkType,
    };

    /// <summary>What tells an entry from the others: its id, else its place.</summary>
    public static string KeyOf(ContentItem entry, int place) =>
        entry.ContentItemId.Length > 0 ? entry.ContentItemId : "#" + place.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Orchard's older files write the text into the part, newer ones into the item.</summary>
    public static string NameOf(ContentItem entry) =>
        entry.DisplayText.Length > 0 ? entry.DisplayText : entry.Part<LinkMenuItemPart>()?.Name ?? "";

    /// <summary>A path of this site from its root, or a full address; null for what no visitor may be sent to.</summary>
    public static string? Href(string url)
    {
        var path = url.StartsWith("~/", StringComparison.Ordinal) ? url[1..] : url;
        if (path.StartsWith('/'))
            return path.StartsWith("//", StringComparison.Ordinal) || path.Contains('\\', StringComparison.Ordinal) || path.Any(char.IsControl) ? null : path;
        return Uri.TryCreate(path, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" && absolute.UserInfo.Length == 0 ? absolute.AbsoluteUri : null;
    }

    public Refusal? Check() => (Name ?? "").Trim().Length == 0 ? new Refusal("Donnez un texte à chaque entrée du menu.")
        : IsLink && Href((Url ?? "").Trim()) is null ? new Refusal("« {0} » : l’adresse commence par « / » (une page de ce site) ou par « https:// ».", Name!.Trim())
        : null;

    /// <summary>Writes what was typed into the entry, and nothing else.</summary>
    public ContentItem WriteTo(ContentItem entry)
    {
        var name = (Name ?? "").Trim();
        if (NameOf(entry) != name)
        {
            entry.DisplayText = name;
            if (entry.Part<LinkMenuItemPart>() is { Name.Length: > 0 } part)
                part.Name = name;
        }

        if (IsLink && (entry.Part<LinkMenuItemPart>()?.Url ?? "") != (Url ?? "").Trim())
            entry.Weld<LinkMenuItemPart>().Url = (Url ?? "").Trim();
        return entry;
    }
}
