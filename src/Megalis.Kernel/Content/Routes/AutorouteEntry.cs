using Megalis.Kernel.Data;

namespace Megalis.Kernel.Content.Routes;

/// <summary>One address of an item. A draft with a new address holds it beside the published one.</summary>
public sealed class AutorouteEntry : ITenantOwned
{
    public long Id { get; set; }
    public int TenantId { get; set; }

    /// <summary>Lower case, without a slash at either end.</summary>
    public string Path { get; set; } = "";
    public string ContentItemId { get; set; } = "";

    /// <summary>True when the newest version bears the address.</summary>
    public bool Latest { get; set; }

    /// <summary>True when visitors reach the item there.</summary>
    public bool Published { get; set; }
}
