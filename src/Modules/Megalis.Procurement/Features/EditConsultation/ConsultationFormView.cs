using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Procurement.Features.EditConsultation;

/// <summary>What the form's partial shows, on the page that creates and on the page that edits.</summary>
/// <param name="Version">Of the row that the form was read from; null while there is none.</param>
/// <param name="Original">The form as it was read, for a merge.</param>
/// <param name="IsPublished">The deadline and the number of lots are fixed.</param>
internal sealed record ConsultationFormView(ConsultationForm Form, int? Version, string Original, bool IsPublished, IReadOnlyList<Warning> Warnings, Tenant Tenant)
{
    public ConsultationMerge? Merge { get; init; }

    /// <summary>What the buyer is likely to mean: the communes of its own EPCI, or itself.</summary>
    public IEnumerable<string> Communes
    {
        get
        {
            var own = Localities.Communes.FirstOrDefault(c => c.Siren == Tenant.Siren);
            var epci = Localities.FindEpci(own?.EpciSiren ?? Tenant.Siren);
            return (epci?.Members ?? []).Select(Localities.FindCommune).OfType<Commune>().Select(c => CommunePicker.Label(c));
        }
    }

    public IEnumerable<Warning> WarningsAbout(params string[] sections) => Warnings.Where(w => sections.Contains(w.Section));

    public static IEnumerable<SelectListItem> Items<T>(params T[] except) where T : struct, Enum =>
        OfficialList<T>.All.Where(t => !except.Contains(t.Value)).Select(t => new SelectListItem(t.Label, t.Value.ToString()));

    public static IEnumerable<SelectListItem> Departements =>
        Localities.Departements.Select(d => new SelectListItem($"{d.Name} ({d.Code})", d.Code));

    public static IEnumerable<SelectListItem> Quorums => Enumerable.Range(1, 5)
        .Select(n => new SelectListItem(n == 1 ? "1 personne (procédure adaptée seulement)" : $"{n} personnes", n.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
