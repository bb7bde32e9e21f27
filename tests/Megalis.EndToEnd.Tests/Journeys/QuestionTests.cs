using Megalis.EndToEnd.Tests.Browser;

namespace Megalis.EndToEnd.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class QuestionTests(Chromium chromium, DemoSite site)
{
    [Fact]
    public async Task A_question_is_answered_for_everybody_and_never_says_who_asked()
    {
        var visitor = await chromium.OpenPageAsync(360);
        await visitor.VisitAsync(site.At(DemoSite.Portal, "/marches?q=médiathèque"));
        await visitor.FollowAsync("Construction d'une médiathèque");
        var reference = new Uri(visitor.Url).Segments[^1];
        await visitor.FollowAsync("Poser une question");
        await visitor.GetByLabel("Votre question").FillAsync("Le lot 3 comprend-il la reprise des chéneaux ?");
        await visitor.GetByLabel("Adresse électronique").FillAsync("etudes@ardoises.example");
        await visitor.GetByLabel("Entreprise").FillAsync("Ardoises Discrètes");
        await visitor.PressAsync("Envoyer la question");

        var buyer = await chromium.OpenPageAsync();
        await buyer.SignInAsync(site, "acheteur2@kerlann.example", DemoSite.Kerlann, $"/achats/{reference}/questions");
        await buyer.ShouldSayAsync("Ardoises Discrètes");
        await buyer.FollowAsync("Répondre à cette question");
        await buyer.GetByLabel("Votre réponse").FillAsync("Oui, chéneaux et descentes sont compris.");
        await buyer.PressAsync("Publier la réponse");

        await visitor.VisitAsync(site.At(DemoSite.Portal, $"/marches/{reference}"));
        await visitor.ShouldSayAsync("Oui, chéneaux et descentes sont compris.");
        Assert.DoesNotContain("Ardoises Discrètes", await visitor.InnerTextAsync("main"), StringComparison.Ordinal);
        await buyer.Context.CloseAsync();
        await visitor.Context.CloseAsync();
    }
}
