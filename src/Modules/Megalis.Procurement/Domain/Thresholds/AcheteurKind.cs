namespace Megalis.Procurement.Domain;

/// <summary>Who buys, as far as thresholds and delays depend on it (articles L. 1211-1 and L. 1212-1).</summary>
internal enum AcheteurKind
{
    /// <summary>A region, a département, a commune, an EPCI and their establishments.</summary>
    Collectivite,

    /// <summary>The State and its establishments (central purchasing authorities).</summary>
    Etat,

    /// <summary>Networks: water, energy, transport.</summary>
    EntiteAdjudicatrice,
}
