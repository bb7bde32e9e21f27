using Megalis.Kernel.Search;

namespace Megalis.Content.Contracts;

/// <summary>
/// The index of what sites publish (news, guides, pages): its name and fields. The key of a document is the tenant's id, a colon and
/// the ContentItemId, because recipes bring the same items into many sites. Found on its own site alone; a draft, a withdrawn item
/// and what has no address have no document.
/// </summary>
public static class ContentIndex
{
    public const string Name = "contenus";

    // Text.
    public const string Title = "titre";
    public const string Summary = "resume";

    /// <summary>The body without its marks.</summary>
    public const string Body = "texte";

    // Keywords.
    public const string Tenant = "tenant";

    /// <summary>Type of content in small letters: <c>news</c>, <c>guide</c>, <c>page</c>.</summary>
    public const string Type = "type";

    // Dates.
    public const string Creation = "creation";
    public const string Publication = "publication";
    public const string Modification = "modification";

    // Stored.

    /// <summary>From the site's root, percent-encoded: « /actualites/la-piscine-rouvre ».</summary>
    public const string Path = "chemin";

    /// <summary>Name of its section, « Actualités »; missing for a page without one.</summary>
    public const string SectionName = "rubrique-nom";

    public static IndexSchema Schema { get; } = new(Name,
    [
        IndexField.Text(Title, weight: 3, isReturned: true), IndexField.Text(Summary, weight: 2, isReturned: true), IndexField.Text(Body, isReturned: true),
        IndexField.Keyword(Tenant), IndexField.Keyword(Type), IndexField.Date(Creation), IndexField.Date(Publication), IndexField.Date(Modification),
        IndexField.Stored(Path), IndexField.Stored(SectionName),
    ])
    { TypicalLength = 300 };
}
