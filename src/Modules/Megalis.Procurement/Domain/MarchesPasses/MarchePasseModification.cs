using Megalis.Kernel.Identifiers;
using Megalis.Procurement.Domain.Decp;

namespace Megalis.Procurement.Domain.MarchesPasses;

/// <summary>A change of the contract after its notification: more than a third of published contracts have one.</summary>
internal sealed class MarchePasseModification
{
    public string MarcheId { get; set; } = "";
    public int Position { get; set; }

    /// <summary>The number of the shape of 2022; that of 2019 has none.</summary>
    public int? Number { get; set; }
    public string? Objet { get; set; }
    public DateOnly? NotifiedOn { get; set; }
    public DateOnly? PublishedOn { get; set; }
    public long? AmountCents { get; set; }
    public int? DurationMonths { get; set; }

    /// <summary>JSON of the titulaires that it names, as published.</summary>
    public string? Titulaires { get; set; }

    public decimal? Amount => AmountCents / 100m;

    public bool IsSameAs(DecpModification other) =>
        Number == other.Number
        && NotifiedOn == other.NotifiedOn
        && AmountCents == other.AmountCents
        && DurationMonths == other.DurationMonths
        && Folded.Of(Objet) == Folded.Of(other.Objet);
}
