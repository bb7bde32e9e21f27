using System.Net;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Consultations;

public sealed class ThresholdSettingsTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_threshold_that_is_added_warns_from_its_day_on()
    {
        var (client, host) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(client);
        await (await client.GetAsync($"/achats/{reference}/modifier")).Form("Enregistrer").Fill("Valeur estimée hors taxes", "30000").SubmitAsync();
        (await client.GetAsync($"/achats/{reference}")).ShouldNotShow("journal d’annonces légales");
        var admin = await site.SignInAsync(host, "Paul Le Roux", ProcurementPermissions.Settings);

        var page = await (await admin.GetAsync("/admin/achats")).Form("Ajouter ce seuil")
            .Fill("Règle", "Avis au BOAMP ou dans un journal d’annonces légales, à partir de").Fill("Montant hors taxes", "25 000")
            .Fill("Premier jour", "2027-01-01").Fill("Texte", "décret de demain").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Le seuil est ajouté", "Cette table est la vôtre", "décret de demain");
        (await client.GetAsync($"/achats/{reference}")).ShouldShow("À partir de 25 000 € HT, l’avis paraît au BOAMP ou dans un journal d’annonces légales.", "décret de demain");
        (await (await admin.GetAsync("/admin/achats")).Form("Effacer mes seuils").SubmitAsync()).ShouldShow("Vos seuils sont effacés", "celle d’origine");
        (await client.GetAsync($"/achats/{reference}")).ShouldNotShow("décret de demain");
    }

    [Fact]
    public async Task What_lacks_in_a_threshold_is_said_and_what_was_typed_stays()
    {
        var (_, host) = await site.AtWorkAsync();
        var admin = await site.SignInAsync(host, "Paul Le Roux", ProcurementPermissions.Settings);

        var page = await (await admin.GetAsync("/admin/achats")).Form("Ajouter ce seuil").Fill("Montant hors taxes", "beaucoup").Fill("Texte", "décret").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Écrivez le montant en euros entiers", "Écrivez le premier jour");
        Assert.Equal("beaucoup", page.Form("Ajouter ce seuil").ValueOf("Montant hors taxes"));
        Assert.Equal("décret", page.Form("Ajouter ce seuil").ValueOf("Texte"));
    }
}
