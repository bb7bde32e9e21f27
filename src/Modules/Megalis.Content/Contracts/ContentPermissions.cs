namespace Megalis.Content.Contracts;

/// <summary>Rights over content, with Orchard Core's names.</summary>
public static class ContentPermissions
{
    /// <summary>Write drafts, of anybody.</summary>
    public const string EditContent = "EditContent";

    /// <summary>Show to visitors, now or at a date, and take back. Includes writing.</summary>
    public const string PublishContent = "PublishContent";

    /// <summary>Take out of all lists.</summary>
    public const string DeleteContent = "DeleteContent";

    /// <summary>Add, describe and remove images and files.</summary>
    public const string ManageMedia = "ManageMedia";
}
