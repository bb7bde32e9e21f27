using System.Net;
using Megalis.Testing;

namespace Megalis.Content.Tests;

public sealed class VersionTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task Each_version_says_what_it_changed_and_an_old_one_comes_back_on_top()
    {
        var (editor, host) = await site.AtWorkAsync();
        var page = await editor.PublishAsync("Le budget", "Trois millions.\n\nVoté lundi.");
        page = await page.Form("Publier").Fill("Texte", "Quatre millions.\n\nVoté lundi.").SubmitAsync();

        var versions = await page.FollowAsync("Versions");
        var rows = versions.Document.QuerySelectorAll("tbody tr");
        Assert.Equal(2, rows.Length);
        var change = await editor.GetAsync(new Uri(versions.Url, rows[0].QuerySelector("a")!.GetAttribute("href")!));
        Assert.Equal("Quatre", change.Document.QuerySelector("ins")!.LastChild!.TextContent.Trim());
        Assert.Equal("Trois", change.Document.QuerySelector("del")!.LastChild!.TextContent.Trim());

        page = await versions.Form("Reprendre").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("La version est reprise, en brouillon", "modification en attente");
        Assert.Equal("Trois millions.\n\nVoté lundi.", page.Form("Publier").ValueOf("Texte").ReplaceLineEndings("\n"));
        (await site.Visit(host).GetAsync("/actualites/le-budget")).ShouldShow("Quatre millions");
        Assert.Equal(3, (await editor.GetAsync(versions.Url)).Document.QuerySelectorAll("tbody tr").Length);
        page = await page.Form("Abandonner la modification en attente").SubmitAsync();
        Assert.StartsWith("Quatre", page.Form("Publier").ValueOf("Texte"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_is_taken_back_at_once_with_what_visitors_saw_and_the_draft_beside_it()
    {
        var (editor, host) = await site.AtWorkAsync();
        var page = await editor.PublishAsync("Le pont", "Ouvert.");
        page = await page.Form("Enregistrer le brouillon").Fill("Texte", "Fermé.").SubmitAsync();

        var list = await page.Form("Supprimer").SubmitAsync();

        list.ShouldShow("« Le pont » est supprimé");
        (await site.Visit(host).GetAsync("/actualites/le-pont")).ShouldBe(HttpStatusCode.NotFound);
        page = await list.Form("Annuler").SubmitAsync();
        page.ShouldShow("Le contenu est rétabli, et publié comme avant", "modification en attente");
        Assert.Equal("Fermé.", page.Form("Publier").ValueOf("Texte"));
        (await site.Visit(host).GetAsync("/actualites/le-pont")).ShouldBe(HttpStatusCode.OK).ShouldShow("Ouvert.");
    }

    [Fact]
    public async Task What_was_removed_long_ago_is_found_again_in_the_list()
    {
        var (editor, _) = await site.AtWorkAsync();
        await (await editor.SaveDraftAsync("Oubliée")).Form("Supprimer").SubmitAsync();
        await editor.GetAsync("/admin/contenus");

        var list = await editor.GetAsync("/admin/contenus?etat=Removed");
        var versions = await list.ShouldShow("Oubliée", "Supprimé").FollowAsync("Oubliée");
        var page = await versions.ShouldShow("Ce contenu est supprimé").Form("Reprendre").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Oubliée", "Brouillon");
        (await editor.GetAsync("/admin/contenus?etat=Removed")).ShouldNotShow("Oubliée");
    }

    [Fact]
    public async Task A_version_is_restored_only_under_its_own_item()
    {
        var (editor, _) = await site.AtWorkAsync();
        var one = await editor.PublishAsync("Un");
        var two = await editor.PublishAsync("Deux");
        var version = (await editor.GetAsync($"/admin/contenus/{one.ItemId()}/versions")).Document.QuerySelector("tbody a")!.GetAttribute("href")!.Split("version=")[1].Split('#')[0];

        (await editor.PostAsync(two, $"/admin/contenus/{two.ItemId()}/versions?handler=Restore&version={version}")).ShouldBe(HttpStatusCode.NotFound);
        (await editor.GetAsync($"/admin/contenus/{two.ItemId()}/apercu?version={version}")).ShouldBe(HttpStatusCode.NotFound);
    }
}
