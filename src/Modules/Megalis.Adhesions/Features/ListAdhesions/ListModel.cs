using System.Text;
using Megalis.Adhesions.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Adhesions.Features.ListAdhesions;

/// <summary>The requests that the portal's staff follow; one whose address has not said yes is not among them.</summary>
[RequirePermission(AdhesionsPermissions.Manage)]
internal sealed class ListModel(MegalisDb db) : MegalisPage
{
    public const int Size = 25;
    public const string All = "toutes";
    private const int MostExported = 10_000;

    public static IEnumerable<AdhesionState> States => Enum.GetValues<AdhesionState>().Where(s => s != AdhesionState.Asked);

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>A state's name, « toutes », or empty for those under way.</summary>
    [BindProperty(SupportsGet = true, Name = "etat")]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true, Name = "tri")]
    public string? Sort { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IReadOnlyList<Adhesion> Lines { get; private set; } = [];
    public int Total { get; private set; }
    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || !string.IsNullOrEmpty(State);

    public async Task OnGetAsync(CancellationToken stop)
    {
        Total = await Found().CountAsync(stop);
        P = Math.Clamp(P, 1, Math.Max(1, (Total + Size - 1) / Size));
        Lines = await Sorted().Skip((P - 1) * Size).Take(Size).ToListAsync(stop);
    }

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken stop)
    {
        var file = new StringBuilder(Csv.Beginning).Append(Csv.Line(
            T["Collectivité"], T["SIREN"], T["Type"], T["Commune"], T["Code postal"], T["Habitants"], T["État"], T["Reçue le"], T["Dernier mouvement"], T["Convention"], T["Signée le"], T["Site"]));
        foreach (var a in await Sorted().Include(a => a.Convention).Take(MostExported).ToListAsync(stop))
            file.Append(Csv.Line(
                a.Title, a.Siren, T[a.Kind.Label()], a.Commune, a.PostalCode, a.Population, T[a.State.Label().Word], a.ConfirmedAt, a.ChangedAt, a.Convention?.Number, a.Convention?.SignedOn, a.SiteUrl));
        return File(Encoding.UTF8.GetBytes(file.ToString()), Csv.ContentType, "adhesions.csv");
    }

    private IQueryable<Adhesion> Sorted() => Sort switch
    {
        "nom" => Found().OrderBy(a => a.NameFolded).ThenBy(a => a.Id),
        "recent" => Found().OrderByDescending(a => a.ConfirmedAt).ThenByDescending(a => a.Id),
        _ => Found().OrderBy(a => a.ChangedAt).ThenBy(a => a.Id),
    };

    private IQueryable<Adhesion> Found()
    {
        var rows = db.Set<Adhesion>().AsNoTracking().Where(a => a.ConfirmedAt != null);
        if (Enum.TryParse<AdhesionState>(State, out var state) && Enum.IsDefined(state))
            rows = rows.Where(a => a.State == state);
        else if (State != All)
            rows = rows.Where(a => a.State != AdhesionState.Welcomed && a.State != AdhesionState.Refused && a.State != AdhesionState.Abandoned);
        foreach (var word in Folded.Of(Q).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8))
            rows = rows.Where(a => a.NameFolded.Contains(word) || a.Siren.StartsWith(word));
        return rows;
    }
}
