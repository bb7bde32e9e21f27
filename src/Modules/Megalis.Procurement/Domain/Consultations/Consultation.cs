using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;

namespace Megalis.Procurement.Domain;

/// <summary>
/// A buyer's call, from draft to decision. What counts in law (published, cancelled, opened) is a
/// <see cref="ConsultationFact"/> with author and instant; lists read the state from these.
/// </summary>
internal sealed class Consultation : ITenantOwned, IVersioned
{
    public const int ObjetLength = 1000;

    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public int Version { get; set; }

    /// <summary>Unique in the region: year, code of the entité, number.</summary>
    public string Reference { get; set; } = "";

    public string Objet { get; set; } = "";
    public string ObjetFolded { get; set; } = "";
    public string Description { get; set; } = "";

    public Nature Nature { get; set; }
    public Procedure Procedure { get; set; }

    /// <summary>Names of <see cref="Technique"/>, separated by spaces; « SansObjet » stands alone.</summary>
    public string Techniques { get; set; } = nameof(Technique.SansObjet);

    /// <summary>Names of <see cref="ModaliteExecution"/>, separated by spaces.</summary>
    public string Modalites { get; set; } = nameof(ModaliteExecution.SansObjet);

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
    public IEnumerable<string> CpvList => CpvCodes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    public IEnumerable<DceFile> CurrentFiles => DceFiles.Where(f => f.RemovedAt is null).OrderBy(f => f.Position);

    /// <summary>Plis still arrive in time.</summary>
    public bool IsOpenAt(DateTimeOffset now) => Published is not null && Cancelled is null && now <= Deadline;

    public bool IsPastDeadline(DateTimeOffset now) => Deadline is { } deadline && now > deadline;

    public ConsultationStage StageAt(DateTimeOffset now) => this switch
    {
        { Cancelled: not null } => ConsultationStage.Decision,
        { Published: null } => ConsultationStage.Elaboration,
        { Opened: not null } => ConsultationStage.Decision,
        _ => IsPastDeadline(now) ? ConsultationStage.Ouverture : ConsultationStage.Consultation,
    };

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
        CommuneInsee = commune.Code;
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

    /// <summary>What keeps a draft from being published; warnings of the law are not among it.</summary>
    public IEnumerable<Refusal> PublicationObstacles(DateTimeOffset now)
    {
        if (Objet.Length == 0)
            yield return new Refusal("Écrivez l’objet de la consultation : c’est son titre pour les entreprises.").On("Objet");
        if (Deadline is null)
            yield return new Refusal("Choisissez la date et l’heure limites de remise des plis.").On("Deadline");
        else if (Deadline <= now)
            yield return new Refusal("La date limite est déjà passée ({0}) : choisissez-en une à venir.", ParisTime.Full(Deadline.Value)).On("Deadline");
        if (OpeningQuorum < 2 && CheckQuorum(OpeningQuorum, QuorumReason) is { } refusal)
            yield return refusal;
    }

    /// <summary>From here everybody reads it. A second call is refused: publication is one fact.</summary>
    public Refusal? Publish(Author author, DateTimeOffset now)
    {
        if (Cancelled is not null)
            return new Refusal("Cette consultation est annulée : créez-en une autre.");
        if (Published is { } already)
            return new Refusal("Cette consultation est déjà publiée depuis le {0}.", ParisTime.Full(already.At));
        if (PublicationObstacles(now).FirstOrDefault() is { } obstacle)
            return obstacle;
        Record(FactKind.Published, author, now);
        foreach (var version in CurrentFiles.SelectMany(f => f.Versions))
            version.PublishedAt ??= now;
        return null;
    }

    /// <summary>Moves the deadline of a published consultation, forward only and only while it runs (R. 2151-4).</summary>
    public Refusal? Extend(DateTimeOffset deadline, DateTimeOffset now)
    {
        if (CheckRunning(now) is { } refusal)
            return refusal;
        if (deadline <= Deadline)
            return new Refusal("La nouvelle date limite doit être après l’actuelle, {0} : raccourcir le délai léserait les entreprises.", ParisTime.Full(Deadline!.Value)).On("Deadline");
        Deadline = deadline;
        ChangedAt = now;
        return null;
    }

    /// <summary>Only a published consultation whose deadline has not passed may be corrected or extended.</summary>
    public Refusal? CheckRunning(DateTimeOffset now)
    {
        if (Cancelled is not null)
            return new Refusal("Cette consultation est annulée : elle ne change plus.");
        if (Published is null)
            return new Refusal("Cette consultation n’est pas publiée : modifiez le brouillon.");
        return IsPastDeadline(now)
            ? new Refusal("La date limite est passée depuis le {0} : la consultation ne change plus.", ParisTime.Full(Deadline!.Value))
            : null;
    }

    /// <summary>Gives the procedure up, at any time before its decision; the reason is public (R. 2185-1, R. 2185-2).</summary>
    public Refusal? Cancel(string reason, Author author, DateTimeOffset now)
    {
        if (Cancelled is { } already)
            return new Refusal("Cette consultation est déjà annulée depuis le {0}.", ParisTime.Full(already.At));
        if (Published is null)
            return new Refusal("Cette consultation n’est pas publiée : supprimez le brouillon.");
        if (string.IsNullOrWhiteSpace(reason))
            return new Refusal("Écrivez le motif de l’annulation : les entreprises le liront.").On("Reason");
        Record(FactKind.Cancelled, author, now).Reason = reason.Trim();
        return null;
    }

    /// <summary>One person alone opens only the plis of a procédure adaptée, and says why (annexe 7, I).</summary>
    public Refusal? SetQuorum(int quorum, string? reason)
    {
        if (CheckQuorum(quorum, reason) is { } refusal)
            return refusal;
        OpeningQuorum = quorum;
        QuorumReason = quorum == 1 ? reason!.Trim() : "";
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

    private Refusal? CheckQuorum(int quorum, string? reason) => quorum switch
    {
        < 1 or > 5 => new Refusal("L’ouverture demande de 1 à 5 personnes.").On("OpeningQuorum"),
        1 when Procedure is not Procedure.ProcedureAdaptee => new Refusal("Une seule personne n’ouvre que les plis d’une procédure adaptée : il en faut deux.").On("OpeningQuorum"),
        1 when string.IsNullOrWhiteSpace(reason) => new Refusal("Dites pourquoi une seule personne ouvrira les plis : ce motif sera gardé au journal.").On("QuorumReason"),
        _ => null,
    };

    private ConsultationFact? Fact(FactKind kind) => Facts.Find(f => f.Kind == kind);
}
