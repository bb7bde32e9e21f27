using System.Text.Json.Nodes;
using Megalis.EndToEnd.Tests.Browser;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>An operator finds an instance in incident, reads where it stands, mends what is wrong, and it goes on.</summary>
[Collection(BrowserCollection.Name)]
public sealed class RepairCircuitTests(Chromium chromium, SiteFixture site)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task An_incident_is_found_read_on_the_picture_or_in_the_list_and_resolved(int width)
    {
        var host = (await site.AddTenantAsync($"reparer{width}", "Commune des Incidents")).Hosts[0];
        var operator_ = await site.SignInAsync(host, "Gaud Le Bras", KernelPermissions.AccessDesk, "PublishWorkflows");
        await PublishAndStartAsync(host, operator_);
        await using var person = await chromium.OpenAsync(width == 360 ? Screen.Phone : Screen.Desk);
        await person.TakeSessionOfAsync(operator_);
        var page = await person.NewPageAsync();
        await page.VisitAsync(new Uri(operator_.Home, "/admin/circuits/instances?etat=en-incident").AbsoluteUri);
        await page.FollowAsync("Adhésion de Lannévez");
        await page.ShouldSayAsync("Arrêté à l’étape « Laisser le temps de relire »");
        if (width == 360)
            await Assertions.Expect(page.Locator(".m-picture-canvas")).ToBeHiddenAsync();
        else
            await AssertPictureAsync(page);
        await Assertions.Expect(page.Locator("li[aria-current=step]")).ToContainTextAsync("Laisser le temps de relire");
        await page.LookAsync();

        await page.Locator("summary", new() { HasText = "Changer" }).ClickAsync();
        await page.GetByLabel("Nouvelle valeur delai").FillAsync("00:00:00");
        await page.GetByLabel("Motif delai").FillAsync("Faute de frappe dans le délai");
        await page.PressAsync("Changer la variable");
        await page.PressAsync("Réessayer");
        await page.ShouldSayAsync("L’étape va être essayée à nouveau");
        await site.WhenQuietAsync();
        await page.ReloadAsync();
        await page.ShouldSayAsync("Terminé le");
        await page.VisitAsync(new Uri(operator_.Home, "/admin/circuits/incidents").AbsoluteUri);
        await page.ShouldSayAsync("Aucun incident");
        await page.LookAsync();
        await page.VisitAsync(new Uri(operator_.Home, "/admin/circuits/appels").AbsoluteUri);
        await page.LookAsync();
    }

    /// <summary>The drawing is there with its marks, and nothing lies on the viewer's own mark, as its licence asks.</summary>
    private static async Task AssertPictureAsync(IPage page)
    {
        await Assertions.Expect(page.Locator(".djs-element.m-mark-incident")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".djs-element.m-mark-done")).ToBeVisibleAsync();
        var mark = page.Locator(".bjs-powered-by");
        await mark.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(mark).ToBeVisibleAsync();
        Assert.True(await mark.EvaluateAsync<bool>(
            """
            logo => {
              const box = logo.getBoundingClientRect();
              const seen = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].every(([x, y]) =>
                logo.contains(document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)));
              return seen && box.width > 20 && getComputedStyle(logo).opacity === "1";
            }
            """), "Something lies on the viewer's mark.");
    }

    private async Task PublishAndStartAsync(string host, SiteClient operator_)
    {
        var form = (await operator_.GetAsync("/admin/circuits/importer")).Form("Vérifier le fichier");
        var checkedPage = await form.Attach("Fichier du circuit", "adhesion.json", System.Text.Encoding.UTF8.GetBytes(Definition)).SubmitAsync();
        (await checkedPage.Form("Publier ce circuit").SubmitAsync()).ShouldShow("en service, en version 1");
        await using var scope = site.Enter(host);
        await scope.Services.GetRequiredService<WorkflowEngine>().StartAsync("adhesion", new WorkflowStart { Title = "Adhésion de Lannévez" });
        await scope.Db.SaveChangesAsync();
        await site.WhenQuietAsync();
    }

    private static string Definition => JsonNode.Parse(
        """
        {
          "definitionId": "adhesion", "name": "Adhésion d'une collectivité",
          "variables": [ { "id": "v-delai", "name": "delai", "typeName": "String", "value": "bientôt" } ],
          "root": {
            "id": "flux", "type": "Elsa.Flowchart", "start": "debut",
            "activities": [
              { "id": "debut", "type": "Elsa.WriteLine", "text": "Demande reçue", "metadata": { "displayText": "Demande reçue" } },
              { "id": "attendre", "type": "Elsa.Delay", "metadata": { "displayText": "Laisser le temps de relire" },
                "timeSpan": { "typeName": "TimeSpan", "expression": { "type": "Variable", "value": { "id": "v-delai", "name": "delai" } } } },
              { "id": "fin", "type": "Elsa.Finish", "metadata": { "displayText": "Collectivité accueillie" } }
            ],
            "connections": [
              { "source": { "activity": "debut", "port": "Done" }, "target": { "activity": "attendre", "port": "In" } },
              { "source": { "activity": "attendre", "port": "Done" }, "target": { "activity": "fin", "port": "In" } }
            ]
          }
        }
        """)!.ToJsonString();
}
