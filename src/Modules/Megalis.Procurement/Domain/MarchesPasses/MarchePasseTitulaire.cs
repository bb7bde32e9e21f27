using Megalis.Kernel.Identifiers;
using Megalis.Procurement.Domain.Decp;

namespace Megalis.Procurement.Domain.MarchesPasses;

/// <summary>Who holds the contract, as published.</summary>
internal sealed class MarchePasseTitulaire
{
    public string MarcheId { get; set; } = "";
    public int Position { get; set; }

    /// <summary>SIRET, TVA, HORS-UE... as published.</summary>
    public string? IdType { get; set; }
    public string? Identifier { get; set; }
    public bool HasTrueSiret { get; set; }
    public string? Name { get; set; }
    public string NameFolded { get; set; } = "";

    /// <summary>False when only an older publication names it.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>The same identifier; without one on either side, the same name.</summary>
    public bool IsSameAs(DecpTitulaire other) =>
        Identifier is not null && other.Id is not null ? Identifier == other.Id : NameFolded == Folded.Of(other.Name);
}
