using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Data;

/// <summary>What the public may know of a published consultation's state.</summary>
internal enum PublicStatus
{
    Published,
    Cancelled,
    Opened,
}

/// <summary>
/// A published consultation as the whole region reads it. A host table: no tenant filter, no row security, nothing in it
/// that is not public. Written only by <see cref="PublicProjection"/>.
/// </summary>
internal sealed class ConsultationPublic
{
    public string ConsultationId { get; set; } = "";
    public int TenantId { get; set; }
    public string Reference { get; set; } = "";

    /// <summary>The buyer's name at the time of the last change.</summary>
    public string Acheteur { get; set; } = "";
    public string Siren { get; set; } = "";

    /// <summary>SIREN of the EPCI of the place, or empty.</summary>
    public string Epci { get; set; } = "";
    public string Objet { get; set; } = "";

    /// <summary>Objet, lots, buyer, place and reference, folded: what the search box reads.</summary>
    public string Folded { get; set; } = "";
    public Nature Nature { get; set; }
    public Procedure Procedure { get; set; }

    /// <summary>Every code with a space before it, lots included: a prefix search looks for « ␣45 ».</summary>
    public string Cpv { get; set; } = "";

    /// <summary>Names of <see cref="ConsiderationSociale"/>, separated by spaces.</summary>
    public string ConsiderationsSociales { get; set; } = nameof(ConsiderationSociale.Aucune);

    /// <summary>Names of <see cref="ConsiderationEnvironnementale"/>, separated by spaces.</summary>
    public string ConsiderationsEnvironnementales { get; set; } = nameof(ConsiderationEnvironnementale.Aucune);
    public string Departement { get; set; } = "";

    /// <summary>Name, or empty.</summary>
    public string Commune { get; set; } = "";
    public string CommuneInsee { get; set; } = "";
    public DateTimeOffset Deadline { get; set; }
    public DateTimeOffset PublishedAt { get; set; }
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>How many; 0 when the consultation is not divided.</summary>
    public int Lots { get; set; }
    public PublicStatus Status { get; set; }
}
