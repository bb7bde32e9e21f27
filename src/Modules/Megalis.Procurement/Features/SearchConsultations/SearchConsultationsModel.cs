using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.ShowConsultation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>The salle des marchés: everybody finds what is open, without an account and without a script.</summary>
[AllowAnonymous]
[PublicCache(Regional = true)]
internal sealed class SearchConsultationsModel(PublicSearch search, TimeProvider clock) : MegalisPage
{
    public const int OnPage = 20;

    [BindProperty(SupportsGet = true, Name = "")]
    public SearchQuery Query { get; set; } = new();

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public SearchFilters Filters { get; private set; } = new();
    public IReadOnlyList<ConsultationPublic> Found { get; private set; } = [];
    public int Total { get; private set; }
    public IReadOnlyList<SelectListItem> Acheteurs { get; private set; } = [];

    /// <summary>Each active filter as the sentence says it, and the address without it.</summary>
    public IReadOnlyList<(string Text, string Href)> Active { get; private set; } = [];

    public bool IsPortal => Tenant.IsDefault;

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        Number = Math.Max(1, Number);
        Filters = Query.ToFilters();
        var rows = search.Where(Filters);
        Total = await rows.CountAsync(stop);
        Found = await PublicSearch.InOrder(rows, Filters, Query.Sort).Skip((Number - 1) * OnPage).Take(OnPage).ToListAsync(stop);
        await NoteClockAsync(stop);
        var acheteurs = IsPortal ? await search.AcheteursAsync(stop) : [];
        Acheteurs = [.. acheteurs.Select(a => new SelectListItem(a.Name, a.Id.ToString(Texts.French), a.Id == Filters.Acheteur))];
        Active = [.. Sentences(acheteurs)];
        return Page();
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken stop)
    {
        Filters = Query.ToFilters();
        var rows = await PublicSearch.InOrder(search.Where(Filters), Filters, Query.Sort).Take(10_000).ToListAsync(stop);
        return this.CsvFile(
            "consultations.csv", ["Référence", "Objet", "Acheteur", "SIREN", "Nature", "Procédure", "CPV", "Département", "Commune", "Lots", "Publiée le", "Date limite", "État", "Considérations sociales", "Considérations environnementales"],
            rows.Select(r => Csv.Line(
                r.Reference, r.Objet, r.Acheteur, r.Siren, OfficialList<Nature>.LabelOf(r.Nature), OfficialList<Procedure>.LabelOf(r.Procedure), r.Cpv.Trim(),
                r.Departement, r.Commune, r.Lots, r.PublishedAt, r.Deadline, Chip(r).Word,
                ConsultationWords.SocialesOf(r.ConsiderationsSociales), ConsultationWords.EnvironnementalesOf(r.ConsiderationsEnvironnementales))));
    }

    public IReadOnlyList<SelectListItem> Epcis =>
        [.. Localities.Epcis.OrderBy(e => Folded.Of(e.Name), StringComparer.Ordinal).Select(e => new SelectListItem(e.Name, e.Siren, e.Siren == Filters.Epci))];

    public (ChipState State, string Word) Chip(ConsultationPublic row)
    {
        var now = clock.GetUtcNow();
        return row switch
        {
            { Status: PublicStatus.Cancelled } => (ChipState.Closed, T["Sans suite"]),
            _ when row.Deadline < now => (ChipState.Closed, T["Close"]),
            _ => (row.Deadline - now < TimeSpan.FromDays(3) ? ChipState.Near : ChipState.Open, ParisTime.Remaining(row.Deadline, now)),
        };
    }

    /// <summary>The list is another one when a deadline passes, and its words when the time that remains is said otherwise.</summary>
    private async Task NoteClockAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (await search.NextDeadlineAsync(Filters, stop) is { } next)
            HttpContext.ChangesAt(ParisTime.NextWords(next, now));
        foreach (var row in Found)
            HttpContext.ChangesAt(ParisTime.NextWords(row.Deadline, now));
    }

    /// <summary>« Consultations ouvertes, contenant « toiture », dans le Morbihan ».</summary>
    public string Sentence => T[Filters.State switch
    {
        SearchFilters.Closed => "Consultations closes",
        SearchFilters.All => "Consultations ouvertes et closes",
        _ => "Consultations ouvertes",
    }] + string.Concat(Active.Where(a => !a.Text.StartsWith(T["état"], StringComparison.Ordinal)).Select(a => ", " + a.Text));

    private IEnumerable<(string, string)> Sentences(IReadOnlyList<(int Id, string Name)> acheteurs)
    {
        if (Filters.Words.Length > 0)
            yield return (T["contenant « {0} »", Filters.Words], Query.Without("q"));
        if (Filters.CpvPrefix.Length > 0)
            yield return (T["CPV {0}", Filters.CpvPrefix] + LabelOfCpv(Filters.CpvPrefix), Query.Without("cpv"));
        foreach (var departement in Filters.Departements)
            yield return (T["département {0}", Localities.FindDepartement(departement)!.Name], Query.Without("dep", departement));
        if (Filters.Epci.Length > 0)
            yield return (T["territoire {0}", Localities.FindEpci(Filters.Epci)!.Name], Query.Without("epci"));
        if (Filters.Acheteur is { } id)
            yield return (T["acheteur {0}", acheteurs.FirstOrDefault(a => a.Id == id).Name ?? T["inconnu"]], Query.Without("acheteur"));
        if (Filters.State != SearchFilters.Open)
            yield return (T[Filters.State == SearchFilters.Closed ? "état : closes" : "état : toutes"], Query.Without("etat"));
    }

    private static string LabelOfCpv(string prefix) =>
        Cpv.TryParse(prefix.PadRight(8, '0'), out var code) && CpvNomenclature.BuiltIn.LabelOf(code) is { } label ? $" ({label})" : "";
}
