namespace Megalis.Search.Feed;

/// <summary>The kind of change by which the nodes tell each other what concerns their indexes: the log reaches all of them, in order.</summary>
internal static class SearchChanges
{
    /// <summary>Every node builds the index again; the key is its name.</summary>
    public const string Rebuild = "index-rebuild";
}
