using System.Net;
using Megalis.Content.Contracts;
using Megalis.Testing;

namespace Megalis.Content.Tests;

public sealed class EditingTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_draft_is_for_its_editors_until_it_is_published()
    {
        var (editor, host) = await site.AtWorkAsync();
        var visitor = site.Visit(host);

        var page = await editor.SaveDraftAsync("La piscine rouvre");
        (await visitor.GetAsync("/actualites/la-piscine-rouvre")).ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync("/la-piscine-rouvre")).ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync("/actualites")).ShouldNotShow("La piscine rouvre");
        (await editor.GetAsync("/admin/contenus")).ShouldShow("La piscine rouvre", "Brouillon", "Nolwenn Le Bihan");

        page = await page.Form("Publier").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("« La piscine rouvre » est publié", "voir la page");
        (await visitor.GetAsync("/actualites/la-piscine-rouvre")).ShouldBe(HttpStatusCode.OK).ShouldShow("La piscine rouvre", "Un texte.", "Publié le lundi 1er mars 2027");
        (await (await editor.GetAsync(page.Url)).FollowAsync("voir la page")).ShouldBe(HttpStatusCode.OK).ShouldShow("La piscine rouvre");
    }

    [Fact]
    public async Task A_change_beside_what_is_published_waits_for_its_publication()
    {
        var (editor, host) = await site.AtWorkAsync();
        var visitor = site.Visit(host);
        var page = await editor.PublishAsync("Le marché du samedi", "De neuf heures à midi.");

        page = await page.Form("Enregistrer le brouillon").Fill("Texte", "De huit heures à midi.").SubmitAsync();

        page.ShouldShow("modification en attente");
        (await visitor.GetAsync("/actualites/le-marche-du-samedi")).ShouldShow("De neuf heures").ShouldNotShow("De huit heures");
        await page.Form("Publier").SubmitAsync();
        (await visitor.GetAsync("/actualites/le-marche-du-samedi")).ShouldShow("De huit heures").ShouldNotShow("De neuf heures");
    }

    [Fact]
    public async Task Whoever_may_write_but_not_publish_has_no_button_and_no_way_around_it()
    {
        var host = await site.NewSiteAsync();
        var author = await site.SignInAsync(host, "Yann Author", ContentPermissions.EditContent);

        var page = await author.SaveDraftAsync("Un projet");

        page.ShouldNotShow("Programmer", "Supprimer");
        Assert.DoesNotContain(page.Document.QuerySelectorAll("button"), button => button.TextContent.Trim() == "Publier");
        var id = page.ItemId();
        var form = page.Form("Enregistrer le brouillon");
        foreach (var handler in new[] { "Publish", "Schedule" })
            (await author.PostAsync(page, $"/admin/contenus/{id}?handler={handler}")).ShouldBe(HttpStatusCode.Forbidden);
        foreach (var handler in new[] { "Unpublish", "Delete", "Undelete&version=x", "Cancel&plan=Publish" })
            (await author.PostAsync(page, $"/admin/contenus/{id}/etat?handler={handler}")).ShouldBe(HttpStatusCode.Forbidden);
        (await author.GetAsync("/admin/medias")).ShouldBe(HttpStatusCode.Forbidden);
        (await form.SubmitAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_sites_item_is_nowhere_to_be_found()
    {
        var (theirs, _) = await site.AtWorkAsync();
        var page = await theirs.PublishAsync("Chez eux");
        var id = page.ItemId();
        var (mine, host) = await site.AtWorkAsync();

        foreach (var path in new[] { $"/admin/contenus/{id}", $"/admin/contenus/{id}/versions", $"/admin/contenus/{id}/apercu", "/actualites/chez-eux", "/chez-eux" })
            (await mine.GetAsync(path)).ShouldBe(HttpStatusCode.NotFound);
        (await mine.GetAsync("/admin/contenus")).ShouldNotShow("Chez eux");
        (await site.Visit(host).GetAsync("/actualites/chez-eux")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_second_of_two_writers_is_shown_both_texts_and_neither_is_lost()
    {
        var (anne, host) = await site.AtWorkAsync("Anne Le Goff");
        var bran = await site.SignInAsync(host, "Bran Kermarrec", Redaction.All);
        var id = (await anne.PublishAsync("La fête du bourg", "Elle commence à midi.\n\nVenez nombreux.")).ItemId();
        var annes = (await anne.GetAsync($"/admin/contenus/{id}")).Form("Enregistrer le brouillon");
        var brans = (await bran.GetAsync($"/admin/contenus/{id}")).Form("Publier");

        (await annes.Fill("Texte", "Elle commence à quatorze heures.\n\nVenez nombreux.").SubmitAsync()).ShouldBe(HttpStatusCode.OK);
        var page = await brans.Fill("Texte", "Elle commence à midi.\n\nVenez en bateau.").SubmitAsync();

        page.ShouldBe(HttpStatusCode.Conflict).ShouldShow("Deux textes pour ce contenu", "Anne Le Goff a enregistré", "quatorze heures", "Venez en bateau");
        Assert.Equal("Elle commence à midi.\n\nVenez en bateau.", page.Form("Publier").ValueOf("Texte").ReplaceLineEndings("\n"));
        (await site.Visit(host).GetAsync("/actualites/la-fete-du-bourg")).ShouldShow("à midi", "nombreux");

        page = await page.Form("Publier").Fill("Texte", "Elle commence à quatorze heures.\n\nVenez en bateau.").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("est publié");
        (await site.Visit(host).GetAsync("/actualites/la-fete-du-bourg")).ShouldShow("quatorze heures", "en bateau");
    }

    [Fact]
    public async Task The_same_form_sent_twice_makes_one_item()
    {
        var (editor, _) = await site.AtWorkAsync();
        var form = (await editor.NewFormAsync()).Fill("Titre", "Une seule fois").Fill("Texte", "Bonjour.");

        var first = await form.SubmitAsync();
        var second = await form.SubmitAsync();

        Assert.Equal(first.Url, second.Url);
        second.ShouldBe(HttpStatusCode.OK);
        (await editor.GetAsync("/admin/contenus?q=une+seule")).ShouldShow("1 à 1 sur 1");
    }

    [Fact]
    public async Task A_refused_publication_keeps_every_word()
    {
        var (editor, _) = await site.AtWorkAsync();

        var page = await (await editor.NewFormAsync()).Fill("Résumé", "En deux mots").Fill("Texte", "Un long texte.").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Donnez un titre avant de publier");
        var again = page.Form("Publier");
        Assert.Equal("Un long texte.", again.ValueOf("Texte"));
        Assert.Equal("En deux mots", again.ValueOf("Résumé"));
        (await again.Fill("Titre", "Enfin un titre").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("est publié");
    }

    [Fact]
    public async Task An_address_that_is_taken_or_reserved_is_refused_beside_its_field()
    {
        var (editor, _) = await site.AtWorkAsync();
        await editor.PublishAsync("Premier");

        var taken = await (await editor.NewFormAsync()).Fill("Titre", "Second").Fill("Adresse de la page", "premier").SubmitAsync();
        var reserved = await (await editor.NewFormAsync(type: "Page")).Fill("Titre", "Marchés").Fill("Adresse de la page", "marches/x").SubmitAsync();

        taken.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("est déjà celle d’un autre contenu");
        reserved.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("est réservée à la plateforme");
        Assert.NotEmpty(taken.Document.QuerySelectorAll("a[href='#Form_Path']"));
    }

    [Fact]
    public async Task Someone_who_writes_on_a_removed_item_brings_it_back()
    {
        var (anne, host) = await site.AtWorkAsync("Anne Le Goff");
        var bran = await site.SignInAsync(host, "Bran Kermarrec", Redaction.All);
        var page = await anne.PublishAsync("Le lavoir");
        await (await bran.GetAsync(page.Url)).Form("Supprimer").SubmitAsync();

        var refused = await page.Form("Publier").Fill("Texte", "Deux heures de travail.").SubmitAsync();

        refused.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("a été supprimé pendant que vous écriviez");
        var saved = await refused.Form("Enregistrer le brouillon").SubmitAsync();
        saved.ShouldBe(HttpStatusCode.OK).ShouldShow("votre texte l’a rétabli");
        Assert.Equal("Deux heures de travail.", saved.Form("Publier").ValueOf("Texte"));
    }

    [Fact]
    public async Task What_is_hostile_in_a_text_is_shown_as_text_or_not_at_all()
    {
        var (editor, host) = await site.AtWorkAsync();
        await editor.PublishAsync("<script>alert(1)</script> & <b>gras</b>", """
            <script>alert(2)</script> <img src=x onerror=alert(3)> <iframe src="https://mal.example"></iframe>

            [cliquez](javascript:alert(4)) <a href="data:text/html,x" onclick="alert(5)">ici</a> <form action="https://mal.example"><input name="mot"></form>

            <h1 id="contenu">Faux titre</h1> <style>body{display:none}</style> <svg onload="alert(6)"></svg>
            """);

        var list = await site.Visit(host).GetAsync("/actualites");
        var page = await list.FollowAsync("<script>alert(1)</script> & <b>gras</b>");

        page.ShouldBe(HttpStatusCode.OK);
        var article = page.Document.QuerySelector("article")!;
        Assert.Empty(article.QuerySelectorAll("script, iframe, form, input, style, svg[onload], [onerror], [onclick], [onload], [style]"));
        Assert.DoesNotContain(article.QuerySelectorAll("a[href]"), link => !link.GetAttribute("href")!.StartsWith('/') && !link.GetAttribute("href")!.StartsWith('#'));
        Assert.Equal("<script>alert(1)</script> & <b>gras</b>", page.Document.QuerySelector("h1")!.TextContent);
        Assert.Single(page.Document.QuerySelectorAll("h1"));
        Assert.Single(page.Document.QuerySelectorAll("#contenu"));
    }

    [Fact]
    public async Task Headings_begin_under_the_pages_own_title_however_they_are_written()
    {
        var (editor, host) = await site.AtWorkAsync();
        await editor.PublishAsync("Premier niveau", "# Un\n\n## Deux");
        await editor.PublishAsync("Second niveau", "## Un\n\n### Deux");

        foreach (var path in new[] { "/actualites/premier-niveau", "/actualites/second-niveau" })
        {
            var page = await site.Visit(host).GetAsync(path);
            Assert.Equal(["H2", "H3"], page.Document.QuerySelectorAll(".m-prose :is(h1, h2, h3, h4)").Select(heading => heading.TagName));
        }
    }
}
