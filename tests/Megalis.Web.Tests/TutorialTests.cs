using System.Net;
using Megalis.Kernel.Security;
using Megalis.Testing;

namespace Megalis.Web.Tests;

/// <summary>docs/tutorial/first-module.md does what it says.</summary>
public sealed class TutorialTests(TutorialModules modules) : IClassFixture<TutorialModules>
{
    [Fact]
    public async Task The_module_of_the_tutorial_is_dropped_in_reported_on_read_and_switched_off()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions
        {
            Settings = new Dictionary<string, string> { ["Modules:Path"] = modules.FolderOf("Exemple.Baignade") },
        });
        var visitor = site.Visit();
        (await visitor.GetAsync("/plages")).ShouldBe(HttpStatusCode.OK).ShouldShow("État des plages", "Aucun relevé pour l'instant");
        Assert.Equal("/connexion", (await visitor.GetAsync("/bureau/plages")).Url.AbsolutePath);

        await ReportAsync(await site.SignInAsync("localhost", "Anne Le Goff", "ReportPlages"));
        (await visitor.GetAsync("/plages")).ShouldShow("Port-Blanc", "Danger limité", "eau à 17 °C");

        var admin = await site.SignInAsync("localhost", "Yann Kerlann", KernelPermissions.SiteOwner);
        await (await admin.GetAsync("/admin/services")).Form("Désactiver Plages").SubmitAsync();
        (await visitor.GetAsync("/plages")).ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync("/mentions-legales")).ShouldBe(HttpStatusCode.OK).ShouldNotShow("Plages");

        await (await admin.GetAsync("/admin/services")).Form("Activer Plages").SubmitAsync();
        (await visitor.GetAsync("/plages")).ShouldShow("Port-Blanc");
        await ItsStylesheetIsServedAsync(visitor);
    }

    [Fact]
    public async Task A_module_whose_dependency_is_missing_stops_the_start_with_the_sentence_of_the_tutorial()
    {
        const string sentence = "The feature 'Exemple.Marees' needs the feature 'Exemple.Ephemerides', which no module of this host declares.";
        var data = modules.NewFolder("data");

        var (code, output) = await TutorialModules.DotnetAsync(
            TutorialModules.Program,
            new Dictionary<string, string> { ["Modules__Path"] = modules.FolderOf("Exemple.Marees"), ["Megalis__DataPath"] = data, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" },
            Path.Combine(TutorialModules.Program, "Megalis.Web.dll"));

        Assert.NotEqual(0, code);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.Contains(sentence, modules.Document, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data), "The start was refused after it had begun to write.");
    }

    private static async Task ReportAsync(SiteClient agent)
    {
        var form = (await agent.GetAsync("/bureau/plages")).ShouldBe(HttpStatusCode.OK).Form("Publier");
        var refused = await form.Fill("Plage", "Port-Blanc").Fill("Drapeau", "Jaune : baignade surveillée, danger limité").Fill("Température de l'eau", "71").SubmitAsync();
        refused.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Une eau à 71 °C ? Donnez une température entre 0 et 35.");

        var published = await refused.Form("Publier").Fill("Température de l'eau", "17").SubmitAsync();
        published.ShouldBe(HttpStatusCode.OK).ShouldShow("L'état de la plage Port-Blanc est publié.");
        Assert.Equal("/plages", published.Url.AbsolutePath);
    }

    private static async Task ItsStylesheetIsServedAsync(SiteClient visitor)
    {
        var css = (await visitor.GetAsync("/_content/Exemple.Baignade/plages.css")).ShouldBe(HttpStatusCode.OK);
        Assert.StartsWith("text/css", css.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.StartsWith(".plages li", css.Source, StringComparison.Ordinal);

        var again = new HttpRequestMessage(HttpMethod.Get, css.Url);
        again.Headers.TryAddWithoutValidation("If-None-Match", css.Headers["ETag"]);
        (await visitor.SendAsync(again)).ShouldBe(HttpStatusCode.NotModified);
        (await visitor.GetAsync("/_content/Exemple.Baignade/absent.css")).ShouldBe(HttpStatusCode.NotFound);
    }
}
