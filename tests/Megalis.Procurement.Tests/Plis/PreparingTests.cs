using System.Net;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>What was chosen is never lost: sessions that end, tabs, repeats, wrong turns.</summary>
public sealed class PreparingTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_session_that_ends_in_the_middle_loses_nothing()
    {
        var salle = await site.SalleAsync();
        var client = await site.SignedUpAsync("Fin De Session");
        var page = await (await client.StartAsync(salle)).SendAsync("un.pdf", "1");
        Assert.NotNull(client.Cookies.Value(client.Home, "__Host-megalis"));
        client.Cookies.Set(client.Home, "__Host-megalis", "expire");

        // The form that was open is sent by somebody who is signed out by now, with the token of before.
        page = (await page.SendAsync("deux.pdf", "2")).ShouldBe(HttpStatusCode.OK).ShouldShow("« deux.pdf » est reçu", "un.pdf");
        page = await page.Form("Continuer : relire").SubmitAsync();
        Assert.Equal("/connexion", page.Url.AbsolutePath);
        page = await page.Form("Se connecter").Fill("Adresse électronique", Deposant.Email("Fin De Session")).Fill("Mot de passe", Deposant.Password).SubmitAsync();

        page.ShouldShow("Relire et déposer", "un.pdf", "deux.pdf");
        (await page.Form("Déposer mon pli").SubmitAsync()).ShouldShow("Récépissé de dépôt");
        Assert.Equal(2, Assert.Single(await salle.PlisAsync()).Files.Count);
    }

    [Fact]
    public async Task A_session_that_ends_before_the_last_click_leads_back_to_it()
    {
        var salle = await site.SalleAsync();
        var client = await site.SignedUpAsync("Dernier Clic");
        var review = await (await (await client.StartAsync(salle)).SendAsync("un.pdf", "1")).Form("Continuer : relire").SubmitAsync();
        client.Cookies.Set(client.Home, "__Host-megalis", "expire");

        var page = await review.Form("Déposer mon pli").SubmitAsync();
        Assert.Equal("/connexion", page.Url.AbsolutePath);
        page = await page.Form("Se connecter").Fill("Adresse électronique", Deposant.Email("Dernier Clic")).Fill("Mot de passe", Deposant.Password).SubmitAsync();

        Assert.Equal(review.Url.AbsolutePath, page.Url.AbsolutePath);
        (await page.Form("Déposer mon pli").SubmitAsync()).ShouldShow("Récépissé de dépôt");
    }

    [Fact]
    public async Task A_preparation_is_of_its_account_from_the_review_on()
    {
        var salle = await site.SalleAsync();
        var owner = await site.SignInAsync("localhost", "Proprio Taire");
        var page = await (await owner.StartAsync(salle)).SendAsync("secret.pdf", "1");
        await page.Form("Continuer : relire").SubmitAsync();

        (await (await site.SignInAsync("localhost", "Autre Personne")).GetAsync(page.Url)).ShouldBe(HttpStatusCode.NotFound).ShouldNotShow("secret.pdf");
        var stranger = await site.Visit().GetAsync(page.Url);
        Assert.Equal("/connexion", stranger.Url.AbsolutePath);
        stranger.ShouldNotShow("secret.pdf");
    }

    [Fact]
    public async Task What_was_reread_is_what_is_handed_in()
    {
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Deux Fenêtres");
        var files = await (await (await client.StartAsync(salle)).SendAsync("mémoire.pdf", "1")).SendAsync("acte d’engagement.pdf", "2");
        var review = await files.Form("Continuer : relire").SubmitAsync();
        await files.Form("Retirer", within: "acte d’engagement.pdf").SubmitAsync();

        review = (await review.Form("Déposer mon pli").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("ont changé dans une autre fenêtre", "mémoire.pdf").ShouldNotShow("acte d’engagement.pdf");

        Assert.Empty(await salle.PlisAsync());
        (await review.Form("Déposer mon pli").SubmitAsync()).ShouldShow("Récépissé de dépôt", "mémoire.pdf");
    }

    [Fact]
    public async Task A_form_of_another_site_adds_nothing()
    {
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Victime Possible");
        var page = await client.StartAsync(salle);
        var form = new MultipartFormDataContent { { new StringContent("x"), "__RequestVerificationToken" }, { new ByteArrayContent([1]), "Offre", "piège.pdf" } };
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(page.Url + "/fichiers")) { Content = form };
        request.Headers.Add("Origin", "https://piege.example");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        (await client.SendAsync(request)).ShouldBe(HttpStatusCode.BadRequest);

        Assert.Empty(Assert.Single(await salle.DepotsAsync()).Files);
        Assert.Single(salle.FilesOnDisk());
    }

    [Fact]
    public async Task The_same_sending_twice_keeps_each_file_once()
    {
        var salle = await site.SalleAsync();
        var client = site.Visit();
        var page = await client.StartAsync(salle);

        var answers = await Task.WhenAll(page.SendAsync("offre.pdf", "Notre offre"), page.SendAsync("offre.pdf", "Notre offre"), page.SendAsync("offre.pdf", "Notre offre"));
        var again = await answers[0].SendAsync("offre.pdf", "Notre offre");

        again.ShouldBe(HttpStatusCode.OK).ShouldShow("« offre.pdf » y était déjà");
        Assert.Single(Assert.Single(await salle.DepotsAsync()).Files);
        Assert.Equal(2, salle.FilesOnDisk().Count);
        (await again.SendAsync("offre.pdf", "Notre offre corrigée")).ShouldShow("Deux fichiers s’appellent maintenant « offre.pdf »");
    }

    [Fact]
    public async Task A_removed_file_is_gone_from_the_list_and_from_the_disk()
    {
        var salle = await site.SalleAsync();
        var page = await (await (await site.Visit().StartAsync(salle)).SendAsync("un.pdf", "1")).SendAsync("deux.pdf", "2");

        page = await page.Form("Retirer", within: "un.pdf").SubmitAsync();

        page.ShouldShow("« un.pdf » est retiré", "deux.pdf");
        Assert.Equal("deux.pdf", Assert.Single(Assert.Single(await salle.DepotsAsync()).Files).DisplayName);
        Assert.Equal(2, salle.FilesOnDisk().Count);
    }

    [Fact]
    public async Task Nothing_is_deposited_without_a_file()
    {
        var salle = await site.SalleAsync();
        var page = await (await site.SignInAsync()).StartAsync(salle);

        (await page.Form("Continuer : relire").SubmitAsync()).ShouldShow("Lots et pièces", "Ajoutez au moins un fichier");
    }

    [Fact]
    public async Task A_file_that_was_chosen_but_not_sent_goes_along_with_the_button_that_leads_on()
    {
        var salle = await site.SalleAsync();
        var page = await (await (await site.SignInAsync()).StartAsync(salle)).SendAsync("mémoire.pdf", "M");

        page = await page.Form("Continuer : relire").Attach("Pièces de l’offre", "prix.pdf", Deposant.Bytes("P")).SubmitAsync();

        page.ShouldShow("Relire et déposer", "mémoire.pdf", "prix.pdf");
    }

    [Fact]
    public async Task A_refused_file_keeps_the_person_on_the_page_that_says_so()
    {
        var salle = await site.SalleAsync();
        var page = await (await (await site.SignInAsync()).StartAsync(salle)).SendAsync("mémoire.pdf", "M");

        page = await page.Form("Continuer : relire").Attach("Pièces de l’offre", "vide.pdf", []).SubmitAsync();

        page.ShouldShow("Lots et pièces", "vide.pdf");
    }

    [Fact]
    public async Task The_script_is_told_where_to_go_and_a_refusal_as_a_summary()
    {
        var salle = await site.SalleAsync();
        var client = site.Visit();
        var page = await client.StartAsync(salle);
        client.FollowRedirects = false;

        var taken = await client.SendAsync(Scripted(page, "offre.pdf", "Notre offre"));
        var refused = await client.SendAsync(Scripted(page, "vide.pdf", ""));

        taken.ShouldBe(HttpStatusCode.Created);
        Assert.Equal(page.Url.AbsolutePath, taken.Headers["Megalis-Location"]);
        refused.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("« vide.pdf » est vide", refused.Document.QuerySelector(".m-errors")!.TextContent, StringComparison.Ordinal);
        (await client.GetAsync(page.Url)).ShouldShow("« offre.pdf » est reçu").ShouldNotShow("vide.pdf");
    }

    [Fact]
    public async Task What_was_never_handed_in_goes_two_days_after_the_deadline()
    {
        await using var own = await SiteFixture.StartAsync();
        var salle = await own.SalleAsync();
        await (await (await own.SignInAsync("localhost", "Jean Oublieux")).StartAsync(salle)).SendAsync("oublié.pdf", "1");
        await own.WhenQuietAsync();

        own.Clock.Set(await salle.DeadlineAsync() + TimeSpan.FromDays(1));
        await own.WhenQuietAsync();
        Assert.Single(await salle.DepotsAsync());
        own.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

        Assert.True(await Eventually.TrueAsync(async () => (await salle.DepotsAsync()).Count == 0));
    }

    [Fact]
    public async Task The_dry_run_measures_a_real_sending_and_keeps_nothing()
    {
        var client = site.Visit();
        var page = await client.GetAsync("/test-du-poste");

        page = await page.Form("Faire l’essai").Attach("Un fichier quelconque", "essai.pdf", Deposant.Bytes("bonjour")).SubmitAsync();

        page.ShouldShow("Votre poste peut déposer", "essai.pdf", Deposant.Hash("bonjour"), "9 h 00");
        Assert.False(Directory.Exists(Path.Combine(site.DataPath, "fichiers", "1")) && Directory.GetFiles(Path.Combine(site.DataPath, "fichiers", "1"), "*", SearchOption.AllDirectories).Length > 0);
        (await page.Form("Faire l’essai").SubmitAsync()).ShouldShow("Choisissez d’abord un fichier");
    }

    private static HttpRequestMessage Scripted(Page page, string name, string content)
    {
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(Deposant.Bytes(content)), "Offre", name } };
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(page.Url + "/fichiers")) { Content = form };
        request.Headers.Add("Megalis-Upload", "1");
        return request;
    }
}
