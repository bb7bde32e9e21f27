namespace Megalis.Procurement.Domain;

internal enum ThresholdKind
{
    /// <summary>Below it no publicity nor competition is owed.</summary>
    DispensePublicite,

    /// <summary>The same, for innovative works, supplies or services.</summary>
    DispenseInnovation,

    /// <summary>From it on the DCE must be free on the profil d'acheteur once a notice is published.</summary>
    DceSurProfil,

    /// <summary>From it on the notice goes to the BOAMP or a legal gazette.</summary>
    AvisBoampOuJal,

    /// <summary>From it on a formalised procedure is owed, with a notice in the OJEU.</summary>
    ProcedureFormalisee,

    /// <summary>From it on the essential data are published.</summary>
    DonneesEssentielles,
}

/// <summary>One line of the dated table: an amount excluding tax, for whom, for what, from when to when, by which text.</summary>
/// <param name="Amount">Whole euros excluding tax (HT).</param>
/// <param name="Natures">Empty: all.</param>
/// <param name="Buyers">Empty: all.</param>
/// <param name="ValidTo">Included; null while no end is known.</param>
internal sealed record Threshold(
    ThresholdKind Kind,
    long Amount,
    IReadOnlyList<Nature> Natures,
    IReadOnlyList<AcheteurKind> Buyers,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    string Article)
{
    public bool Holds(ThresholdKind kind, Nature nature, AcheteurKind buyer, DateOnly day) =>
        Kind == kind
        && (Natures.Count == 0 || Natures.Contains(nature))
        && (Buyers.Count == 0 || Buyers.Contains(buyer))
        && ValidFrom <= day
        && (ValidTo is null || day <= ValidTo);
}
