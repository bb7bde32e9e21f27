using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Megalis.Kernel.Http;
using Megalis.Users.Contracts;
using Megalis.Users.Domain.Entreprises;
using Megalis.Users.Features.ManageTeam;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Users.Features.SignUp;

/// <summary>The part of a form that asks for an entreprise: a SIRET, or under « sans SIRET » another identifier.</summary>
internal sealed class EntrepriseFields
{
    private const int MaxCity = 100;

    public string? Siret { get; set; }
    public IdentifiantType? OtherType { get; set; }
    public string? OtherId { get; set; }
    public string? Country { get; set; }
    public string? Name { get; set; }
    public string? PostalCode { get; set; }
    public string? City { get; set; }

    /// <summary>Opens the second part when it was used.</summary>
    public bool IsOther => string.IsNullOrWhiteSpace(Siret) && (OtherType is not null || !string.IsNullOrWhiteSpace(OtherId));

    public static IEnumerable<SelectListItem> OtherTypes { get; } =
    [
        .. from type in Enum.GetValues<IdentifiantType>()
           where type != IdentifiantType.Siret
           let label = typeof(IdentifiantType).GetField(type.ToString())!.GetCustomAttribute<DisplayAttribute>()!.Name
           select new SelectListItem(label, type.ToString()),
    ];

    /// <summary>All countries by their French name.</summary>
    public static IEnumerable<SelectListItem> Countries =>
        CultureInfo.GetCultures(CultureTypes.SpecificCultures)
            .Select(c => new RegionInfo(c.Name))
            .Where(r => r.TwoLetterISORegionName is { Length: 2 } code && code.All(char.IsAsciiLetterUpper))
            .DistinctBy(r => r.TwoLetterISORegionName)
            .OrderBy(r => r.DisplayName, StringComparer.Create(CultureInfo.CurrentCulture, CompareOptions.IgnoreNonSpace))
            .Select(r => new SelectListItem(r.DisplayName, r.TwoLetterISORegionName));

    /// <summary>What was declared, or every refusal with its field below <paramref name="prefix"/>.</summary>
    public (DeclaredEntreprise? Declared, IReadOnlyList<Refusal> Refusals) Read(string prefix)
    {
        var refusals = new List<Refusal>();
        void Add(Refusal? refusal, string field)
        {
            if (refusal is not null)
                refusals.Add(refusal.On($"{prefix}.{field}"));
        }

        EntrepriseId? id;
        if (IsOther)
            Add(ReadOther(out id), OtherType is null ? nameof(OtherType) : nameof(OtherId));
        else
            Add(EntrepriseId.FromSiret(Siret, out id), nameof(Siret));
        Add(Entreprise.CheckName(Name, out var name), nameof(Name));
        if ((PostalCode?.Trim().Length ?? 0) > 12)
            Add(new Refusal("Le code postal compte {0} caractères au plus.", 12), nameof(PostalCode));
        if ((City?.Trim().Length ?? 0) > MaxCity)
            Add(new Refusal("Le nom de la commune compte {0} caractères au plus.", MaxCity), nameof(City));
        return refusals.Count > 0 || id is null
            ? (null, refusals)
            : (new DeclaredEntreprise(id, name, PostalCode?.Trim() ?? "", City?.Trim() ?? ""), []);
    }

    private Refusal? ReadOther(out EntrepriseId? id)
    {
        id = null;
        return OtherType is { } type && type != IdentifiantType.Siret && Enum.IsDefined(type)
            ? EntrepriseId.FromForeign(type, OtherId, Country, out id)
            : new Refusal("Choisissez le genre d'identifiant de l'entreprise.");
    }
}
