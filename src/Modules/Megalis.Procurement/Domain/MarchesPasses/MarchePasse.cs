using Megalis.Kernel.Identifiers;
using Megalis.Procurement.Domain.Decp;

namespace Megalis.Procurement.Domain.MarchesPasses;

/// <summary>
/// A contract that some buyer of France published as essential data, apart from the consultations of this platform.
/// It is the sum of all its publications: the newest speaks, the others fill what it leaves empty, and each is kept
/// as it was in <see cref="MarchePasseSource"/>.
/// </summary>
internal sealed class MarchePasse
{
    public string Id { get; set; } = "";

    /// <summary>See <see cref="DecpKey"/>; unique.</summary>
    public string MarcheKey { get; set; } = "";
    public string? Uid { get; set; }

    /// <summary>The import that brought it. Seen by the public once that import is complete.</summary>
    public string ImportId { get; set; } = "";
    public bool IsVisible { get; set; }
    public bool IsConcession { get; set; }
    public string? MarcheId { get; set; }
    public string? BuyerId { get; set; }
    public string? BuyerName { get; set; }
    public string BuyerFolded { get; set; } = "";
    public string? Objet { get; set; }
    public string? Nature { get; set; }

    /// <summary>Eight digits.</summary>
    public string? Cpv { get; set; }
    public string? Procedure { get; set; }
    public string? FormePrix { get; set; }
    public string? PlaceCode { get; set; }
    public string? PlaceType { get; set; }
    public string? PlaceName { get; set; }
    public string? Departement { get; set; }
    public int? DurationMonths { get; set; }
    public DateOnly? NotifiedOn { get; set; }
    public DateOnly? PublishedOn { get; set; }
    public DateOnly? LastPublishedOn { get; set; }
    public long? AmountCents { get; set; }

    /// <summary>Names of the current titulaires, for lists.</summary>
    public string TitulaireNames { get; set; } = "";

    /// <summary>All that the search box looks in, folded.</summary>
    public string SearchFolded { get; set; } = "";

    public List<MarchePasseTitulaire> Titulaires { get; } = [];
    public List<MarchePasseModification> Modifications { get; } = [];

    public decimal? Amount => AmountCents / 100m;

    /// <summary>Takes in one publication, the first or a later one. The same one twice changes nothing.</summary>
    public void Absorb(DecpRecord record, CpvNomenclature nomenclature)
    {
        var isNewer = LastPublishedOn is null || record.LastPublishedOn >= LastPublishedOn;
        AbsorbFacts(record, isNewer);
        foreach (var titulaire in record.Titulaires)
            AbsorbTitulaire(titulaire, isNewer);
        if (isNewer)
        {
            foreach (var known in Titulaires)
                known.IsCurrent = record.Titulaires.Count == 0 || record.Titulaires.Any(known.IsSameAs);
        }
        foreach (var modification in record.Modifications)
            AbsorbModification(modification);
        Summarise(nomenclature);
    }

    private void AbsorbFacts(DecpRecord record, bool isNewer)
    {
        T? Newest<T>(T? mine, T? theirs) => isNewer ? theirs ?? mine : mine ?? theirs;
        IsConcession |= record.IsConcession;
        Uid = Newest(Uid, record.Uid);
        MarcheId = Newest(MarcheId, record.Id);
        BuyerId = Newest(BuyerId, record.BuyerId);
        BuyerName = Newest(BuyerName, record.BuyerName);
        Objet = Newest(Objet, record.Objet);
        Nature = Newest(Nature, record.Nature);
        Cpv = Newest(Cpv, record.Cpv?.Digits);
        Procedure = Newest(Procedure, record.Procedure);
        FormePrix = Newest(FormePrix, record.FormePrix);
        PlaceCode = Newest(PlaceCode, record.Place.Code);
        PlaceType = Newest(PlaceType, record.Place.Type);
        PlaceName = Newest(PlaceName, record.Place.Name);
        Departement = Newest(Departement, record.Place.Departement);
        DurationMonths = Newest(DurationMonths, record.DurationMonths);
        NotifiedOn = Newest(NotifiedOn, record.NotifiedOn);
        PublishedOn = Newest(PublishedOn, record.PublishedOn);
        AmountCents = Newest(AmountCents, record.AmountCents);
        LastPublishedOn = new[] { LastPublishedOn, record.LastPublishedOn }.Max();
    }

    private void AbsorbTitulaire(DecpTitulaire titulaire, bool isNewer)
    {
        var known = Titulaires.Find(mine => mine.IsSameAs(titulaire));
        if (known is null)
            Titulaires.Add(known = new() { MarcheId = Id, Position = Titulaires.Count, IsCurrent = isNewer });
        else if (!isNewer)
            return;
        known.IdType = titulaire.IdType ?? known.IdType;
        known.Identifier = titulaire.Id ?? known.Identifier;
        known.HasTrueSiret = titulaire.HasTrueSiret;
        known.Name = titulaire.Name ?? known.Name;
        known.NameFolded = Folded.Of(known.Name);
    }

    private void AbsorbModification(DecpModification modification)
    {
        if (Modifications.Exists(mine => mine.IsSameAs(modification)))
            return;
        Modifications.Add(new()
        {
            MarcheId = Id,
            Position = Modifications.Count,
            Number = modification.Number,
            Objet = modification.Objet,
            NotifiedOn = modification.NotifiedOn,
            PublishedOn = modification.PublishedOn,
            AmountCents = modification.AmountCents,
            DurationMonths = modification.DurationMonths,
            Titulaires = modification.Titulaires,
        });
    }

    private void Summarise(CpvNomenclature nomenclature)
    {
        BuyerFolded = Folded.Of(BuyerName);
        TitulaireNames = string.Join(", ", Titulaires.Where(t => t.IsCurrent).Select(t => t.Name ?? t.Identifier));
        var label = Domain.Cpv.TryParse(Cpv, out var cpv) ? nomenclature.LabelOf(cpv) : null;
        SearchFolded = Folded.Of(string.Join(' ', [
            Objet, BuyerName, BuyerId, MarcheId, PlaceName, Cpv, label,
            .. Titulaires.SelectMany(t => new[] { t.Name, t.Identifier }),
        ]));
    }
}
