using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;

namespace Megalis.Procurement.Domain;

/// <summary>
/// A buyer's call, from draft to decision. What counts in law (published, cancelled, opened) is a
/// <see cref="ConsultationFact"/> with author and instant; lists read the state from these.
/// </summary>
internal sealed class Consultation : ITenantOwned, IVersioned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public int Version { get; set; }

    /// <summary>Unique in the region: year, code of the entité, number.</summary>
    public string Reference { get; set; } = "";

    public string Objet { get; set; } = "";
    public string ObjetFolded { get; set; } = "";
    public string Description { get; set; } = "";

    public Nature? Nature { get; set; }
    public Procedure Procedure { get; set; }

    /// <summary>Names of <see cref="Technique"/>, separated by spaces; « SansObjet » stands alone.</summary>
    public string Techniques { get; set; } = nameof(Technique.SansObjet);

    /// <summary>Names of <see cref="ModaliteExecution"/>, separated by spaces.</summary>
    public string Modalites { get; set; } = nameof(ModaliteExecution.SansObjet);

    /// <summary>Names of <see cref="ConsiderationSociale"/>, separated by spaces; « Aucune » stands alone (CCP L. 2112-2, L. 2113-12 to 14).</summary>
    public string ConsiderationsSociales { get; set; } = nameof(ConsiderationSociale.Aucune);

    /// <summary>Names of <see cref="ConsiderationEnvironnementale"/>, separated by spaces; « Aucune » stands alone.</summary>
    public string ConsiderationsEnvironnementales { get; set; } = nameof(ConsiderationEnvironnementale.Aucune);

    public bool IsInnovant { get; set; }

    /// <summary>Codes of eight digits separated by spaces, the main one first; may be empty.</summary>
    public string CpvCodes { get; set; } = "";

    /// <summary>INSEE code; empty when the place is a département or the region.</summary>
    public string CommuneInsee { get; set; } = "";
    public string PostalCode { get; set; } = "";

    /// <summary>« 22 », « 29 », « 35 », « 56 »; empty for the whole region.</summary>
    public string Departement { get; set; } = "";
    public string Nuts { get; set; } = Localities.RegionNuts;

    /// <summary>Plis are received in time up to and including this instant (CCP R. 2143-1, R. 2151-1).</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>Excluding tax; never public.</summary>
    public long? EstimatedCents { get; set; }

    /// <summary>How many holders must be present to open the plis: 2, or 1 for a MAPA with a reason.</summary>
    public int OpeningQuorum { get; set; } = 2;
    public string QuorumReason { get; set; } = "";

    public string ContactName { get; set; } = "";
    public string ContactEmail { get; set; } = "";
    public string ContactPhone { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }
    public string CreatedBy { get; set; } = "";
    public string CreatedByName { get; set; } = "";
    public DateTimeOffset ChangedAt { get; set; }

    public List<Lot> Lots { get; set; } = [];
    public List<DceFile> DceFiles { get; set; } = [];
    public List<ConsultationFact> Facts { get; set; } = [];

    public ConsultationFact? Published => Fact(FactKind.Published);
    public ConsultationFact? Cancelled => Fact(FactKind.Cancelled);
    public ConsultationFact? Opened => Fact(FactKind.Opened);

    /// <summary>Not published, not given up: free to change.</summary>
    public bool IsDraft => Published is null && Cancelled is null;

    public IEnumerable<Technique> TechniqueList => EnumWords.Read<Technique>(Techniques);
    public IEnumerable<ModaliteExecution> ModaliteList => EnumWords.Read<ModaliteExecution>(Modalites);
    public IEnumerable<ConsiderationSociale> SocialeList => EnumWords.Read<ConsiderationSociale>(ConsiderationsSociales);
    public IEnumerable<ConsiderationEnvironnementale> EnvironnementaleList => EnumWords.Read<ConsiderationEnvironnementale>(ConsiderationsEnvironnementales);
    public IEnumerable<string> CpvList => CpvCodes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    public IEnumerable<DceFile> CurrentFiles => DceFiles.Where(f => f.RemovedAt is null).OrderBy(f => f.Position);

    public OuvertureRule OuvertureRule => new(OpeningQuorum, QuorumReason);

    /// <summary>What the rules look at.</summary>
    public ConsultationFacts AsFacts() => new(
        Objet, Nature, Procedure, CommuneInsee.Length > 0 ? CommuneInsee : Departement,
        Deadline is { } deadline ? new Deadline(deadline) : null, CurrentFiles.Count(), OuvertureRule,
        Published?.At, Opened?.At, Cancelled?.At);

    public ConsultationStatus StatusAt(DateTimeOffset now) => AsFacts().StatusAt(now);

    public void SetObjet(string objet)
    {
        Objet = objet.Trim();
        ObjetFolded = Folded.Of(Objet);
    }

    /// <summary>Sets the place from a commune of Brittany; its département and NUTS code follow.</summary>
    public void Locate(Commune commune, string? postalCode)
    {
        CommuneInsee = commune.Code;
        PostalCode = commune.PostalCodes.Contains(postalCode ?? "") ? postalCode! : commune.PostalCodes[0];
        Locate(commune.Departement);
    }

    /// <summary>Sets the place to a département, or to the whole region when the code is none of the four.</summary>
    public void Locate(string? departement)
    {
        var found = Localities.FindDepartement(departement);
        if (Localities.FindCommune(CommuneInsee)?.Departement != found?.Code)
            (CommuneInsee, PostalCode) = ("", "");
        Departement = found?.Code ?? "";
        Nuts = found?.Nuts ?? Localities.RegionNuts;
    }

    /// <summary>From here everybody reads it. A second call is refused: publication is one fact.</summary>
    public Refusal? Publish(Author author, DateTimeOffset now)
    {
        if (ConsultationRules.Publish(AsFacts(), now) is { } refusal)
            return refusal;
        Record(FactKind.Published, author, now);
        foreach (var version in CurrentFiles.SelectMany(f => f.Versions))
            version.PublishedAt ??= now;
        return null;
    }

    public Refusal? ChangeDeadline(DateTimeOffset? wanted, string? reason, DateTimeOffset now)
    {
        if (ConsultationRules.ChangeDeadline(AsFacts(), wanted is { } instant ? new Deadline(instant) : null, reason, now) is { } refusal)
            return refusal;
        Deadline = wanted;
        ChangedAt = now;
        return null;
    }

    /// <summary>Déclarée sans suite; the reason is public (R. 2185-1, R. 2185-2).</summary>
    public Refusal? Cancel(string? reason, Author author, DateTimeOffset now)
    {
        if (ConsultationRules.Cancel(AsFacts(), reason, now) is { } refusal)
            return refusal;
        Record(FactKind.Cancelled, author, now).Reason = reason!.Trim();
        return null;
    }

    /// <summary>Adds a fact of law; the row's own change counts the version up, so that a stale edit is noticed.</summary>
    public ConsultationFact Record(FactKind kind, Author author, DateTimeOffset now)
    {
        var fact = new ConsultationFact { ConsultationId = Id, Kind = kind, At = now, By = author.AccountId, ByName = author.Name };
        Facts.Add(fact);
        ChangedAt = now;
        return fact;
    }

    private ConsultationFact? Fact(FactKind kind) => Facts.Find(f => f.Kind == kind);
}
