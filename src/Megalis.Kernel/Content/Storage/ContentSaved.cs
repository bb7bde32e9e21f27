using Megalis.Kernel.Http;

namespace Megalis.Kernel.Content.Storage;

/// <summary>What came of saving an item.</summary>
public abstract record ContentSaved
{
    private ContentSaved()
    {
    }

    /// <summary>Stored; the item has its ids, dates and new revision.</summary>
    public sealed record Done(ContentItem Item) : ContentSaved;

    /// <summary>The rules say no; nothing was stored.</summary>
    public sealed record Refused(IReadOnlyList<Refusal> Refusals) : ContentSaved;

    /// <summary>
    /// Someone else saved since <see cref="Mine"/> was read. Nothing was stored and nothing is lost: the page shows both
    /// texts; to save after all, give <see cref="Mine"/> the revision of <see cref="Theirs"/>.
    /// </summary>
    public sealed record Conflict(ContentItem Mine, ContentItem Theirs) : ContentSaved;
}

/// <summary>Who writes: the account's id and the name that is shown.</summary>
public sealed record ContentAuthor(string AccountId, string Name)
{
    /// <summary>Recipes and jobs.</summary>
    public static ContentAuthor System { get; } = new("", "Megalis");
}

/// <summary>Which version of an item is asked for, in Orchard's words.</summary>
public enum VersionOptions
{
    /// <summary>What visitors see.</summary>
    Published,

    /// <summary>What editors see: the draft if there is one, else the published version.</summary>
    Latest,

    /// <summary>Only a draft.</summary>
    Draft,
}
