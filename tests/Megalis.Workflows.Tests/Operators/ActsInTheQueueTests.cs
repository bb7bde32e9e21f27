using System.Net;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Workflows;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Operators;

/// <summary>An operator's act is written and acknowledged; what it sets going runs in the queue, however badly.</summary>
public sealed class ActsInTheQueueTests
{
    private const string Guarded = "ManageTenants";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_activity_that_throws_is_an_incident_again_and_no_fault_of_the_operator_s_page(string database)
    {
        await using var site = await StartAsync(database);
        var engine = new EngineSite(site, await site.AddTenantAsync("jette"));
        var anne = await site.SignInAsync(engine.Tenant.Hosts[0], "Anne Le Goff", WorkflowPermissions.Manage);
        site.Services.GetRequiredService<Temper>().Error = "la base voisine ne répond pas";
        await engine.PublishAsync(Definition("jette", Sequence(UserTask("a", "Attendre", "Editor", "Oui"), Activity("Tests.Temper", "colere"))));
        var id = await engine.StartAsync("jette");
        await engine.DrainAsync();

        var moved = await (await anne.GetAsync(Address(id))).Form("Déplacer le jeton").Fill("Étape où le poser", "Humeur").Fill("Motif du déplacement", "Déjà fait").SubmitAsync();
        moved.ShouldBe(HttpStatusCode.OK).ShouldShow("Le jeton est déplacé", "La plateforme y travaille : l’étape « Humeur »");
        var incident = await FailAsync(engine, id);
        Assert.Contains("la base voisine", incident.Message, StringComparison.Ordinal);

        (await (await anne.GetAsync(Address(id))).Form("Réessayer").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("La plateforme y travaille");
        Assert.NotEqual(incident.Id, (await FailAsync(engine, id)).Id);

        site.Services.GetRequiredService<Temper>().Error = "";
        await (await anne.GetAsync(Address(id))).Form("Réessayer").SubmitAsync();
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(0, await engine.QueuedAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_undoes_a_cancelled_instance_runs_in_the_queue_too(string database)
    {
        await using var site = await StartAsync(database);
        var engine = new EngineSite(site, await site.AddTenantAsync("defait"));
        var anne = await site.SignInAsync(engine.Tenant.Hosts[0], "Anne Le Goff", WorkflowPermissions.Manage);
        site.Services.GetRequiredService<Temper>().Error = "impossible de libérer";
        var reserve = Activity("WriteLine", "reserver");
        reserve["customProperties"] = new System.Text.Json.Nodes.JsonObject { ["compensatedBy"] = "liberer" };
        await engine.PublishAsync(Definition("defait", Flowchart([reserve, UserTask("a", "Attendre", "Editor", "Oui"), Activity("Tests.Temper", "liberer")], "reserver -> a")));
        var id = await engine.StartAsync("defait");
        await engine.DrainAsync();

        (await (await anne.GetAsync(Address(id))).Form("Annuler ce parcours").Fill("Motif de l’annulation", "Erreur").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("Le parcours s’annule");
        await FailAsync(engine, id);
        site.Services.GetRequiredService<Temper>().Error = "";
        await (await anne.GetAsync(Address(id))).Form("Réessayer").SubmitAsync();
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Cancelled, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(["reserver Done", "liberer Done"], await engine.DoneAsync(id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_token_is_not_put_on_a_join_nor_before_an_activity_that_asks_for_a_right_the_operator_lacks(string database)
    {
        await using var site = await StartAsync(database);
        var engine = new EngineSite(site, await site.AddTenantAsync("droits"));
        var anne = await site.SignInAsync(engine.Tenant.Hosts[0], "Anne Le Goff", WorkflowPermissions.Manage);
        var erwan = await site.SignInAsync(engine.Tenant.Hosts[0], "Erwan Lagadec", WorkflowPermissions.Manage, Guarded);
        await engine.PublishAsync(Definition("droits", Flowchart(
            [
                Activity("FlowFork", "f", ("branches", Object(new System.Text.Json.Nodes.JsonArray("x", "y")))), UserTask("a", "Attendre ici", "Editor", "Oui"), UserTask("b", "Attendre là", "Author", "Oui"),
                Activity("FlowJoin", "j", ("mode", Literal("WaitAll"))), Activity("WriteLine", "avant"), Activity("Tests.Guarded", "garde"),
            ],
            "f:x -> a", "f:y -> b", "a:Oui -> j", "b:Oui -> j", "j -> avant", "avant -> garde")));
        var id = await engine.StartAsync("droits");
        await engine.DrainAsync();
        var token = (await engine.RowsAsync<BookmarkRow>()).First().Execution;

        var page = await anne.GetAsync(Address(id));
        Assert.DoesNotContain("j", page.Document.QuerySelectorAll("#place option").Select(o => o.GetAttribute("value")));
        Assert.NotNull(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", token, "j", "on force")));
        Assert.NotNull(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", token, "root", "on force")));
        foreach (var place in new[] { "avant", "garde" })
            (await (await anne.GetAsync(Address(id))).Form("Déplacer le jeton").Tamper("activity", place).Fill("Motif du déplacement", "Vite").SubmitAsync()).ShouldShow("demande un droit que vous n'avez pas");
        Assert.Equal(2, (await engine.RowsAsync<BookmarkRow>()).Count);

        (await (await erwan.GetAsync(Address(id))).Form("Déplacer le jeton").Tamper("activity", "garde").Fill("Motif du déplacement", "Vite").SubmitAsync()).ShouldShow("Le jeton est déplacé");
        await engine.DrainAsync();
        Assert.Contains("garde Done", await engine.DoneAsync(id));
    }

    private static string Address(string id) => "/admin/circuits/instances/" + id;

    private static Task<SiteFixture> StartAsync(string database)
    {
        var options = EngineSites.Options(database);
        return SiteFixture.StartAsync(options with
        {
            Services = services =>
            {
                options.Services!(services);
                services.AddSingleton<Temper>();
                new FeatureServices(services, "Megalis.Workflows").AddActivity<Tempered>().AddActivity<ForFew>();
            },
        });
    }

    /// <summary>All attempts of the queue.</summary>
    private static async Task<IncidentRow> FailAsync(EngineSite engine, string id)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await engine.Site.DrainAsync();
            engine.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        return Assert.Single(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.InstanceId == id && x.ResolvedAt == null)));
    }

    private sealed class Temper
    {
        public string Error { get; set; } = "";
    }

    private sealed class Tempered(Temper temper) : IActivity
    {
        public ActivityDescription Description { get; } = new("Tests.Temper", "Humeur");

        public Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop) =>
            temper.Error.Length > 0 ? throw new InvalidOperationException(temper.Error) : Task.FromResult(ActivityResult.Done());
    }

    private sealed class ForFew : IActivity
    {
        public ActivityDescription Description { get; } = new("Tests.Guarded", "Étape gardée") { Permission = Guarded };

        public Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop) => Task.FromResult(ActivityResult.Done());
    }
}
