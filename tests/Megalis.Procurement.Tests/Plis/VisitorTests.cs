using System.Net;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>What people without an account may leave here is bounded by address, kept for a week, and an account lifts the bound.</summary>
public sealed class VisitorTests
{
    [Fact]
    public async Task An_address_that_began_too_many_answers_is_told_to_sign_in_and_an_account_goes_on()
    {
        await using var site = await SiteAsync(("Megalis:Depots:VisitorStartsPerHour", "3"));
        var salle = await site.SalleAsync();
        for (var i = 0; i < 3; i++)
            await site.Visit().StartAsync(salle);

        var page = await (await site.Visit().GetAsync(salle.Depot)).Form("Commencer ma réponse").SubmitAsync();

        page.ShouldShow("Plus de 3 réponses ont été commencées sans compte", "Connectez-vous ou créez un compte");
        Assert.Equal(3, (await salle.DepotsAsync()).Count);
        (await (await site.SignedUpAsync("Anne Réseau")).StartAsync(salle)).ShouldShow("Lots et pièces");
    }

    [Fact]
    public async Task An_address_that_sent_its_share_keeps_what_it_sent_and_an_account_sends_the_rest()
    {
        await using var site = await SiteAsync(("Megalis:Depots:VisitorMegabytesPerDay", "2"));
        var salle = await site.SalleAsync();
        var client = site.Visit();
        var page = await client.StartAsync(salle);
        page = await page.SendAsync("un.pdf", "premier");
        page = await page.SendAsync("deux.pdf", "deuxième");

        page = await page.Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "trois.pdf", Deposant.Bytes("3")).Attach("Pièces de l’offre", "quatre.pdf", Deposant.Bytes("4")).SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("un.pdf", "deux.pdf", "a déjà envoyé 2 Mo sans compte aujourd’hui", "Connectez-vous ou créez un compte");
        Assert.Equal(3, salle.FilesOnDisk().Count);
        (await client.SignUpAsync("Katell Réseau", Deposant.NewSiret())).ShouldBe(HttpStatusCode.OK);
        page = await (await client.GetAsync(page.Url)).SendAsync("trois.pdf", "3");
        page.ShouldShow("« trois.pdf » est reçu", "un.pdf", "deux.pdf");
        page = await page.Form("Continuer : relire").SubmitAsync();
        (await page.Form("Déposer mon pli").SubmitAsync()).ShouldShow("Récépissé de dépôt", "un.pdf", "trois.pdf");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_no_account_has_taken_goes_a_week_after_its_last_file_and_what_one_has_taken_stays(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        var mine = await site.SignedUpAsync("Loïc Fidèle");
        await (await mine.StartAsync(salle)).SendAsync("à moi.pdf", "x");
        var abandoned = await (await site.Visit().StartAsync(salle)).SendAsync("abandonné.pdf", "x");
        var visitor = site.Visit();
        var slow = await (await visitor.StartAsync(salle)).SendAsync("lentement.pdf", "x");
        abandoned.ShouldShow("gardés 7 jours");

        await AdvanceAsync(site, TimeSpan.FromDays(4));
        await (await visitor.GetAsync(slow.Url)).SendAsync("plus tard.pdf", "y");
        await AdvanceAsync(site, TimeSpan.FromDays(4));

        Assert.Equal(["lentement.pdf", "plus tard.pdf", "à moi.pdf"], (await salle.DepotsAsync()).SelectMany(d => d.Files).Select(f => f.DisplayName).Order(StringComparer.Ordinal));
        (await site.Visit().GetAsync(abandoned.Url)).ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync(slow.Url)).ShouldShow("lentement.pdf", "plus tard.pdf");
    }

    private static async Task AdvanceAsync(SiteFixture site, TimeSpan time)
    {
        site.Clock.Advance(time);
        await site.WhenQuietAsync();
    }

    private static Task<SiteFixture> SiteAsync(params (string Key, string Value)[] settings) =>
        SiteFixture.StartAsync(new SiteOptions { Settings = settings.ToDictionary(s => s.Key, s => s.Value) });
}
