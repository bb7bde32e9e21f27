using System.Globalization;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Procurement.Domain.MarchesPasses;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.SearchMarchesPasses;

/// <summary>« Marchés passés »: all of them on the portal; on the site of an entité, its own.</summary>
[AllowAnonymous]
internal sealed class IndexModel(MegalisDb db) : MegalisPage
{
    public const int PageSize = 20;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Acheteur { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cpv { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Departement { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Annee { get; set; }

    [BindProperty(SupportsGet = true)]
    public MarchesPassesOrder Tri { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IReadOnlyList<MarchePasse> Marches { get; private set; } = [];
    public int Total { get; private set; }
    public IReadOnlyList<SelectListItem> Departements { get; private set; } = [];
    public IReadOnlyList<SelectListItem> Annees { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Tris =>
    [
        new(T["Les plus récents"], nameof(MarchesPassesOrder.Recents)),
        new(T["Les plus anciens"], nameof(MarchesPassesOrder.Anciens)),
        new(T["Montant décroissant"], nameof(MarchesPassesOrder.Montant)),
        new(T["Acheteur"], nameof(MarchesPassesOrder.Acheteur)),
    ];

    public bool IsPortal => Tenant.IsDefault;

    /// <summary>Each filter in use, with the address of the list without it.</summary>
    public IEnumerable<(string Text, string Href)> Active =>
        from filter in new (string Name, string? Value, string Text)[]
        {
            (nameof(Q), Q, T["« {0} »", Q]),
            (nameof(Acheteur), Acheteur, T["Acheteur : {0}", Acheteur]),
            (nameof(Cpv), Cpv, T["CPV {0}", Cpv]),
            (nameof(Departement), Departement, T["Département {0}", Departement]),
            (nameof(Annee), Annee?.ToString(CultureInfo.InvariantCulture), T["Notifiés en {0}", Annee]),
        }
        where !string.IsNullOrWhiteSpace(filter.Value)
        select (filter.Text, AddressWithout(filter.Name));

    public string ExportAddress => Address(Request.Query.Where(pair => pair.Key is not ("P" or "p")).Append(new("handler", "csv")));

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        var filter = ReadFilter();
        var found = filter.Apply(Mine());
        Total = await found.CountAsync(stop);
        P = Math.Clamp(P, 1, Math.Max(1, (Total + PageSize - 1) / PageSize));
        Marches = await filter.Sort(found).AsNoTracking().Skip((P - 1) * PageSize).Take(PageSize).ToListAsync(stop);
        await LoadChoicesAsync(stop);
        return ModelState.IsValid ? Page() : Invalid();
    }

    public IActionResult OnGetCsv()
    {
        var filter = ReadFilter();
        return new MarchesPassesExport(filter.Sort(filter.Apply(Mine())));
    }

    private IQueryable<MarchePasse> Mine()
    {
        var marches = db.Set<MarchePasse>().AsQueryable();
        if (IsPortal)
            return marches;
        var siren = Tenant.Siren;
        return siren.Length == 0 ? marches.Where(_ => false) : marches.Where(m => m.BuyerId != null && m.BuyerId.StartsWith(siren));
    }

    private MarchesPassesFilter ReadFilter()
    {
        var prefix = "";
        if (!string.IsNullOrWhiteSpace(Cpv) && !Domain.Cpv.TryParsePrefix(Cpv, out prefix))
            ModelState.AddModelError(nameof(Cpv), T["Un code CPV, ou ses 2 premiers chiffres au moins : 45 pour les travaux."]);
        return new() { Q = Q, Acheteur = Acheteur, CpvPrefix = prefix, Departement = Departement, Annee = Annee, Tri = Tri };
    }

    private async Task LoadChoicesAsync(CancellationToken stop)
    {
        var visible = Mine().Where(m => m.IsVisible);
        var present = await visible.Where(m => m.Departement != null).Select(m => m.Departement!).Distinct().ToListAsync(stop);
        var first = await visible.MinAsync(m => m.NotifiedOn, stop);
        var last = await visible.MaxAsync(m => m.NotifiedOn, stop);
        Departements =
        [
            new(T["Tous"], ""),
            .. Localities.Departements.Select(d => new SelectListItem($"{d.Name} ({d.Code})", d.Code)),
            .. present.Where(code => Localities.FindDepartement(code) is null).Order(StringComparer.Ordinal).Select(code => new SelectListItem(code, code)),
        ];
        var years = first is null || last is null ? [] : Enumerable.Range(first.Value.Year, last.Value.Year - first.Value.Year + 1).Reverse();
        Annees = [new(T["Toutes"], ""), .. years.Select(year => year.ToString(CultureInfo.InvariantCulture)).Select(year => new SelectListItem(year, year))];
    }

    private string AddressWithout(string name) =>
        Address(Request.Query.Where(pair => !pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase) && pair.Key is not ("P" or "p")));

    private string Address(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> query) =>
        $"{Request.PathBase}{Request.Path}{new QueryBuilder(query)}";
}
