using System.Net;
using System.Text;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Consultations;

/// <summary>What a test needs before its own story: a buyer at a desk, a draft, a published consultation.</summary>
internal static class Acheteur
{
    public const string Objet = "Réfection de la toiture de l’école";

    private static int _tenants;

    /// <summary>A tenant of its own for each test, and someone there who may do everything with consultations.</summary>
    public static async Task<(SiteClient Client, string Host)> AtWorkAsync(this SiteFixture site, string name = "Anne Le Goff")
    {
        var tenant = $"acheteur{Interlocked.Increment(ref _tenants)}";
        await site.AddTenantAsync(tenant, $"Commune de {tenant}");
        var host = $"{tenant}.localhost";
        return (await site.SignInAsync(host, name, ProcurementPermissions.Publish), host);
    }

    /// <summary>The short form, as a secretary fills it.</summary>
    public static async Task<PageForm> FilledFormAsync(SiteClient client, string objet = Objet, string deadline = "2027-03-31T12:00")
    {
        var page = (await client.GetAsync("/achats/nouvelle")).ShouldBe(HttpStatusCode.OK);
        return page.Form("Enregistrer le brouillon")
            .Fill("Objet", objet)
            .Check("Travaux", "Nature")
            .Fill("Commune où le marché s’exécute", "Vannes")
            .Fill("Date et heure limites de remise des plis", deadline);
    }

    public static async Task<string> DraftAsync(SiteClient client, string objet = Objet, string deadline = "2027-03-31T12:00")
    {
        var form = await FilledFormAsync(client, objet, deadline);
        var page = await form.Attach("Dossier de consultation (DCE)", "CCTP.pdf", Encoding.UTF8.GetBytes("Clauses techniques")).SubmitAsync();
        page.ShouldBe(HttpStatusCode.OK).ShouldShow("est créé");
        return page.Url.Segments[^1];
    }

    public static async Task<string> PublishedAsync(SiteClient client, string objet = Objet, string deadline = "2027-03-31T12:00")
    {
        var reference = await DraftAsync(client, objet, deadline);
        var page = await (await client.GetAsync($"/achats/{reference}/publier")).Form("Publier maintenant").SubmitAsync();
        page.ShouldBe(HttpStatusCode.OK).ShouldShow("est publiée");
        return reference;
    }
}
