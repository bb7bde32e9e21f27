using System.Net;
using System.Text;
using Megalis.Testing;

namespace Megalis.Content.Tests;

public sealed class ImageTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task An_image_needs_its_description_and_stands_in_the_list_and_in_the_page()
    {
        var (editor, host) = await site.AtWorkAsync();
        var form = (await editor.NewFormAsync()).Fill("Titre", "La plage").Fill("Texte", "Propre.").Attach("Nouvelle image", "La plage été.png", Redaction.Png());

        var page = await form.SubmitAsync();
        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Dites ce que montre l’image");
        Assert.Equal("La plage", page.Form("Publier").ValueOf("Titre"));
        page = await page.Form("Publier").Attach("Nouvelle image", "La plage été.png", Redaction.Png()).Fill("Ce que montre l’image", "La plage à marée basse").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("est publié");
        var article = await site.Visit(host).GetAsync("/actualites/la-plage");
        var image = article.Document.QuerySelector("article img")!;
        Assert.Equal("La plage à marée basse", image.GetAttribute("alt"));
        Assert.Equal("/media/images/2027/la-plage-ete.png", image.GetAttribute("src"));
        var bytes = await site.Visit(host).GetAsync(image.GetAttribute("src")!);
        Assert.Equal(("image/png", Redaction.Png().Length), (bytes.Headers["Content-Type"], bytes.Body.Length));
        Assert.NotNull((await site.Visit(host).GetAsync("/actualites")).Document.QuerySelector("img[src='/media/images/2027/la-plage-ete.png'][alt='']"));
    }

    [Fact]
    public async Task A_chosen_image_outlives_a_refused_form()
    {
        var (editor, _) = await site.AtWorkAsync();

        var page = await (await editor.NewFormAsync()).Fill("Texte", "Sans titre encore.").Attach("Nouvelle image", "port.png", Redaction.Png())
            .Fill("Ce que montre l’image", "Le port").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Donnez un titre avant de publier");
        Assert.NotNull(page.Document.QuerySelector("img[src='/media/images/2027/port.png'][alt='Le port']"));
        (await page.Form("Publier").Fill("Titre", "Le port").SubmitAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_image_is_placed_in_the_text_where_it_was_being_written()
    {
        var (editor, host) = await site.AtWorkAsync();
        var form = (await editor.NewFormAsync("Placer l’image")).Fill("Titre", "Deux paragraphes").Fill("Texte", "Avant.\n\nAprès.")
            .Attach("Image à placer dans le texte", "../../etc/passwd.png", Redaction.Png()).Fill("Ce que montre cette image", "Un mur [vieux]").Tamper("Caret", "7");

        var page = await form.SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK);
        Assert.Equal("Avant.\n\n![Un mur (vieux)](/media/images/2027/passwd.png)\n\nAprès.", page.Form("Publier").ValueOf("Texte").ReplaceLineEndings("\n"));
        Assert.Equal("", page.Form("Publier").ValueOf("Ce que montre cette image"));
        await page.Form("Publier").SubmitAsync();
        var image = (await site.Visit(host).GetAsync("/actualites/deux-paragraphes")).Document.QuerySelector(".m-prose img")!;
        Assert.Equal(("/media/images/2027/passwd.png", "Un mur (vieux)"), (image.GetAttribute("src"), image.GetAttribute("alt")));
    }

    [Fact]
    public async Task A_text_whose_image_says_nothing_is_not_published()
    {
        var (editor, _) = await site.AtWorkAsync();

        var page = await (await editor.NewFormAsync()).Fill("Titre", "Muette").Fill("Texte", "Voici : ![](/media/x.png)").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Une image du texte n’a pas de description", "![](/media/x.png)");
        (await page.Form("Enregistrer le brouillon").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("Le brouillon est enregistré");
    }

    [Theory]
    [InlineData("page.png", "<!doctype html><script>alert(1)</script>", "n’est pas une image")]
    [InlineData("dessin.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "n’est pas une image")]
    [InlineData("vide.png", "", "est vide")]
    public async Task What_is_no_image_is_refused_with_its_name(string name, string content, string sentence)
    {
        var (editor, _) = await site.AtWorkAsync();

        var page = await (await editor.GetAsync("/admin/medias")).Form("Ajouter").Attach("Image", name, Encoding.UTF8.GetBytes(content)).Fill("Ce que montre l’image", "Rien").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow(name, sentence);
        (await editor.GetAsync("/admin/medias")).ShouldShow("La bibliothèque est vide");
    }

    [Fact]
    public async Task The_limit_is_shown_before_and_told_after()
    {
        var (editor, _) = await site.AtWorkAsync();
        var page = await editor.GetAsync("/admin/medias");
        page.ShouldShow("5 Mo au plus");

        page = await page.Form("Ajouter").Attach("Image", "grande.png", [.. Redaction.Png(), .. new byte[5_000_001]]).Fill("Ce que montre l’image", "Trop").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("grande.png", "la limite est de 5 Mo");
    }

    [Fact]
    public async Task Two_images_of_one_name_are_two_and_the_same_image_again_is_one()
    {
        var (editor, _) = await site.AtWorkAsync();
        foreach (var mark in new byte[] { 1, 2, 1 })
            (await (await editor.GetAsync("/admin/medias")).Form("Ajouter").Attach("Image", "port.png", Redaction.Png(mark)).Fill("Ce que montre l’image", "Le port").SubmitAsync())
                .ShouldBe(HttpStatusCode.OK).ShouldShow("L’image est dans la bibliothèque");

        (await editor.GetAsync("/admin/medias")).ShouldShow("port.png", "port-2.png", "1 à 2 sur 2");
    }

    [Fact]
    public async Task An_image_in_use_is_not_removed_and_one_that_is_not_is()
    {
        var (editor, host) = await site.AtWorkAsync();
        var page = await (await editor.NewFormAsync()).Fill("Titre", "Le phare").Fill("Texte", "Blanc.").Attach("Nouvelle image", "phare.png", Redaction.Png())
            .Fill("Ce que montre l’image", "Le phare").SubmitAsync();

        var file = await (await editor.GetAsync("/admin/medias")).FollowAsync("phare.png");
        file.ShouldShow("Utilisé par", "Le phare").ShouldNotShow("Supprimer définitivement");
        await page.Form("Supprimer").SubmitAsync();
        file = await editor.GetAsync(file.Url);

        (await file.Form("Supprimer définitivement").SubmitAsync()).ShouldShow("est supprimé", "La bibliothèque est vide");
        (await site.Visit(host).GetAsync("/media/images/2027/phare.png")).ShouldBe(HttpStatusCode.NotFound);
    }
}
