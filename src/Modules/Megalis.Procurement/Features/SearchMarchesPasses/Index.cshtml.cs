using Megalis.Kernel.Http;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.ImportCpv;
using Megalis.Procurement.Features.SearchConsultations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.SearchMarchesPasses;

/// <summary>« Marchés passés »: all of them on the portal; on the site of an entité, its own.</summary>
[AllowAnonymous]
internal sealed class IndexModel(PastContracts contracts, CpvLists codes) : MegalisPage
{
    public const int PageSize = 20;

    public MarchesPassesFilter Filter { get; private set; } = new();
    public PastContractsFound Found { get; private set; } = new();
    public IReadOnlyList<Facet> Facets { get; private set; } = [];

    /// <summary>Each condition in use, with the address of the list without it.</summary>
    public IReadOnlyList<(string Text, string Href)> Active { get; private set; } = [];

    public bool IsPortal => Tenant.IsDefault;

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        Filter = MarchesPassesFilter.Read(Request.Query);
        Found = await contracts.FindAsync(Filter, PageSize, stop);
        if (Found.Rows.Count == 0 && Found.Total > 0)
        {
            Filter = Filter with { Page = (int)Math.Min((Found.Total + PageSize - 1) / PageSize, PastContracts.MostExported / PageSize) };
            Found = await contracts.FindAsync(Filter, PageSize, stop);
        }

        var facets = new PastContractsFacets(Filter, Found, codes.Current, T);
        (Facets, Active) = (facets.All(IsPortal), [.. ActiveOf(facets)]);
        return Page();
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken stop)
    {
        var filter = MarchesPassesFilter.Read(Request.Query) with { Page = 1 };
        // The page says why; an empty table would say that there are no such contracts.
        if (contracts.WhyNot(filter) is not null)
            return await OnGetAsync(stop);
        return new MarchesPassesExport(contracts.ReadAsync(filter, HttpContext.RequestAborted));
    }

    private IEnumerable<(string, string)> ActiveOf(PastContractsFacets facets)
    {
        if (Filter.Words.Length > 0)
            yield return (T["« {0} »", Filter.Words], Filter.Without("q").On("/marches/passes"));
        if (Filter.Acheteur.Length > 0)
            yield return (T["Acheteur : {0}", Filter.Acheteur], Filter.Without("acheteur").On("/marches/passes"));
        if (Filter.Montant is { } range)
            yield return (T[range.Label], Filter.Without("montant").On("/marches/passes"));
        foreach (var (name, values) in Filter.Lists)
            foreach (var value in values)
                yield return (TextOf(facets, name, value), Filter.Without(name, value).On("/marches/passes"));
    }

    private string TextOf(PastContractsFacets facets, string name, string value) => name switch
    {
        "departement" => T["Département {0}", PastContractsFacets.LabelOfPlace(value)],
        "cpv" => T["CPV {0}", facets.LabelOfCode(value)],
        "annee" => T["Notifiés en {0}", value],
        "procedure" => PastContractsFacets.LabelOf<Procedure>(value),
        "sociale" => PastContractsFacets.LabelOf<ConsiderationSociale>(value),
        _ => PastContractsFacets.LabelOf<ConsiderationEnvironnementale>(value),
    };
}
