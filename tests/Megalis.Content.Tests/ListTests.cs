using System.Net;
using Megalis.Testing;

namespace Megalis.Content.Tests;

public sealed class ListTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task An_empty_site_says_how_to_begin_and_each_type_has_its_button()
    {
        var tenant = await site.AddTenantAsync("vide", "Vide");
        await site.RunRecipeAsync("vide.localhost", "contenus");
        var editor = await site.SignInAsync(tenant.Hosts[0], "Anne Le Goff", Redaction.All);

        var page = await editor.GetAsync("/admin/contenus");

        page.ShouldShow("Rien n’est encore écrit", "Actualité", "Guide", "Page");
        (await page.FollowAsync("Guide : en créer")).ShouldBe(HttpStatusCode.OK).ShouldShow("Guide : à écrire");
    }

    [Fact]
    public async Task The_list_is_found_by_words_without_accents_by_type_and_by_state()
    {
        var (editor, _) = await site.AtWorkAsync();
        await editor.PublishAsync("L’école rouvre");
        await editor.SaveDraftAsync("Les écoliers au théâtre");
        await editor.PublishAsync("Aller à l’école à vélo", type: "Guide");

        (await editor.GetAsync("/admin/contenus?q=ECOLE")).ShouldShow("L’école rouvre", "Aller à l’école à vélo").ShouldNotShow("théâtre");
        (await editor.GetAsync("/admin/contenus?q=ecol&type=News")).ShouldShow("L’école rouvre", "Les écoliers au théâtre").ShouldNotShow("à vélo");
        (await editor.GetAsync("/admin/contenus?etat=Draft")).ShouldShow("Les écoliers").ShouldNotShow("L’école rouvre");
        (await editor.GetAsync("/admin/contenus?etat=Published&type=Guide")).ShouldShow("à vélo").ShouldNotShow("L’école rouvre");
        (await editor.GetAsync("/admin/contenus?q=introuvable")).ShouldShow("Aucun contenu ne correspond", "Tout afficher");
    }

    [Fact]
    public async Task The_list_is_paged_and_sorted_and_leaves_as_a_spreadsheet()
    {
        var (editor, _) = await site.AtWorkAsync();
        for (var i = 1; i <= 27; i++)
        {
            site.Clock.Advance(TimeSpan.FromSeconds(1));
            await editor.SaveDraftAsync($"Note {i:00}");
        }

        var first = await editor.GetAsync("/admin/contenus?type=News");
        first.ShouldShow("1 à 25 sur 27", "Note 27").ShouldNotShow("Note 02");
        (await editor.GetAsync("/admin/contenus?type=News&p=2")).ShouldShow("26 à 27 sur 27", "Note 02", "Note 01");
        (await editor.GetAsync("/admin/contenus?type=News&tri=Title")).ShouldShow("Note 01").ShouldNotShow("Note 27");

        var csv = await first.FollowAsync("Exporter cette liste (CSV)");
        Assert.StartsWith("text/csv", csv.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(28, csv.Source.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("Note 01;News;non;oui", csv.Source, StringComparison.Ordinal);
    }
}
