using System.Globalization;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Pdf;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Procurement.Features.ShowRecepisse;

/// <summary>The receipt on paper, with the same words as the page and the mail.</summary>
internal static class RecepissePdf
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/entreprise/depots/{pli:length(26)}/recepisse.pdf", DownloadAsync).RequireAuthorization(new RequireSignInAttribute());

    public static string FileName(Recepisse recepisse) => $"recepisse-{recepisse.Consultation.Reference}-{recepisse.Pli.Id[^6..]}.pdf";

    public static byte[] Write(Recepisse recepisse)
    {
        var paper = new PdfPaper($"Récépissé de dépôt {recepisse.Consultation.Reference}", $"Récépissé de dépôt, {recepisse.Consultation.Reference}", recepisse.Pli.ReceivedAt);
        paper.Title("Récépissé de dépôt").Paragraph(RecepisseText.Verdict(recepisse.Pli), strong: true).Facts(RecepisseText.Facts(recepisse));
        paper.Heading("Documents remis").Table(
            // A hash of 64 digits fits its column in one line: it can be copied.
            [new("N°", 0.05), new("Document", 0.28), new("Taille", 0.11), new("Empreinte SHA-256", 0.56, IsCode: true)],
            recepisse.Pli.Files.OrderBy(f => f.Position).Select(IReadOnlyList<string> (f) =>
            [
                f.Position.ToString(CultureInfo.InvariantCulture),
                PliWords.Document(f), FileSize.Text(f.Length), f.Sha256,
            ]));
        paper.Heading("Preuve").Facts(RecepisseText.Proof(recepisse));
        if (recepisse.Proof is { } proof)
            paper.Paragraph("Tête signée du journal :").Code(proof.Head.ToText());
        return paper.Paragraph(
            $"Ces codes prouvent que ce dépôt est inscrit au journal de la plateforme, à cet instant et sous cette forme. Vérifiez-les sans compte : {recepisse.PortalUrl}/recepisse").ToBytes();
    }

    private static async Task<IResult> DownloadAsync(string pli, HttpContext http, PliReader plis, CancellationToken stop)
    {
        http.Response.Headers.CacheControl = "no-store";
        return await plis.FindAsync(pli, stop) is { } found
            ? Results.File(Write(found), "application/pdf", FileName(found))
            : Results.NotFound();
    }
}
