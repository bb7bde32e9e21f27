using System.Globalization;
using Megalis.Kernel.Data;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Pdf;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.HoldOuverture;

/// <summary>The procès-verbal of an opening: on the page and on paper, the same facts.</summary>
internal static class Minutes
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/achats/{reference}/ouverture/proces-verbal.pdf", DownloadAsync).RequireAuthorization(new RequirePermissionAttribute(ProcurementPermissions.Open));

    public static IEnumerable<(string Name, string Value)> Facts(Consultation consultation, string buyer, OuvertureState plis, IReadOnlyList<Ouverture> sessions)
    {
        yield return ("Acheteur", buyer);
        yield return ("Consultation", $"{consultation.Reference} : {consultation.Objet}");
        yield return ("Date limite", ParisTime.FullWithOffset(consultation.Deadline!.Value));
        foreach (var (session, number) in sessions.Select((s, i) => (s, i + 1)))
        {
            var which = sessions.Count > 1 ? $" n° {Text(number)}" : "";
            yield return ("Ouverture" + which, $"{ParisTime.ToTheSecond(session.At)} ; plis ouverts : {Text(plis.Opened.Count(p => p.OpenedAt == session.At))}");
            yield return (which.Length > 0 ? "Présents à l’ouverture" + which : "Présents", session.People);
        }

        if (consultation.OpeningQuorum == 1)
            yield return ("Une seule personne", consultation.QuorumReason);
        yield return ("Plis ouverts", Text(plis.Opened.Count));
        yield return ("Plis hors délai, non ouverts", Text(plis.Late.Count));
        yield return ("Plis remplacés, non ouverts", Text(plis.Replaced.Count));
    }

    public static byte[] Write(Consultation consultation, string buyer, OuvertureState plis, IReadOnlyList<Ouverture> sessions)
    {
        var title = $"Procès-verbal d’ouverture des plis {consultation.Reference}";
        var paper = new PdfPaper(title, title, consultation.Opened!.At);
        paper.Title("Procès-verbal d’ouverture des plis").Facts(Facts(consultation, buyer, plis, sessions));
        foreach (var (pli, number) in plis.Opened.Select((p, i) => (p, i + 1)))
        {
            paper.Heading($"Pli n° {Text(number)} : {PliWords.Side(pli)}").Facts(FactsOf(pli)).Table(
                [new("Document", 0.33), new("Taille", 0.11), new("Empreinte SHA-256", 0.56, IsCode: true)],
                pli.Files.OrderBy(f => f.Position).Select(IReadOnlyList<string> (f) =>
                    [PliWords.Document(f), FileSize.Text(f.Length), f.Sha256]));
        }

        Closed(paper, "Plis hors délai, non ouverts", plis.Late);
        Closed(paper, "Plis remplacés, non ouverts", plis.Replaced);
        return paper.ToBytes();
    }

    private static IEnumerable<(string Name, string Value)> FactsOf(Pli pli)
    {
        yield return ("Déposant", PliWords.Depositor(pli));
        yield return ("Reçu le", ParisTime.ToTheSecond(pli.ReceivedAt));
        foreach (var fact in PliWords.Sending(pli))
            yield return fact;
        yield return ("Ouvert le", ParisTime.ToTheSecond(pli.OpenedAt!.Value));
        if (pli.LotNumbers.Length > 0)
            yield return ("Lots", PliWords.Lots(pli.LotNumbers));
        yield return ("Écriture au journal", pli.EntryId);
    }

    private static void Closed(PdfPaper paper, string title, IReadOnlyList<Pli> plis)
    {
        if (plis.Count > 0)
            paper.Heading(title).Table(
                [new("Déposant", 0.4), new("Reçu le", 0.3), new("Envoi commencé le", 0.3)],
                plis.Select(IReadOnlyList<string> (p) => [PliWords.Depositor(p), ParisTime.ToTheSecond(p.ReceivedAt), ParisTime.ToTheSecond(p.StartedAt)]));
    }

    private static async Task<IResult> DownloadAsync(string reference, HttpContext http, MegalisDb db, TenantContext tenant, CancellationToken stop)
    {
        if (await db.Set<Consultation>().Include(c => c.Facts).AsNoTracking().SingleOrDefaultAsync(c => c.Reference == reference, stop) is not { Opened: not null } consultation)
            return Results.NotFound();
        var plis = await db.Set<Pli>().Include(p => p.Files).AsNoTracking().Where(p => p.ConsultationId == consultation.Id).ToListAsync(stop);
        http.Response.Headers.CacheControl = "no-store";
        return Results.File(Write(consultation, tenant.Tenant.DisplayName, OuvertureState.Of(plis), await Ouvertures.OfAsync(db, consultation, stop)), "application/pdf", $"proces-verbal-{reference}.pdf");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
