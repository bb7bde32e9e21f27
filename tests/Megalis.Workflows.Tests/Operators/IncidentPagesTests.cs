using System.Diagnostics;
using System.Text.Json.Nodes;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Tests.Engine;
using Microsoft.EntityFrameworkCore;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Operators;

public sealed class IncidentPagesTests(EngineSites sites) : IClassFixture<EngineSites>
{
    private const string Incidents = "/admin/circuits/incidents";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task One_fault_of_many_instances_is_one_line_and_they_are_tried_again_together(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var broken = true;
        engine.Line.Before["https://sourd.example/" + database] = () => broken ? new NoRetryException("L'autre côté a répondu 403.") : null;
        await engine.PublishAsync(Definition("appel", Sequence(Activity("SendHttpRequest", "appeler", ("url", Literal("https://sourd.example/" + database))))));
        for (var i = 0; i < 7; i++)
            await engine.StartAsync("appel", new WorkflowStart { Title = $"Envoi {i}" });
        await engine.DrainAsync();

        var page = await anne.GetAsync(Incidents);
        page.ShouldShow("L'autre côté a répondu 403.", "7 parcours", "Voir tous les parcours de ce circuit en incident");
        Assert.Equal(5, page.Document.QuerySelectorAll("a").Count(a => a.TextContent.StartsWith("Envoi ", StringComparison.Ordinal)));
        broken = false;
        (await page.Form("Réessayer les 7").SubmitAsync()).ShouldShow("7 incidents sont essayés à nouveau", "nouvel essai de 7 incidents, 0 faits");
        (await page.Form("Réessayer les 7").SubmitAsync()).ShouldShow("déjà en train d’être essayés");
        await engine.DrainAsync();

        (await anne.GetAsync(Incidents)).ShouldNotShow("403");
        Assert.Equal(7, (await engine.RowsAsync<InstanceRow>()).Count(i => i is { DefinitionId: "appel", Status: InstanceStatus.Finished }));
        (await page.Form("Réessayer les 7").SubmitAsync()).ShouldShow("Cette panne a bougé");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_a_fault_of_hundreds_those_that_can_be_are_tried_again_and_the_others_are_told(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var (broken, url) = (true, "https://foule.example/" + database);
        engine.Line.Before[url] = () => broken ? new NoRetryException("L'autre côté a répondu 403.") : null;
        await engine.PublishAsync(Definition("foule", Sequence(Activity("SendHttpRequest", "appeler", ("url", Literal(url))))));
        // Older than the one that can be mended: incidents of a token that has gone elsewhere since, and three that never had one.
        await engine.StartAsync("foule", new WorkflowStart { Title = "Le premier" });
        await engine.DrainAsync();
        var first = Assert.Single(await engine.RowsAsync<IncidentRow>());
        await AddAsync(engine, first, Enumerable.Range(0, 520).Select(i => ($"000{i:0000}", 4_000 + i)).Concat(Enumerable.Range(0, 3).Select(i => ($"001{i:0000}", 0))));

        broken = false;
        var page = await anne.GetAsync(Incidents);
        (await page.Form("Réessayer les 521").SubmitAsync()).ShouldShow("521 incidents sont essayés à nouveau", "3 autres ne le peuvent pas : aucune étape n’y attend", "nouvel essai de 521 incidents, 0 faits");
        (await page.Form("Réessayer les 521").SubmitAsync()).ShouldShow("déjà en train d’être essayés");
        // While these are on their way another one of the fault comes: it may be asked for, the others need not.
        await AddAsync(engine, first, [("zzz0000", 9_000)]);
        (await page.Form("Réessayer les 521").SubmitAsync()).ShouldShow("L’incident est essayé à nouveau.", "521 autres l’étaient déjà.");
        // Some at a time: the others of this site's steps have their turn between.
        for (var round = 0; round < 20 && await engine.QueuedAsync() > 0; round++)
        {
            await engine.DrainAsync();
            engine.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(first.InstanceId)).Status);
        Assert.Equal(0, await engine.QueuedAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Faults_are_found_without_their_accents(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        foreach (var name in (string[])["Écheance", "Bail"])
            await engine.RunAsync(Definition(name, Sequence(Activity("Delay", "attendre", ("timeSpan", FromVariable("délai")))), Variable("délai", "bientôt")), new WorkflowStart { Title = name });

        (await anne.GetAsync(Incidents + "?q=echeance")).ShouldShow("Écheance").ShouldNotShow("Bail");
        (await anne.GetAsync(Incidents + "?q=nulle+part")).ShouldShow("Aucun incident ne correspond");
    }

    private static async Task AddAsync(EngineSite engine, IncidentRow like, IEnumerable<(string Id, int Execution)> incidents)
    {
        await using var scope = engine.Enter();
        foreach (var (id, execution) in incidents)
            scope.Db.Add(new IncidentRow { Id = $"{id}-{engine.Tenant.Id}", InstanceId = like.InstanceId, Execution = execution, ActivityId = like.ActivityId, Kind = like.Kind, Message = like.Message, At = like.At });
        await scope.Db.SaveChangesAsync();
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_call_in_doubt_and_one_that_waits_are_shown_with_the_depth_of_the_lanes(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var (lost, slow) = ($"https://perdu.example/{database}", $"https://lent.example/{database}");
        engine.Line.After[lost] = () => new HttpRequestException("La réponse s'est perdue.");
        engine.Line.Answers[lost] = Reconciled.Unknown;
        foreach (var (name, url) in new[] { ("perdu", lost), ("lent", slow) })
            await engine.PublishAsync(Definition(name, Sequence(Activity("SendHttpRequest", "appeler", ("url", Literal(url))))));
        var id = await engine.StartAsync("perdu", new WorkflowStart { Title = "Envoi perdu" });
        await engine.Site.DrainAsync();
        engine.Clock.Advance(TimeSpan.FromMinutes(5));
        await engine.Site.DrainAsync();
        engine.Line.Before[slow] = () => new NotSentException("Connexion refusée.");
        await engine.StartAsync("lent", new WorkflowStart { Title = "Envoi lent" });
        await engine.Site.DrainAsync();

        var page = await anne.GetAsync("/admin/circuits/appels");
        page.ShouldShow("Envoi perdu", "Personne ne sait si l’appel est arrivé.", "Envoi lent", "la réponse de lent.example", "Connexion refusée.", "1 essai sans succès", "Appels extérieurs", "Étapes");
        var instance = await page.FollowAsync("Lire et décider");
        instance.ShouldShow("L’autre côté est d’abord interrogé");
        (await instance.Form("Tenir pour fait").Fill("Comment le savez-vous ?", "L'autre côté l'a dit").SubmitAsync()).ShouldShow("L’étape est tenue pour faite");
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        (await anne.GetAsync("/admin/circuits/appels")).ShouldShow("Aucun appel n’attend de décision.");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_portal_tells_who_manages_tenants_where_else_incidents_wait(string database)
    {
        var (engine, _) = await OpenAsync(database);
        await engine.RunAsync(Definition("durée", Sequence(Activity("Delay", "attendre", ("timeSpan", FromVariable("délai")))), Variable("délai", "bientôt")));
        const string portal = "localhost";
        var erwan = await engine.Site.SignInAsync(portal, "Erwan Lagadec", WorkflowPermissions.Manage, KernelPermissions.ManageTenants);
        var yann = await engine.Site.SignInAsync(portal, "Yann Cozic", WorkflowPermissions.Manage);

        (await erwan.GetAsync(Incidents)).ShouldShow("Sur les sites des collectivités", engine.Tenant.DisplayName);
        (await yann.GetAsync(Incidents)).ShouldNotShow("Sur les sites des collectivités");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_journal_of_ten_thousand_steps_is_read_page_by_page_in_time(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var id = await engine.RunAsync(Definition("long", Sequence(UserTask("a", "Attendre", "Editor", "Oui"))));
        await using (var scope = engine.Enter())
        {
            var entries = new JsonArray(new JsonObject { ["what"] = "done", ["activity"] = "a", ["execution"] = 2, ["text"] = "Oui" }).ToJsonString();
            for (var i = 2; i <= 10_000; i++)
                scope.Db.Add(new StepRow { InstanceId = id, Number = i, At = engine.Clock.GetUtcNow(), Cause = "task", Entries = entries });
            var row = await scope.Db.Set<InstanceRow>().SingleAsync(i => i.Id == id);
            row.Revision = 10_000;
            await scope.Db.SaveChangesAsync();
        }

        await anne.GetAsync($"/admin/circuits/instances/{id}");
        foreach (var (page, shown, hidden) in new[] { (1, "10000. Une tâche", "9975. Une tâche"), (200, "5025. Une tâche", "5026. Une tâche"), (400, "1. Début du parcours", "26. Une tâche") })
        {
            var watch = Stopwatch.StartNew();
            (await anne.GetAsync($"/admin/circuits/instances/{id}?p={page}")).ShouldShow(shown).ShouldNotShow(hidden);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"Page {page} took {watch.Elapsed}.");
        }
    }

    private async Task<(EngineSite Engine, SiteClient Anne)> OpenAsync(string database)
    {
        var engine = await sites.OnAsync(database);
        return (engine, await engine.Site.SignInAsync(engine.Tenant.Hosts[0], "Anne Le Goff", WorkflowPermissions.Manage));
    }
}
