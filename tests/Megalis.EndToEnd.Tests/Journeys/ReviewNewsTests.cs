using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>A news goes from who writes it to who publishes it, back for a correction, and stands in the public list.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ReviewNewsTests(Chromium chromium, DemoSite site)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_news_is_proposed_sent_back_with_a_reason_corrected_and_published(int width)
    {
        var title = $"La médiathèque prête des vélos ({width})";
        var author = await chromium.OpenPageAsync(width);
        await author.SignInAsync(site, "communication@megalis.example", DemoSite.Portal, "/admin/contenus");
        await author.VisitAsync(site.At(DemoSite.Portal, "/admin/contenus/nouveau/News"));
        Assert.Equal(0, await author.GetByRole(AriaRole.Button, new() { Name = "Publier", Exact = true }).CountAsync());
        await author.Locator("[name='Form.Title']").FillAsync(title);
        await author.Locator("[name='Form.Markdown']").FillAsync("Dix vélos, dès samedi.");
        await author.PressAsync("Proposer à la relecture");
        await author.ShouldSayAsync("est en relecture");
        await author.ShouldStandAsync("relecture-proposee");

        var editor = await chromium.OpenPageAsync(width);
        await editor.SignInAsync(site, "redaction@megalis.example", DemoSite.Portal, "/taches");
        await OpenTaskAsync(editor, $"Relire l’actualité « {title} »");
        await editor.PressAsync("Demander une correction");
        await editor.ShouldSayAsync("demande un motif");
        await editor.GetByLabel("Commentaire").FillAsync("Dites où, et à quelle heure.");
        await editor.PressAsync("Demander une correction");
        await site.WhenQuietAsync();

        await OpenTaskAsync(author, $"Corriger l’actualité « {title} »");
        await author.ShouldSayAsync("Dites où, et à quelle heure.");
        await author.FollowAsync("Voir ce dont il s’agit");
        await author.ShouldSayAsync("Une correction vous est demandée");
        await author.ShouldStandAsync("relecture-a-corriger");
        await author.Locator("[name='Form.Markdown']").FillAsync("Dix vélos, dès samedi neuf heures, **place du Marché**.");
        await author.PressAsync("J’ai corrigé : renvoyer à la relecture");
        await author.ShouldSayAsync("est en relecture");

        await OpenTaskAsync(editor, $"Relire l’actualité « {title} »");
        await editor.ShouldStandAsync("relecture-tache");
        await editor.FollowAsync("Voir ce dont il s’agit");
        await editor.ShouldSayAsync("place du Marché");
        await editor.ShouldStandAsync("relecture-apercu");
        await editor.FollowAsync("Revenir à la tâche pour répondre");
        await editor.PressAsync("Publier");
        await site.WhenQuietAsync();

        var visitor = await chromium.OpenPageAsync(width);
        await visitor.VisitAsync(site.At(DemoSite.Portal, "/actualites"));
        await visitor.FollowAsync(title);
        await visitor.ShouldSayAsync("place du Marché");
        Assert.Contains(title, (await site.MailAsync("communication@megalis.example", "Votre actualité est en ligne : " + title)).Subject, StringComparison.Ordinal);
        foreach (var page in (IPage[])[author, editor, visitor])
            await page.Context.CloseAsync();
    }

    private async Task OpenTaskAsync(IPage page, string task)
    {
        await site.WhenQuietAsync();
        await page.GotoAsync(site.At(DemoSite.Portal, "/taches"));
        await page.FollowAsync(task);
    }
}
