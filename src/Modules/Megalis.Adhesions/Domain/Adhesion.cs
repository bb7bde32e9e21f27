using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;

namespace Megalis.Adhesions.Domain;

/// <summary>A public body's request to join the platform, from the form to the open site. Its circuit moves it; its facts say when.</summary>
internal sealed class Adhesion : ITenantOwned, IVersioned
{
    public string Id { get; init; } = "";
    public int TenantId { get; set; }
    public int Version { get; set; }

    /// <summary>Nine digits.</summary>
    public string Siren { get; set; } = "";

    /// <summary>The SIREN while the confirmed request is open: unique, so that an entité has one open request. Null otherwise.</summary>
    public string? OpenSiren { get; set; }
    public string Name { get; set; } = "";
    public string NameFolded { get; set; } = "";
    public EntiteKind Kind { get; set; }

    /// <summary>INSEE code of the commune of its seat.</summary>
    public string CommuneInsee { get; set; } = "";
    public string Commune { get; set; } = "";
    public string PostalCode { get; set; } = "";
    public int? Population { get; set; }

    /// <summary>The technical name that the site should have: « lannevez ».</summary>
    public string Address { get; set; } = "";

    /// <summary>Services wished, codes separated by spaces; a wish binds nobody.</summary>
    public string Services { get; set; } = "";
    public string Message { get; set; } = "";

    public string ContactName { get; set; } = "";
    public string ContactRole { get; set; } = "";

    /// <summary>Empty once it was erased: nobody is written to any more.</summary>
    public string ContactEmail { get; set; } = "";
    public string ContactEmailFolded { get; set; } = "";
    public string ContactPhone { get; set; } = "";
    public string SignatoryName { get; set; } = "";
    public string SignatoryRole { get; set; } = "";

    public AdhesionState State { get; set; }

    /// <summary>Why it was refused, given up, or what is missing; as the staff wrote it.</summary>
    public string Reason { get; set; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ChangedAt { get; set; }
    public DateTimeOffset? ConfirmedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The site that was made for it; empty until then.</summary>
    public string SiteName { get; set; } = "";
    public string SiteUrl { get; set; } = "";

    public List<AdhesionFact> Facts { get; init; } = [];
    public Convention? Convention { get; set; }

    /// <summary>« Commune d'Ergué », on one line of a mail or of a list.</summary>
    public string Title => OneLine.Of(Name, 120);

    /// <summary>The address said yes: from now on staff see it.</summary>
    public Refusal? Confirm(DateTimeOffset now)
    {
        if (ConfirmedAt is not null)
            return null;
        (ConfirmedAt, OpenSiren) = (now, Siren);
        Add(AdhesionFactKind.Confirmed, "", "", now);
        return null;
    }

    /// <summary>What comes next is the asker's: a complement, or the signed convention.</summary>
    public bool AwaitsAsker() => State == AdhesionState.Complement || (State == AdhesionState.ConventionSent && Convention is null);

    /// <summary>The circuit came to another step.</summary>
    public void MoveTo(AdhesionState state, string reason, DateTimeOffset now)
    {
        if (State == state && Reason == reason)
            return;
        (State, Reason) = (state, reason);
        Add(Enum.Parse<AdhesionFactKind>(state.ToString()), "", reason, now);
        if (!state.IsOver())
            return;
        (EndedAt, OpenSiren) = (now, null);
    }

    /// <summary>The asker stayed silent.</summary>
    /// <returns>False when what was awaited came in the meantime: it wins, and nothing changes.</returns>
    public bool Abandon(string reason, DateTimeOffset now)
    {
        if (!AwaitsAsker())
            return false;
        MoveTo(AdhesionState.Abandoned, reason, now);
        return true;
    }

    /// <summary>The asker answered what was missing.</summary>
    public Refusal? Complete(AdhesionForm form, DateTimeOffset now)
    {
        if (State != AdhesionState.Complement)
            return new Refusal("Cette demande n’attend plus de complément : voyez où elle en est.");
        form.WriteTo(this);
        Add(AdhesionFactKind.Completed, "", "", now);
        // Not left to the circuit: a second click must find that nothing is awaited any more.
        MoveTo(AdhesionState.Verification, "", now);
        return null;
    }

    /// <summary>Registers the signed convention.</summary>
    public Refusal? Sign(Convention convention, string byId, DateTimeOffset now)
    {
        if (State != AdhesionState.ConventionSent)
            return new Refusal("Cette demande n’attend pas de convention : voyez où elle en est.");
        if (Convention is not null)
            return new Refusal("La convention est déjà enregistrée.");
        Convention = convention;
        Add(AdhesionFactKind.Signed, byId, convention.Number, now);
        return null;
    }

    public void Add(AdhesionFactKind kind, string byId, string note, DateTimeOffset now)
    {
        Facts.Add(new AdhesionFact { AdhesionId = Id, Kind = kind, At = now, ById = byId, Note = note });
        ChangedAt = now;
    }

    /// <summary>When a step was first reached; null when it was not.</summary>
    public DateTimeOffset? First(AdhesionFactKind kind) => Facts.Where(f => f.Kind == kind).Select(f => (DateTimeOffset?)f.At).Min();

    /// <summary>The person asks to be forgotten: the request stays as the public body's.</summary>
    public void ForgetContact() =>
        (ContactName, ContactRole, ContactEmail, ContactEmailFolded, ContactPhone, SignatoryName, Message) = ("Personne effacée", "", "", "", "", "", "");
}

/// <summary>Something that happened to a request; kept with its author and instant.</summary>
internal sealed class AdhesionFact : ITenantOwned
{
    public long Id { get; init; }
    public int TenantId { get; set; }
    public string AdhesionId { get; init; } = "";
    public AdhesionFactKind Kind { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The account of the agent who did it; empty for the asker and for the circuit.</summary>
    public string ById { get; init; } = "";
    public string Note { get; init; } = "";
}

/// <summary>The convention d'adhésion, signed by both.</summary>
internal sealed class Convention : ITenantOwned
{
    public string AdhesionId { get; init; } = "";
    public int TenantId { get; set; }

    /// <summary>As the syndicat numbers it: « 2027-014 ».</summary>
    public string Number { get; init; } = "";
    public DateOnly SignedOn { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
    public string RecordedBy { get; init; } = "";

    /// <summary>The signed document; empty when only its number and date were recorded.</summary>
    public string StoredFileId { get; init; } = "";
    public string FileName { get; init; } = "";
    public long FileLength { get; init; }
    public string Sha256 { get; init; } = "";
}
