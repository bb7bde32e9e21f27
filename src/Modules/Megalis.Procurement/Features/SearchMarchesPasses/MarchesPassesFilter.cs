using Megalis.Kernel.Identifiers;
using Megalis.Procurement.Domain.MarchesPasses;

namespace Megalis.Procurement.Features.SearchMarchesPasses;

internal enum MarchesPassesOrder
{
    Recents,
    Anciens,
    Montant,
    Acheteur,
}

/// <summary>What a person asks of past contracts; a field left empty asks nothing.</summary>
internal sealed record MarchesPassesFilter
{
    /// <summary>Words that must all be found: objet, buyer, titulaires, place, numbers.</summary>
    public string? Q { get; init; }

    /// <summary>Part of the name, or the beginning of the SIREN or SIRET.</summary>
    public string? Acheteur { get; init; }
    public string? CpvPrefix { get; init; }
    public string? Departement { get; init; }
    public int? Annee { get; init; }
    public MarchesPassesOrder Tri { get; init; }

    public IQueryable<MarchePasse> Apply(IQueryable<MarchePasse> marches)
    {
        marches = marches.Where(m => m.IsVisible);
        foreach (var word in Folded.Of(Q).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(10))
            marches = marches.Where(m => m.SearchFolded.Contains(word));
        if (!string.IsNullOrWhiteSpace(Acheteur))
            marches = OfBuyer(marches, Acheteur);
        if (CpvPrefix is { Length: > 0 } prefix)
            marches = marches.Where(m => m.Cpv != null && m.Cpv.StartsWith(prefix));
        if (!string.IsNullOrEmpty(Departement))
            marches = marches.Where(m => m.Departement == Departement);
        if (Annee is >= 1 and < 9999)
        {
            var (from, to) = (new DateOnly(Annee.Value, 1, 1), new DateOnly(Annee.Value + 1, 1, 1));
            marches = marches.Where(m => m.NotifiedOn >= from && m.NotifiedOn < to);
        }
        return marches;
    }

    /// <summary>The databases disagree on where nothing sorts: here always last.</summary>
    public IQueryable<MarchePasse> Sort(IQueryable<MarchePasse> marches) => Tri switch
    {
        MarchesPassesOrder.Anciens => marches.OrderBy(m => m.NotifiedOn == null).ThenBy(m => m.NotifiedOn).ThenBy(m => m.Id),
        MarchesPassesOrder.Montant => marches.OrderBy(m => m.AmountCents == null).ThenByDescending(m => m.AmountCents).ThenBy(m => m.Id),
        MarchesPassesOrder.Acheteur => marches.OrderBy(m => m.BuyerFolded == "").ThenBy(m => m.BuyerFolded).ThenByDescending(m => m.NotifiedOn).ThenBy(m => m.Id),
        _ => marches.OrderBy(m => m.NotifiedOn == null).ThenByDescending(m => m.NotifiedOn).ThenBy(m => m.Id),
    };

    private static IQueryable<MarchePasse> OfBuyer(IQueryable<MarchePasse> marches, string buyer)
    {
        var digits = string.Concat(buyer.Where(character => !char.IsWhiteSpace(character)));
        if (digits.All(char.IsAsciiDigit))
            return marches.Where(m => m.BuyerId != null && m.BuyerId.StartsWith(digits));
        foreach (var word in Folded.Of(buyer).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(10))
            marches = marches.Where(m => m.BuyerFolded.Contains(word));
        return marches;
    }
}
