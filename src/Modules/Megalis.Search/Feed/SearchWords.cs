using Megalis.Kernel.Tenants;
using Megalis.Search.Contracts;

namespace Megalis.Search.Feed;

/// <summary>The group « Search » of the portal's settings.</summary>
internal sealed class SearchSettings
{
    public const string Group = "Search";

    /// <summary>Lines of synonyms; null: those of the product.</summary>
    public string? Synonyms { get; set; }
}

/// <summary>
/// With which synonyms this installation searches: those that the operator has written, else those of the product. They are settings
/// of the portal, so every node hears of a change as of any other setting.
/// </summary>
internal sealed class SearchWords(TenantStore tenants)
{
    private readonly Lock _turn = new();
    private long _version = -1;

    /// <summary>Another object when they have changed.</summary>
    public SearchOptions Options
    {
        get
        {
            lock (_turn)
            {
                if (!tenants.IsSetUp || tenants.Default is not { } portal || portal.Version == _version)
                    return field;
                _version = portal.Version;
                var synonyms = portal.Settings<SearchSettings>(SearchSettings.Group).Synonyms;
                return synonyms == field.Synonyms ? field : field = new SearchOptions { Synonyms = synonyms };
            }
        }
    } = new();
}
