using Megalis.Kernel.Data;

namespace Megalis.Kernel.Content.Storage;

/// <summary>What a schedule does when it is due.</summary>
public enum ContentScheduleAction
{
    Publish,
    Unpublish,
}

/// <summary>One act that is to come; at most one of each kind for an item.</summary>
public sealed class ContentSchedule : ITenantOwned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string ContentItemId { get; set; } = "";
    public ContentScheduleAction Action { get; set; }
    public DateTimeOffset Due { get; set; }

    /// <summary>Who decided it.</summary>
    public string AccountId { get; set; } = "";
    public string Author { get; set; } = "";

    /// <summary>Why it could not be done when it was due, in French; empty before.</summary>
    public string Failure { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
}
