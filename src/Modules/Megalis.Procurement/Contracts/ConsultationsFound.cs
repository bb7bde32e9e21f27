using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Identifiers;
using Megalis.Search.Contracts;

namespace Megalis.Procurement.Contracts;

/// <summary>A consultation as a list shows it; everything in it is public.</summary>
public sealed record ConsultationRow
{
    /// <summary>26 characters.</summary>
    public required string ConsultationId { get; init; }

    public required int TenantId { get; init; }

    /// <summary>The page is <c>/marches/{reference}</c> on the portal and on its buyer's site.</summary>
    public required string Reference { get; init; }

    public required string Objet { get; init; }

    public required string Acheteur { get; init; }

    public required string AcheteurSiren { get; init; }

    /// <summary>Two digits.</summary>
    public required string Departement { get; init; }

    /// <summary>A name, or empty.</summary>
    public required string Commune { get; init; }

    /// <summary>INSEE code, or empty.</summary>
    public required string CommuneInsee { get; init; }

    /// <summary>« Vannes (56) », the département's name, or empty.</summary>
    public string Place => Commune.Length > 0 ? $"{Commune} ({Departement})" : Localities.FindDepartement(Departement)?.Name ?? "";

    /// <summary>Official label: « Travaux ».</summary>
    public required string Nature { get; init; }

    /// <summary>Official label: « Procédure adaptée ».</summary>
    public required string Procedure { get; init; }

    /// <summary>Eight digits each.</summary>
    public required IReadOnlyList<string> Cpv { get; init; }

    /// <summary>Official labels, or empty.</summary>
    public required string Sociales { get; init; }

    /// <summary>Official labels, or empty.</summary>
    public required string Environnementales { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>0 when it is not divided.</summary>
    public required int Lots { get; init; }

    /// <summary><c>ouverte</c>, <c>close</c> or <c>sans-suite</c>.</summary>
    public required string Etat { get; init; }

    public required ChipState State { get; init; }

    /// <summary>« encore 6 jours », « Close », « Sans suite ».</summary>
    public required string Chip { get; init; }

    /// <summary><see cref="Objet"/> in runs, the words of the search marked.</summary>
    public IReadOnlyList<TextRun> Title { get; init; } = [];

    /// <summary>Where else the words stand; empty when the title says it.</summary>
    public IReadOnlyList<TextRun> Snippet { get; init; } = [];
}

/// <summary>What a search found.</summary>
public sealed record ConsultationsFound
{
    /// <summary>Exact.</summary>
    public long Total { get; init; }

    public IReadOnlyList<ConsultationRow> Rows { get; init; } = [];

    /// <summary>
    /// By field of the index (<see cref="ConsultationIndex"/>; and <c>delai</c>, <c>lots</c> by the values of the address): counts that
    /// ignore the field's own choice. Empty without an index.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FacetValue>> Facets { get; init; } = new Dictionary<string, IReadOnlyList<FacetValue>>();

    /// <summary>False without an index, and when counting would have taken too long.</summary>
    public bool HasCounts => Facets.Count > 0;

    /// <summary>The time of the search, its counts left out; zero without an index.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The text was no expression and was searched as plain words.</summary>
    public Refusal? Notice { get; init; }

    /// <summary>Why nothing was searched: a limit.</summary>
    public Refusal? Refused { get; init; }

    /// <summary>When nothing was found: the words with each unknown one replaced by the nearest known one; null when there is nothing to mend.</summary>
    public string? DidYouMean { get; init; }

    /// <summary>False while the index is being built: then the list comes from the database, by parts of words and without counts.</summary>
    public bool IsIndexed { get; init; }
}
