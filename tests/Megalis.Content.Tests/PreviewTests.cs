using System.Net;
using Megalis.Testing;

namespace Megalis.Content.Tests;

public sealed class PreviewTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task What_is_typed_is_shown_as_visitors_would_see_it_and_nothing_is_stored()
    {
        var (editor, _) = await site.AtWorkAsync();
        var form = (await editor.NewFormAsync("Prévisualiser")).Fill("Titre", "À venir").Fill("Texte", "Du **gras**.");

        var page = await form.SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Aperçu de ce que vous écrivez", "À venir", "Du gras.");
        Assert.Equal("gras", page.Document.QuerySelector("article strong")!.TextContent);
        AssertKeptByNobody(page);
        (await editor.GetAsync("/admin/contenus")).ShouldNotShow("À venir");
    }

    [Fact]
    public async Task A_draft_is_previewed_by_its_editors_only()
    {
        var (editor, host) = await site.AtWorkAsync();
        var id = (await editor.SaveDraftAsync("Secret", "Pas encore.")).ItemId();
        var visitor = site.Visit(host);
        visitor.FollowRedirects = false;

        AssertKeptByNobody((await editor.GetAsync($"/admin/contenus/{id}/apercu")).ShouldShow("Secret", "Pas encore."));
        foreach (var path in new[] { $"/admin/contenus/{id}/apercu", $"/admin/contenus/{id}", $"/admin/contenus/{id}/versions" })
        {
            var page = await visitor.GetAsync(path);
            Assert.Equal(HttpStatusCode.Redirect, page.Status);
            Assert.DoesNotContain("Pas encore", page.Source, StringComparison.Ordinal);
        }

        var stranger = await site.SignInAsync(host, "Personne Sans Droit");
        (await stranger.GetAsync($"/admin/contenus/{id}/apercu")).ShouldBe(HttpStatusCode.Forbidden).ShouldNotShow("Pas encore");
    }

    [Fact]
    public async Task A_preview_of_a_change_leaves_the_editors_form_and_the_item_as_they_were()
    {
        var (editor, host) = await site.AtWorkAsync();
        var page = await editor.PublishAsync("Horaires", "Neuf heures.");
        var form = page.Form("Prévisualiser").Fill("Texte", "Dix heures.");

        (await form.SubmitAsync()).ShouldShow("Dix heures.");

        (await site.Visit(host).GetAsync("/actualites/horaires")).ShouldShow("Neuf heures.").ShouldNotShow("Dix heures.");
        (await page.Form("Publier").Fill("Texte", "Dix heures.").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("est publié");
    }

    private static void AssertKeptByNobody(Page page)
    {
        Assert.Contains("no-store", page.Headers["Cache-Control"], StringComparison.Ordinal);
        Assert.Equal("noindex", page.Headers["X-Robots-Tag"]);
        Assert.NotNull(page.Document.QuerySelector("meta[name=robots][content=noindex]"));
    }
}
