using System.Net;
using System.Text.Json.Nodes;
using Megalis.Kernel.Journal;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Runtime.Operations;
using Megalis.Workflows.Runtime.State;
using Megalis.Workflows.Runtime.Storage;
using Megalis.Workflows.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.DefinitionPages;

/// <summary>The list of circuits and the page of one.</summary>
public sealed class DefinitionPageTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_list_says_what_starts_a_circuit_and_what_runs_on_it(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Operators.Visa("viser", "fin"));
        await engine.PublishAsync(Definition("Éveil", Flowchart([Starting("Event", "eventName", "Reçu"), Activity("Delay", "d", ("timeSpan", FromVariable("délai")))], "quand -> d"), Variable("délai", "bientôt")));
        await engine.StartAsync("visa");
        await engine.StartAsync("visa");
        await engine.SendAsync("Reçu");
        await engine.DrainAsync();
        var watcher = await engine.WatcherAsync();

        var page = (await watcher.GetAsync("/admin/circuits")).ShouldShow("2 parcours en attente", "Démarre à l’événement « Reçu » ; ou à la main", "1 parcours en incident", "Démarre à la main ou par un autre service");
        Assert.Equal(["Éveil", "visa"], page.Document.QuerySelectorAll("main .m-lines h2").Select(h => h.TextContent.Trim()));
        (await watcher.GetAsync("/admin/circuits?q=eveil")).ShouldShow("Éveil").ShouldNotShow("2 parcours en attente");
        (await watcher.GetAsync("/admin/circuits?q=absent")).ShouldShow("Aucun circuit ne correspond");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_circuit_shows_its_versions_steps_and_differences_and_gives_its_file(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Operators.Visa("viser", "fin"));
        await engine.StartAsync("visa");
        await engine.PublishAsync(Operators.Visa("viser", "<img src=x onerror=alert(1)>"));
        var watcher = await engine.WatcherAsync();

        var page = (await watcher.GetAsync("/admin/circuits/definitions/visa"))
            .ShouldShow("Version 2 en service", "Version 1", "1 sur 1", "par une recette", "Viser la convention", "Tâche d’une personne", "le rôle « Editor »", "« Oui » : vers Noter au journal (<img src=x onerror=alert(1)>)")
            .ShouldShow("Ce qui change de la version 1 à la version 2").ShouldNotShow("Retirer ce circuit", "Migrer");
        Assert.DoesNotContain("<img src=x", page.Source, StringComparison.Ordinal);
        (await watcher.GetAsync("/admin/circuits/definitions/visa?version=1")).ShouldShow("Étapes de la version 1").ShouldNotShow("Ce qui change");
        (await watcher.GetAsync("/admin/circuits/definitions/visa?version=3")).ShouldBe(HttpStatusCode.NotFound);

        var file = await watcher.GetAsync("/admin/circuits/definitions/visa?handler=Json&number=1");
        Assert.Equal("application/json", file.Headers["Content-Type"]);
        Assert.Contains("visa-v1.json", file.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Equal(DefinitionWriter.Canonical(Samples.Read(Operators.Visa("viser", "fin"))), file.Source);
        (await watcher.GetAsync("/admin/circuits/definitions/visa?handler=Json&number=9")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_circuit_is_withdrawn_and_put_back_and_running_instances_go_on(string database)
    {
        var engine = await sites.OnAsync(database);
        var version = await engine.PublishAsync(Operators.Visa("viser", "fin"));
        var running = await engine.StartAsync("visa");
        await engine.DrainAsync();
        var person = await engine.PublisherAsync();

        var sure = await (await person.GetAsync("/admin/circuits/definitions/visa")).FollowAsync("Retirer ce circuit");
        sure.ShouldShow("Aucun parcours ne pourra plus commencer", "Le parcours en route continue jusqu’à son terme");
        (await sure.Form("Retirer ce circuit").SubmitAsync()).ShouldShow("Le circuit est retiré", "Ce circuit est retiré : aucun parcours ne peut commencer").ShouldNotShow("Démarrer un parcours");
        (await sure.Form("Retirer ce circuit").SubmitAsync()).ShouldShow("Le circuit était déjà retiré");
        (await person.GetAsync("/admin/circuits/definitions/visa/demarrer")).ShouldBe(HttpStatusCode.NotFound);
        (await person.GetAsync("/admin/circuits")).ShouldShow("Retiré : aucun parcours ne commence");
        await engine.CompleteAsync(await engine.TaskAsync(), "Oui");
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(running)).Status);

        (await (await person.GetAsync("/admin/circuits/definitions/visa/retirer")).Form("Remettre en service").SubmitAsync()).ShouldShow("Le circuit est de nouveau en service", "Démarrer un parcours");
        await engine.StartAsync("visa");
        await using var scope = engine.Enter();
        Assert.Equal(["circuit.published", "circuit.withdrawn", "circuit.restored"], (await scope.Services.GetRequiredService<Journal>().OfAsync(DefinitionStore.JournalKind, version)).Select(e => e.Act));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_operator_starts_an_instance_with_typed_inputs_and_two_clicks_start_one(string database)
    {
        var engine = await sites.OnAsync(database);
        var definition = JsonNode.Parse(Operators.Visa("viser", "fin"))!.AsObject();
        definition["inputs"] = new JsonArray(Input("Montant", "Decimal", "Montant demandé"), Input("Urgent", "Boolean", ""), Input("Le", "DateTime", "Échéance"), Input("Objet", "String", ""));
        await engine.PublishAsync(definition.ToJsonString());
        var watcher = await engine.WatcherAsync();
        var form = (await (await watcher.GetAsync("/admin/circuits/definitions/visa")).FollowAsync("Démarrer un parcours")).Form("Démarrer");

        var refused = await form.Fill("Montant demandé", "beaucoup").Fill("Titre du parcours", "Bail du port").SubmitAsync();
        refused.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("« beaucoup » ne convient pas. Un nombre.");
        Assert.Empty(await engine.RowsAsync<InstanceRow>());
        var again = refused.Form("Démarrer");
        Assert.Equal("Bail du port", again.ValueOf("Titre du parcours"));
        again.Fill("Montant demandé", "1 250,50").Fill("Urgent", "oui").Fill("Échéance", "2027-03-02T12:00").Fill("Référence de l’objet", "BAIL-7").Fill("Objet", "<b>quai</b>");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => again.SubmitAsync()));

        var instance = Assert.Single(await engine.RowsAsync<InstanceRow>());
        Assert.Equal(("Bail du port", "BAIL-7"), (instance.Title, instance.CorrelationId));
        var input = InstanceState.Read(instance.State).Input;
        Assert.Equal((1250.50m, true, "2027-03-02T12:00:00+01:00", "<b>quai</b>"),
            (input["Montant"]!.GetValue<decimal>(), input["Urgent"]!.GetValue<bool>(), input["Le"]!.GetValue<string>(), input["Objet"]!.GetValue<string>()));
        await using var scope = engine.Enter();
        Assert.Equal(["circuit.started"], (await scope.Services.GetRequiredService<Journal>().OfAsync(InstanceActs.JournalKind, instance.Id)).Select(e => e.Act));

        static JsonNode Input(string name, string type, string shown) => new JsonObject { ["name"] = name, ["type"] = type, ["displayName"] = shown };
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Another_tenant_and_the_wrong_role_find_nothing(string database)
    {
        var (engine, elsewhere) = (await sites.OnAsync(database), await sites.OnAsync(database));
        await engine.PublishAsync(Operators.Visa("viser", "fin"));
        var (stranger, watcher) = (await elsewhere.PublisherAsync(), await engine.WatcherAsync());
        var nobody = await engine.Site.SignInAsync(engine.Tenant.Hosts[0], "Yann Quéré");

        foreach (var path in (string[])["/admin/circuits/definitions/visa", "/admin/circuits/definitions/visa/demarrer", "/admin/circuits/definitions/visa/retirer", "/admin/circuits/definitions/visa/migrer"])
        {
            (await stranger.GetAsync(path)).ShouldBe(HttpStatusCode.NotFound);
            (await nobody.GetAsync(path)).ShouldBe(HttpStatusCode.Forbidden);
        }

        (await stranger.GetAsync("/admin/circuits")).ShouldNotShow("visa");
        (await watcher.GetAsync("/admin/circuits/definitions/visa/retirer")).ShouldBe(HttpStatusCode.Forbidden);
        (await watcher.GetAsync("/admin/circuits/definitions/visa/migrer")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_id_with_signs_of_addresses_has_its_page(string database)
    {
        var engine = await sites.OnAsync(database);
        var definition = JsonNode.Parse(Operators.Visa("viser", "fin"))!.AsObject();
        definition["definitionId"] = "a/b c?d#é";
        await engine.PublishAsync(definition.ToJsonString());
        var person = await engine.PublisherAsync();

        var page = await (await person.GetAsync("/admin/circuits")).FollowAsync("visa");
        page.ShouldBe(HttpStatusCode.OK).ShouldShow("a/b c?d#é");
        (await page.FollowAsync("Démarrer un parcours")).ShouldBe(HttpStatusCode.OK);
    }

    private static JsonObject Starting(string type, string input, string value)
    {
        var activity = Activity(type, "quand", (input, Literal(value)));
        activity["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        return activity;
    }
}
