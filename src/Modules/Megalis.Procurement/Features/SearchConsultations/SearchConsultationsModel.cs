using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Features.ImportCpv;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>The salle des marchés: everybody finds what is open, without an account and without a script.</summary>
[AllowAnonymous]
[PublicCache(Regional = true)]
internal sealed class SearchConsultationsModel(
    ConsultationSearch search, ConsultationCriteriaReader reader, FreshIndex fresh, TenantStore tenants, CpvLists codes, Elsewhere elsewhere, TimeProvider clock) : MegalisPage
{
    public const int OnPage = 20;

    /// <summary>The feature that tells of new consultations; its page takes the very words of the address.</summary>
    public const string Alerts = "Megalis.Alerts";

    public ConsultationCriteria Criteria { get; private set; } = new();
    public ConsultationsFound Found { get; private set; } = new();
    public IReadOnlyList<CriteriaPart> Active { get; private set; } = [];
    public string Sentence { get; private set; } = "";
    public IReadOnlyList<Facet> Facets { get; private set; } = [];
    public IReadOnlyList<KeyValuePair<string, string>> Carried { get; private set; } = [];

    /// <summary>When nothing was found.</summary>
    public IReadOnlyList<WayOn> WaysOn { get; private set; } = [];

    public bool IsPortal => Tenant.IsDefault;

    public bool MayBeTold => Tenant.Has(Alerts);

    /// <summary>Words or a trade: a hit has a reason then.</summary>
    public bool HasReasons => Found.IsIndexed && (Criteria.Words.Length > 0 || Criteria.Trade is not null);

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        Criteria = reader.Read(Request.Query);
        await fresh.BeforeKeepingAsync(HttpContext, Criteria, stop);
        Found = await search.FindAsync(Criteria, (Criteria.Page - 1) * OnPage, OnPage, withFacets: true, stop);
        (Active, Sentence) = (Criteria.Parts(T), Criteria.Sentence(T));
        var now = clock.GetUtcNow();
        foreach (var row in Found.Rows)
            HttpContext.ChangesAt(ParisTime.NextWords(row.Deadline, now));
        WaysOn = await elsewhere.LookAsync(Criteria, Found, stop);
        Choose();
        return Page();
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken stop) =>
        this.CsvFile("consultations.csv", ConsultationTable.Heading, await ConsultationTable.LinesAsync(search, reader.Read(Request.Query), stop));

    /// <summary>The same search in another state, first page.</summary>
    public string In(CriteriaState state) => (Criteria with { State = state, Page = 1, Days = state == CriteriaState.Open ? Criteria.Days : null }).On("/marches");

    private void Choose()
    {
        var facets = new SearchFacets(Criteria, Found, T);
        Facet[] all =
        [
            .. IsPortal ? [facets.Places()] : Array.Empty<Facet>(),
            .. Criteria.State == CriteriaState.Open ? [facets.Delays()] : Array.Empty<Facet>(),
            facets.Codes(codes),
            facets.Natures(),
            facets.Procedures(),
            .. IsPortal ? [facets.Acheteurs(tenants)] : Array.Empty<Facet>(),
            facets.Lots(),
            facets.Sociales(),
            facets.Environnementales(),
        ];
        Facets = [.. all.Where(facet => facet.Choices.Count > 0)];
        Carried = [.. facets.Unseen(Facets)];
    }
}
