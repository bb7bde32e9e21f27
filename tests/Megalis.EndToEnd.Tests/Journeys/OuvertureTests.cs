using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class OuvertureTests(Chromium chromium, DemoSite site)
{
    [Fact]
    public async Task The_secretary_at_her_desk_and_the_mayor_on_his_phone_open_the_plis_together()
    {
        var secretary = await chromium.OpenPageAsync();
        await secretary.SignInAsync(site, "secretaire@lannevez.example", DemoSite.Lannevez, "/achats");
        await secretary.FollowAsync("Mise en accessibilité de la mairie");
        var reference = new Uri(secretary.Url).Segments[^1];
        await secretary.FollowAsync("Ouvrir les plis");
        await secretary.PressAsync("Je confirme ma présence");
        await secretary.ShouldSayAsync("Il manque encore une personne");
        await Assertions.Expect(secretary.GetByRole(AriaRole.Button, new() { Name = "Ouvrir les plis" })).ToBeDisabledAsync();

        var mayor = await chromium.OpenPageAsync(360);
        await mayor.SignInAsync(site, "maire@lannevez.example", DemoSite.Lannevez, $"/achats/{reference}/ouverture");
        await mayor.PressAsync("Je confirme ma présence");
        await mayor.ShouldSayAsync("Qui est là : 2 sur 2");

        await secretary.FollowAsync("Recharger");
        await secretary.PressAsync("Ouvrir les plis");
        await secretary.ShouldSayAsync("Procès-verbal");
        foreach (var company in (string[])["Menuiserie Riou", "Tanguy Travaux", "Couverture Stervinou"])
            await secretary.ShouldSayAsync(company);
        await mayor.VisitAsync(site.At(DemoSite.Lannevez, $"/achats/{reference}/ouverture"));
        await mayor.ShouldSayAsync("Hervé Le Goff");
        await mayor.Context.CloseAsync();
        await secretary.Context.CloseAsync();
    }
}
