using Megalis.EndToEnd.Tests.Browser;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>Where the circuits of the demonstration stand after a first start, as the guides and the recipes tell it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DemoCircuitsTests(DemoSite site)
{
    private const string Communication = "communication@megalis.example";

    [Fact]
    public void A_first_start_is_done_within_a_minute_and_a_half() =>
        Assert.True(site.FirstStart < TimeSpan.FromSeconds(90), $"The first start took {site.FirstStart}.");

    [Fact]
    public async Task Of_three_news_one_waits_to_be_read_one_to_be_corrected_by_its_author_and_one_is_online()
    {
        var waits = Assert.Single(await TrailAsync(DemoSite.Portal, "actu-assistance-horaires"));
        Assert.Equal(("Editor", true), (waits.Role, waits.IsOpen));
        var corrected = await TrailAsync(DemoSite.Portal, "actu-portes-ouvertes");
        Assert.Equal([("Demander une correction", false), ("", true)], corrected.Select(t => (t.Outcome, t.IsOpen)));
        Assert.Equal("Donnez les dates et l’adresse.", corrected[0].Comment);
        Assert.Equal(["Publier"], (await TrailAsync(DemoSite.Portal, "actu-cartes-marches")).Select(t => t.Outcome));
        Assert.Equal("Finished", (await CardAsync("actu-cartes-marches")).Status);
        Assert.True(Assert.Single(await TrailAsync(DemoSite.Kerlann, "actu-piscine-reouverture")).IsOpen);
    }

    [Fact]
    public async Task The_people_of_the_guides_find_their_tasks_in_their_lists()
    {
        (await InboxAsync("redaction@megalis.example", DemoSite.Portal)).ShouldShow("Relire l’actualité « L’assistance répond aussi le samedi matin »").ShouldNotShow("Corriger l’actualité");
        (await InboxAsync(Communication, DemoSite.Portal)).ShouldShow("Corriger l’actualité « Portes ouvertes à Rennes »", "pour vous").ShouldNotShow("Relire");
        (await InboxAsync("assistance@megalis.example", DemoSite.Portal)).ShouldShow("Vérifier la demande", "Syndicat des eaux du Haut-Stêr");
    }

    [Fact]
    public async Task Each_request_to_join_stands_at_its_step_and_one_is_an_incident_for_the_operators_guide()
    {
        Assert.True((await TrailAsync(DemoSite.Portal, "adhesiondemo00000averifier"))[^1].IsOpen);
        Assert.Equal("Demander un complément", (await TrailAsync(DemoSite.Portal, "adhesiondemo0000complement"))[^1].Outcome);
        Assert.Equal(["Accepter", "Convention envoyée"], (await TrailAsync(DemoSite.Portal, "adhesiondemo0000convention")).Select(t => t.Outcome));
        foreach (var waiting in (string[])["adhesiondemo00000averifier", "adhesiondemo0000complement", "adhesiondemo0000convention"])
            Assert.Equal(("Waiting", 0), ((await CardAsync(waiting)).Status, (await CardAsync(waiting)).Incidents));
        Assert.Equal(1, (await CardAsync("adhesiondemo00000incidents")).Incidents);
        Assert.Equal("Finished", (await CardAsync("adhesiondemo000000accueili")).Status);
        var operators = await site.SignInAsync(DemoSite.Portal, "Gaud Le Bras", KernelPermissions.AccessDesk, "ManageWorkflows");
        (await operators.GetAsync("/admin/circuits/instances?etat=en-incident")).ShouldShow("Syndicat scolaire de Kerlann");
    }

    [Fact]
    public async Task Reminders_of_deadlines_wait_on_the_sites_of_buyers()
    {
        foreach (var host in (string[])[DemoSite.Kerlann, DemoSite.Lannevez])
        {
            var operators = await site.SignInAsync(host, "Gaud Le Bras " + host, KernelPermissions.AccessDesk, "ManageWorkflows");
            (await operators.GetAsync("/admin/circuits/instances?circuit=rappels-date-limite&etat=en-attente")).ShouldNotShow("Aucun parcours");
        }
    }

    private async Task<Page> InboxAsync(string email, string host) => await (await site.SignInAsAsync(host, email)).GetAsync("/taches");

    private async Task<IReadOnlyList<TaskTrace>> TrailAsync(string host, string correlation)
    {
        await using var scope = site.Enter(host);
        return await scope.Services.GetRequiredService<WorkflowTrail>().OfAsync(correlation);
    }

    private async Task<WorkflowCard> CardAsync(string correlation)
    {
        await using var scope = site.Enter();
        return Assert.Single(await scope.Services.GetRequiredService<WorkflowEngine>().OfAsync(correlation));
    }
}
