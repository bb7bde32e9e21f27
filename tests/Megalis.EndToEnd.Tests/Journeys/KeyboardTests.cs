using Megalis.EndToEnd.Tests.Browser;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class KeyboardTests(Chromium chromium, DemoSite site)
{
    [Fact]
    public async Task A_consultation_is_searched_read_and_answered_by_keyboard_alone()
    {
        var page = await chromium.OpenPageAsync();
        await page.GotoAsync(site.At(DemoSite.Portal, "/marches"));
        await page.Keyboard.PressAsync("Tab");
        Assert.Contains("contenu", await FocusedAsync(page), StringComparison.OrdinalIgnoreCase);

        await TabToAsync(page, "Mots");
        await page.Keyboard.TypeAsync("plan climat");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/marches?q=plan*");
        await EnterAsync(page, "Réalisation du plan climat");
        await EnterAsync(page, "Répondre");
        await EnterAsync(page, "Commencer ma réponse");

        await TabToAsync(page, "Pièces de candidature");
        await page.LookAsync();
        await page.Context.CloseAsync();
    }

    private static async Task EnterAsync(IPage page, string name)
    {
        await TabToAsync(page, name);
        var before = page.Url;
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(address => address != before);
    }

    /// <summary>Tab until the control of that name has the focus, and is seen to have it.</summary>
    private static async Task TabToAsync(IPage page, string name)
    {
        for (var i = 0; i < 80; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (!(await FocusedAsync(page)).StartsWith(name, StringComparison.OrdinalIgnoreCase))
                continue;
            Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement.matches(':focus-visible')"), $"« {name} » does not show its focus.");
            return;
        }

        Assert.Fail($"No control « {name} » is reached by the Tab key on {page.Url}.");
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("""
        () => {
          const e = document.activeElement;
          return (e?.labels?.[0]?.innerText || e?.getAttribute('aria-label') || e?.innerText || '').trim();
        }
        """);
}
