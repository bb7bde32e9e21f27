namespace Megalis.Procurement.Domain.Decp;

/// <summary>
/// A published contract as it is understood, with what is wrong in it. Texts are as published; a field that could not
/// be understood is null, and the raw JSON still holds it.
/// </summary>
internal sealed record DecpRecord
{
    public required int Index { get; init; }
    public required string Json { get; init; }
    public bool IsConcession { get; init; }

    /// <summary>The shape of 2022 (techniques, modalités, CCAG...), else that of 2019.</summary>
    public bool IsVersion2 { get; init; }

    public string? Id { get; init; }
    public string? Uid { get; init; }

    /// <summary>As published, spaces removed; see <see cref="HasTrueBuyerSiret"/>.</summary>
    public string? BuyerId { get; init; }
    public bool HasTrueBuyerSiret { get; init; }
    public string? BuyerName { get; init; }
    public string? Objet { get; init; }
    public string? Nature { get; init; }
    public Cpv? Cpv { get; init; }
    public string? Procedure { get; init; }
    public string? FormePrix { get; init; }
    public required DecpPlace Place { get; init; }
    public int? DurationMonths { get; init; }

    /// <summary>Notification of a marché, signature of a concession.</summary>
    public DateOnly? NotifiedOn { get; init; }
    public DateOnly? PublishedOn { get; init; }
    public long? AmountCents { get; init; }
    public IReadOnlyList<DecpTitulaire> Titulaires { get; init; } = [];
    public IReadOnlyList<DecpModification> Modifications { get; init; } = [];
    public IReadOnlyList<Dirt> Dirt { get; init; } = [];

    /// <summary>The last day on which anything of it was published: what makes one version newer than another.</summary>
    public DateOnly? LastPublishedOn => Modifications.Select(m => m.PublishedOn).Append(PublishedOn).Max();
}

/// <param name="Departement">« 56 », « 2A », « 974 »; null when the place does not tell.</param>
internal sealed record DecpPlace(string? Code, string? Type, string? Name, string? Departement);

/// <param name="Id">As published, spaces removed.</param>
/// <param name="HasTrueSiret">A SIRET whose keys hold.</param>
internal sealed record DecpTitulaire(string? IdType, string? Id, bool HasTrueSiret, string? Name);

/// <param name="Titulaires">JSON of the titulaires that the modification names, or null.</param>
internal sealed record DecpModification(
    int? Number,
    string? Objet,
    DateOnly? NotifiedOn,
    DateOnly? PublishedOn,
    long? AmountCents,
    int? DurationMonths,
    string? Titulaires);
