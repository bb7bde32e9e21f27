using Megalis.Kernel.Data;

namespace Megalis.Procurement.Domain;

/// <summary>A part of the need that is answered and awarded apart (CCP L. 2113-10). A consultation without lots has no row.</summary>
internal sealed class Lot : ITenantOwned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string ConsultationId { get; set; } = "";

    /// <summary>From 1, in the order that the buyer gave.</summary>
    public int Number { get; set; }
    public string Objet { get; set; } = "";

    /// <summary>Eight digits, or empty.</summary>
    public string Cpv { get; set; } = "";
}
