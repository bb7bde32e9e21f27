using System.Text;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Workflows.Features.ListInstances;

/// <summary>Every instance of this tenant, searched and sorted.</summary>
[RequirePermission(WorkflowPermissions.Manage)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class InstancesModel(InstanceList list) : MegalisPage
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Circuit { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Version { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Etat { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Tri { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IReadOnlyList<InstanceLine> Lines { get; private set; } = [];
    public IReadOnlyList<CircuitChoice> Circuits { get; private set; } = [];
    public int Total { get; private set; }
    public bool IsFiltered => (Q + Circuit + Etat).Length > 0 || Version is not null;

    /// <summary>The same list as a file.</summary>
    public string ExportQuery => new QueryString().Add("handler", "Export").Add("q", Q ?? "").Add("circuit", Circuit ?? "").Add("version", Version?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "")
        .Add("etat", Etat ?? "").Add("tri", Tri ?? "").ToString();

    private InstanceFilter Filter => new((Q ?? "").Trim(), Circuit ?? "", Version, Etat ?? "", Tri ?? "");

    public async Task OnGetAsync(CancellationToken stop)
    {
        P = Math.Clamp(P, 1, 100_000);
        Circuits = await list.CircuitsAsync(stop);
        (Lines, Total) = await list.ReadAsync(Filter, (P - 1) * InstanceList.Size, InstanceList.Size, stop);
    }

    public async Task<IActionResult> OnGetExportAsync(CancellationToken stop)
    {
        var (lines, _) = await list.ReadAsync(Filter, 0, InstanceList.MostExported, stop);
        var file = new StringBuilder(Csv.Beginning)
            .Append(Csv.Line(T["Titre"], T["Circuit"], T["Version"], T["État"], T["Corrélation"], T["Début"], T["Dernier mouvement"], T["Fin"], T["Numéro"]));
        foreach (var line in lines)
            file.Append(Csv.Line(
                line.Title, line.Circuit, line.Version, T[InstanceWords.StateOf(line.Status, line.HasIncident).Label], line.CorrelationId, line.StartedAt, line.ChangedAt, line.EndedAt, line.Id));
        return File(Encoding.UTF8.GetBytes(file.ToString()), Csv.ContentType, "parcours.csv");
    }
}
