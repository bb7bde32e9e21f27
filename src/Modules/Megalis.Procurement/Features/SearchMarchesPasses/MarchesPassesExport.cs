using Megalis.Kernel.Http;
using Megalis.Procurement.Domain.Decp;
using Megalis.Procurement.Domain.MarchesPasses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.SearchMarchesPasses;

/// <summary>The list as a table, row after row as they are read: a national export must not fill the memory.</summary>
internal sealed class MarchesPassesExport(IAsyncEnumerable<MarchePasse> marches) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        var stop = context.HttpContext.RequestAborted;
        response.ContentType = Csv.ContentType;
        response.Headers.ContentDisposition = "attachment; filename=\"marches-passes.csv\"";
        await response.WriteAsync(Csv.Beginning + Csv.Line(
            "Identifiant", "Objet", "Acheteur", "SIRET de l’acheteur", "Titulaires", "Nature", "Procédure", "CPV",
            "Lieu", "Département", "Notification", "Publication", "Durée (mois)", "Montant (€)"), stop);
        await foreach (var marche in marches.WithCancellation(stop))
            await response.WriteAsync(Row(marche), stop);
    }

    private static string Row(MarchePasse marche) => Csv.Line(
        marche.MarcheId, DecpText.Readable(marche.Objet), marche.BuyerName, marche.BuyerId, marche.TitulaireNames, marche.Nature, marche.Procedure, marche.Cpv,
        marche.PlaceName ?? marche.PlaceCode, marche.Departement, marche.NotifiedOn, marche.PublishedOn, marche.DurationMonths, marche.Amount);
}
