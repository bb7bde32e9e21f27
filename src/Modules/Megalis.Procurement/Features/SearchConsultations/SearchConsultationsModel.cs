using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>The salle des marchés: everybody finds what is open, without an account and without a script.</summary>
[AllowAnonymous]
[PublicCache(Regional = true)]
internal sealed class SearchConsultationsModel(ConsultationSearch search, ConsultationCriteriaReader reader, PublicSearch database, TimeProvider clock) : MegalisPage
{
    public const int OnPage = 20;

    public ConsultationCriteria Criteria { get; private set; } = new();
    public ConsultationsFound Found { get; private set; } = new();
    public IReadOnlyList<CriteriaPart> Active { get; private set; } = [];
    public string Sentence { get; private set; } = "";
    public IReadOnlyList<SelectListItem> Acheteurs { get; private set; } = [];

    public bool IsPortal => Tenant.IsDefault;

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        Criteria = reader.Read(Request.Query);
        Found = await search.FindAsync(Criteria, (Criteria.Page - 1) * OnPage, OnPage, withFacets: true, stop);
        (Active, Sentence) = (Criteria.Parts(T), Criteria.Sentence(T));
        await NoteClockAsync(stop);
        Acheteurs = IsPortal ? [.. (await database.AcheteursAsync(stop)).Select(a => new SelectListItem(a.Name, a.Id.ToString(Texts.French), Criteria.Acheteurs.Any(c => c.Id == a.Id)))] : [];
        return Page();
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken stop) =>
        this.CsvFile("consultations.csv", ConsultationTable.Heading, await ConsultationTable.LinesAsync(search, reader.Read(Request.Query), stop));

    public IReadOnlyList<SelectListItem> Epcis =>
        [.. Localities.Epcis.OrderBy(e => Folded.Of(e.Name), StringComparer.Ordinal).Select(e => new SelectListItem(e.Name, e.Siren, Criteria.Epcis.Contains(e.Siren)))];

    /// <summary>The list is another one when a deadline passes, and its words when the time that remains is said otherwise.</summary>
    private async Task NoteClockAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (await database.NextDeadlineAsync(Criteria, stop) is { } next)
            HttpContext.ChangesAt(ParisTime.NextWords(next, now));
        foreach (var row in Found.Rows)
            HttpContext.ChangesAt(ParisTime.NextWords(row.Deadline, now));
    }
}
