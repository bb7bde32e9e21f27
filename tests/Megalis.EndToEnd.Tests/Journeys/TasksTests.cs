using Megalis.EndToEnd.Tests.Browser;
using Megalis.Testing;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>Two decisions wait for an editor, who takes them from the desk, on a phone and by keyboard.</summary>
[Collection(BrowserCollection.Name)]
public sealed class TasksTests(Chromium chromium)
{
    private static readonly SiteOptions TwoTasks = new() { Recipe = Path.Combine(Folders.TestProject, "Journeys", "tasks.recipe.json") };

    [Fact]
    public async Task On_a_phone_a_task_is_opened_from_the_desk_refused_with_a_reason_and_the_next_one_comes()
    {
        await using var site = await SiteFixture.StartAsync(TwoTasks);
        await site.WhenQuietAsync();
        var (page, home) = await SignedInAsync(site, 360);

        await page.VisitAsync(new Uri(home, "/bureau").AbsoluteUri);
        await page.FollowAsync("Viser l'arrêté");
        await page.ShouldSayAsync("rue des Ajoncs d'or");
        Assert.True(await page.GetByRole(AriaRole.Button, new() { Name = "Favorable" }).IsVisibleAsync());
        var bar = (await page.Locator(".m-actions").BoundingBoxAsync())!;
        Assert.InRange(bar.Y + bar.Height, Screen.Phone.Height - 2, Screen.Phone.Height + 2);

        await page.PressAsync("Demander une correction");
        await page.ShouldSayAsync("demande un motif");
        await page.GetByLabel("Commentaire").FillAsync("La date est celle de l'an dernier.");
        await page.PressAsync("Demander une correction");
        await page.ShouldSayAsync("Voici la tâche suivante");
        await page.ShouldSayAsync("place de l'Église");

        await page.PressAsync("Favorable");
        await page.ShouldSayAsync("Rien ne vous attend");
        await page.FollowAsync("Faites par moi");
        await page.ShouldSayAsync("La date est celle de l'an dernier.");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task By_keyboard_j_goes_to_the_next_task_k_back_and_both_can_be_switched_off()
    {
        await using var site = await SiteFixture.StartAsync(TwoTasks);
        await site.WhenQuietAsync();
        var (page, home) = await SignedInAsync(site, 1280);

        await page.VisitAsync(new Uri(home, "/taches").AbsoluteUri);
        await page.ShouldStandAsync("mes-taches");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.ShouldSayAsync("rue des Ajoncs d'or");
        await page.LookAsync();
        await page.Keyboard.PressAsync("j");
        await page.ShouldSayAsync("place de l'Église");
        await page.LookAsync();
        await page.Keyboard.PressAsync("k");
        await page.ShouldSayAsync("rue des Ajoncs d'or");
        await page.ShouldStandAsync("tache");
        await page.GetByLabel("Commentaire").PressSequentiallyAsync("j'ajoute");
        await Assertions.Expect(page.GetByLabel("Commentaire")).ToHaveValueAsync("j'ajoute");

        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("?");
        await page.LookAsync();
        await page.PressAsync("Désactiver ces raccourcis");
        await page.Locator("h1").ClickAsync();
        var address = page.Url;
        await page.Keyboard.PressAsync("j");
        await page.LookAsync();
        Assert.Equal(address, page.Url);
        await page.Context.CloseAsync();
    }

    private async Task<(IPage Page, Uri Home)> SignedInAsync(SiteFixture site, int width)
    {
        var soizic = await site.AddMemberAsync("localhost", "Soizic Kerbrat", "Editor");
        await site.AddMemberAsync("localhost", "Hervé Le Goff", "Author");
        var page = await chromium.OpenPageAsync(width);
        await page.Context.TakeSessionOfAsync(soizic.Client);
        return (page, soizic.Client.Home);
    }
}
