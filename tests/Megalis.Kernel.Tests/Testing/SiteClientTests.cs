using System.Net;
using Megalis.Testing;
using Xunit.Sdk;

namespace Megalis.Kernel.Tests.Testing;

public sealed class SiteClientTests(TinySite site) : IClassFixture<TinySite>, IDisposable
{
    private readonly SiteClient client = new(site.Address, "kerlann.localhost");

    [Fact]
    public async Task A_form_is_filled_by_its_labels_and_sent_by_its_button_with_its_token()
    {
        var page = await client.GetAsync("/depot");

        var answer = await page.Form("Déposer")
            .Fill("Objet du pli", "Toiture de l'école")
            .Fill("Procédure", "Procédure adaptée")
            .Fill("Note", "deux\nlignes")
            .Check("Oui", group: "Sans objet ?")
            .Check("Oui", group: "Prévenir")
            .Attach("Pièces", "../mémoire \"v2\".pdf", [1, 2, 3], "application/pdf")
            .Attach("Pièces", "prix.ods", [4])
            .SubmitAsync();

        answer.ShouldBe(HttpStatusCode.OK).ShouldShow(
            "[objet=Toiture de l'école]", "[procedure=mapa]", "[note=deux lignes]", "[vide=oui]", "[alerte=on]", "[action=depot]",
            "[../mémoire %22v2%22.pdf 3 application/pdf]", "[prix.ods 1 application/octet-stream]",
            $"[Origin http://kerlann.localhost:{site.Address.Port}]");
        answer.ShouldNotShow("numero=");
    }

    [Fact]
    public async Task A_form_left_alone_sends_what_it_held()
    {
        var form = (await client.GetAsync("/depot")).Form("Enregistrer le brouillon");

        Assert.Equal("Ancien", form.ValueOf("Objet du pli"));
        var answer = await form.SubmitAsync();

        answer.ShouldShow("[objet=Ancien]", "[procedure=]", "[vide=non]", "[action=brouillon]").ShouldNotShow("alerte", "numero");
    }

    [Fact]
    public async Task Without_its_token_or_with_another_persons_the_form_is_refused()
    {
        var page = await client.GetAsync("/depot");
        (await page.Form("Déposer").Tamper("__RequestVerificationToken", "forged").SubmitAsync()).ShouldBe(HttpStatusCode.BadRequest);

        client.Cookies.Clear();
        (await page.Form("Déposer").SubmitAsync()).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Redirects_lead_to_other_hosts_and_a_session_stays_with_its_own()
    {
        var page = await client.GetAsync("/entree");

        page.ShouldShow("lannevez.localhost http 0");
        Assert.Equal("kerlann.localhost", page.Visited[0].Host);
        Assert.Equal(["__Host-session"], client.Cookies.NamesFor(client.Home));
        (await client.GetAsync("/ou")).ShouldShow("kerlann.localhost http 1");
        using var other = client.OnHost("localhost");
        (await other.GetAsync("/ou")).ShouldShow("localhost http 0");
    }

    [Fact]
    public async Task A_redirect_can_be_looked_at_and_an_endless_one_fails()
    {
        await Assert.ThrowsAsync<FailException>(() => client.GetAsync("/sans-fin"));

        client.FollowRedirects = false;
        var page = await client.GetAsync("/sans-fin");

        page.ShouldBe(HttpStatusCode.Redirect);
        Assert.Equal("/sans-fin", page.Headers["Location"]);
    }

    [Fact]
    public async Task A_public_https_name_leads_to_the_server_too()
    {
        var page = await client.GetAsync("https://lannevez.example.bzh/ou");

        page.ShouldShow("lannevez.example.bzh http 0 https");
        Assert.Equal("https://lannevez.example.bzh/ou", page.Url.AbsoluteUri);
    }

    [Fact]
    public async Task A_search_form_travels_in_the_address()
    {
        var page = await (await client.GetAsync("/recherche?page=3")).Form("Rechercher").Fill("Mots", "école & toit").SubmitAsync();

        page.ShouldShow("école & toit");
        Assert.Equal("?q=%C3%A9cole%20%26%20toit", page.Url.Query);
    }

    [Fact]
    public async Task What_is_not_on_the_page_fails_and_the_message_lists_what_is()
    {
        var page = await client.GetAsync("/depot");

        Assert.Contains("« Déposer »", Assert.Throws<FailException>(() => page.Form("Envoyer")).Message, StringComparison.Ordinal);
        Assert.Contains("« Objet du pli »", Assert.Throws<FailException>(() => page.Form("Déposer").Fill("Titre", "x")).Message, StringComparison.Ordinal);
        Assert.Contains("« Appel d'offres »", Assert.Throws<FailException>(() => page.Form("Déposer").Fill("Procédure", "x")).Message, StringComparison.Ordinal);
        Assert.Contains("say which", Assert.Throws<FailException>(() => page.Form("Déposer").Check("Oui")).Message, StringComparison.Ordinal);
        Assert.Contains("read-only", Assert.Throws<FailException>(() => page.Form("Déposer").Fill("Numéro", "8")).Message, StringComparison.Ordinal);
        Assert.Throws<FailException>(() => page.ShouldShow("absent"));
        Assert.Throws<FailException>(() => page.ShouldBe(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task The_text_of_a_page_is_what_is_read()
    {
        var page = await client.GetAsync("/lignes");

        page.ShouldShow("un deux : trois").ShouldNotShow("secret", "caché");
        Assert.Equal("?lot=2", (await page.FollowAsync("Ouvrir", within: "Voirie")).Url.Query);
        Assert.Equal("?fin=1", (await page.FollowAsync("Ouvrir", within: "Pour finir")).Url.Query);
        await Assert.ThrowsAsync<FailException>(() => page.FollowAsync("Ouvrir"));
        await Assert.ThrowsAsync<FailException>(() => page.FollowAsync("Ouvrir", within: "Charpente"));
    }

    public void Dispose() => client.Dispose();
}
