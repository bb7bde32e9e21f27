using System.Text;
using System.Text.Json.Nodes;
using Megalis.EndToEnd.Tests.Browser;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>An operator brings version 2 of a circuit, tries to migrate, mends the map, and what was under way goes on.</summary>
[Collection(BrowserCollection.Name)]
public sealed class MigrateCircuitTests(Chromium chromium, SiteFixture site)
{
    private static readonly TaskPerson Everyone = new("controle", ["Administrator"], []);

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_dry_run_refuses_one_instance_and_after_the_map_both_go_on_on_version_2(int width)
    {
        var host = (await site.AddTenantAsync($"circuits{width}", "Commune des Circuits")).Hosts[0];
        var operator_ = await site.SignInAsync(host, "Gaud Le Bras", KernelPermissions.AccessDesk, "PublishWorkflows");
        await using var person = await chromium.OpenAsync(width == 360 ? Screen.Phone : Screen.Desk);
        await person.TakeSessionOfAsync(operator_);
        var page = await person.NewPageAsync();
        await page.VisitAsync(new Uri(operator_.Home, "/admin/circuits").AbsoluteUri);
        await page.FollowAsync("Importer un circuit");
        await SendAsync(page, Convention("relire", "Relire", "fin"));
        await page.PressAsync("Publier ce circuit");
        await page.ShouldSayAsync("en service, en version 1");
        await TwoWaitAsync(host);

        await page.FollowAsync("Importer une version");
        await SendAsync(page, Convention("relecture", "Relecture", "archiver"));
        await page.ShouldSayAsync("Ce qui change depuis la version 1");
        await SeePictureAsync(page, width);
        await page.PressAsync("Publier la version 2");
        await page.FollowAsync("Migrer les 2 parcours");
        await page.PressAsync("Essayer");
        await page.ShouldSayAsync("1 parcours ne peut pas migrer");
        await page.ShouldSayAsync("la nouvelle version n");
        await page.ShouldSayAsync("1 parcours peut migrer");

        await page.GetByLabel("Relire").SelectOptionAsync("Relecture");
        await page.PressAsync("Essayer");
        await page.ShouldSayAsync("2 parcours peuvent migrer");
        await page.PressAsync("Migrer les 2 parcours");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Terminée", new() { Timeout = 20_000 });
        await page.LookAsync();
        await page.ShouldSayAsync("2 parcours portés à la version 2");

        // The one at « Viser » has one step left, the other two: all of them as version 2 has them.
        for (var answers = 0; answers < 3; answers++)
            await AnswerOneAsync(host);
        Assert.True(await Eventually.TrueAsync(async () => (await InstancesAsync(host)).All(instance => instance.Status == "Finished")));
        await page.VisitAsync(new Uri(operator_.Home, "/admin/circuits/instances?circuit=convention&version=2").AbsoluteUri);
        await page.ShouldSayAsync("Le port");
        await page.ShouldSayAsync("La halle");
        await page.ShouldSayAsync("version 2");
    }

    /// <summary>The drawing of a file that is stored nowhere: what is new bears its mark, and no word of a line is broken.</summary>
    private static async Task SeePictureAsync(IPage page, int width)
    {
        if (width == 360)
            await page.PressAsync("Afficher l’image du circuit");
        await Assertions.Expect(page.Locator(".djs-element.m-mark-done").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".m-picture-badge", new() { HasText = "Ajouté" }).First).ToBeVisibleAsync();
        var labels = await page.Locator(".djs-label").AllTextContentsAsync();
        Assert.Contains("Oui", labels);
        var before = await page.Locator(".djs-container .viewport").GetAttributeAsync("transform");
        await page.GetByRole(AriaRole.Button, new() { Name = "Agrandir" }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator(".djs-container .viewport")).Not.ToHaveAttributeAsync("transform", before ?? "");
        await page.LookAsync();
    }

    private static async Task SendAsync(IPage page, string json)
    {
        await page.GetByLabel("Fichier du circuit").SetInputFilesAsync(new FilePayload { Name = "convention.json", MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(json) });
        await page.PressAsync("Vérifier le fichier");
        await page.ShouldSayAsync("Aperçu : Convention");
    }

    /// <summary>One waits at the first step, the other at « Viser ».</summary>
    private async Task TwoWaitAsync(string host)
    {
        await StartAsync(host, "Le port");
        await AnswerOneAsync(host);
        Assert.True(await Eventually.TrueAsync(async () => (await OpenAsync(host)).Any(task => task.Title == "Viser")));
        await StartAsync(host, "La halle");
        Assert.True(await Eventually.TrueAsync(async () => (await OpenAsync(host)).Count == 2));
    }

    private async Task StartAsync(string host, string title)
    {
        await using var scope = site.Enter(host);
        Assert.NotNull(await scope.Services.GetRequiredService<WorkflowEngine>().StartAsync("convention", new WorkflowStart { Title = title, CorrelationId = "migration" }));
        await scope.Db.SaveChangesAsync();
    }

    /// <summary>Answers the one that waits, as soon as it does.</summary>
    private async Task AnswerOneAsync(string host)
    {
        Assert.True(await Eventually.TrueAsync(async () => (await OpenAsync(host)).Count > 0));
        await using var scope = site.Enter(host);
        Assert.Null(await scope.Services.GetRequiredService<UserTasks>().CompleteAsync((await OpenAsync(host))[0].Id, Everyone, "Oui", ""));
    }

    private async Task<IReadOnlyList<UserTask>> OpenAsync(string host)
    {
        await using var scope = site.Enter(host);
        return (await scope.Services.GetRequiredService<UserTasks>().OpenAsync(Everyone, 1, 10)).Tasks;
    }

    private async Task<IReadOnlyList<WorkflowCard>> InstancesAsync(string host)
    {
        await using var scope = site.Enter(host);
        return await scope.Services.GetRequiredService<WorkflowEngine>().OfAsync("migration");
    }

    private static string Convention(string first, string title, string last) => new JsonObject
    {
        ["definitionId"] = "convention",
        ["name"] = "Convention",
        ["description"] = "Une convention relue, visée, puis rangée.",
        ["root"] = new JsonObject
        {
            ["id"] = "root",
            ["type"] = "Elsa.Flowchart",
            ["start"] = first,
            ["activities"] = new JsonArray(UserTask(first, title), UserTask("viser", "Viser"), new JsonObject { ["id"] = last, ["type"] = "Elsa.WriteLine" }),
            ["connections"] = new JsonArray(Connection(first, "viser"), Connection("viser", last)),
        },
    }.ToJsonString();

    private static JsonObject UserTask(string id, string title) => new()
    {
        ["id"] = id,
        ["type"] = "Megalis.UserTask",
        ["title"] = title,
        ["role"] = "Administrator",
        ["outcomes"] = new JsonArray("Oui"),
        ["dueIn"] = "5.00:00:00",
    };

    private static JsonObject Connection(string from, string to) => new()
    {
        ["source"] = new JsonObject { ["activity"] = from, ["port"] = "Oui" },
        ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" },
    };
}
