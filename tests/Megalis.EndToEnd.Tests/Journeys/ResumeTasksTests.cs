using Megalis.EndToEnd.Tests.Browser;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>A mail server that is away: the secretary finds what did not leave, with the cause, and gives one up by keyboard.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ResumeTasksTests(Chromium chromium)
{
    private static readonly SiteOptions NoMailServer = new()
    {
        Settings = new Dictionary<string, string>
        {
            ["Megalis:Mail:Mode"] = "Smtp",
            ["Megalis:Mail:Host"] = "127.0.0.1",
            ["Megalis:Mail:Port"] = "1",
            ["Megalis:Queue:Attempts"] = "1",
        },
    };

    [Fact]
    public async Task Mails_that_did_not_leave_wait_for_the_secretary_who_gives_one_up_by_keyboard()
    {
        await using var site = await SiteFixture.StartAsync(NoMailServer);
        await site.AddTenantAsync("lannevez", "Commune de Lannévez");
        await using (var scope = site.Enter("lannevez.localhost"))
        {
            var mails = scope.Services.GetRequiredService<MailOutbox>();
            foreach (var subject in new[] { "Consultation modifiée : réfection de la toiture de l’école publique Jules-Ferry, lot 2 charpente et couverture", "Invitation à ouvrir les plis" })
                mails.Send(new MailMessage("mairie@lannevez.example", subject, "Bonjour"));
            await scope.Db.SaveChangesAsync();
        }

        var secretary = await site.SignInAsync("lannevez.localhost", "Soizic Kerbrat", KernelPermissions.AccessDesk, KernelPermissions.ManageQueue, KernelPermissions.ManageSettings);
        await using var person = await chromium.OpenAsync(Screen.Desk);
        await person.TakeSessionOfAsync(secretary);
        var page = await person.NewPageAsync();
        var address = new Uri(secretary.Home, "/admin/taches").AbsoluteUri;
        Assert.True(await Eventually.TrueAsync(async () =>
        {
            await page.GotoAsync(address);
            return await page.Locator(".m-tasks > li").CountAsync() == 2;
        }));
        await page.ShouldStandAsync("taches");

        await page.GotoAsync(new Uri(secretary.Home, "/bureau").AbsoluteUri);
        await page.ShouldStandAsync("bureau-taches");

        await page.GotoAsync(address);
        await page.Locator("summary", new() { HasText = "Abandonner" }).First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("La consultation est close depuis.");
        await page.ShouldStandAsync("taches-abandon");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("La tâche est abandonnée");
        await Assertions.Expect(page.Locator(".m-tasks > li")).ToHaveCountAsync(1);
    }
}
