using System.Text;
using Megalis.Content.Contracts;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Content.Features.ListContent;

/// <summary>The list as a spreadsheet, with the filters of the page.</summary>
internal static class ContentExport
{
    private const int Most = 10_000;

    public static void MapContentExport(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/admin/contenus/export.csv", ExportAsync).WithMetadata(new RequirePermissionAttribute(ContentPermissions.EditContent));

    private static async Task<IResult> ExportAsync(ContentList list, CancellationToken stop, string? q = null, string? type = null, string? etat = null, string? tri = null)
    {
        var state = Enum.TryParse<ContentState>(etat, out var known) ? known : (ContentState?)null;
        var order = Enum.TryParse<ContentOrder>(tri, out var by) ? by : ContentOrder.Modified;
        var (lines, _) = await list.ReadAsync(new ContentFilter(q ?? "", type ?? "", state, order), 1, Most, stop);
        var text = new StringBuilder(Csv.Beginning).Append(Csv.Line("Titre", "Type", "En ligne", "Brouillon en attente", "Publié le", "Modifié le", "Par", "Programmé le"));
        foreach (var line in lines)
            text.Append(Csv.Line(line.Title, line.Type, line.IsOnline ? "oui" : "non", line.HasDraft ? "oui" : "non", line.PublishedUtc, line.ModifiedUtc, line.Author, line.Due));
        return Results.File(Encoding.UTF8.GetBytes(text.ToString()), Csv.ContentType, "contenus.csv");
    }
}
