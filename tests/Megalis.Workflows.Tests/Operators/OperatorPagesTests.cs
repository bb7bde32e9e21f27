using System.Net;
using System.Text.Json.Nodes;
using Megalis.Kernel.Journal;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Picture;
using Megalis.Workflows.Runtime.Operations;
using Megalis.Workflows.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Operators;

public sealed class OperatorPagesTests(EngineSites sites) : IClassFixture<EngineSites>
{
    private const string List = "/admin/circuits/instances";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_instance_is_found_by_its_title_and_read_from_start_to_what_it_waits_for(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var id = await engine.RunAsync(Review("relecture"), new WorkflowStart { Title = "Actualité : la Piscine rouvre", CorrelationId = "actualite-12" });
        await engine.RunAsync(Definition("autre", Sequence(Activity("WriteLine", "fini"))), new WorkflowStart { Title = "Autre chose" });

        var list = await anne.GetAsync(List + "?q=piscine");
        list.ShouldShow("Actualité : la Piscine rouvre", "En attente").ShouldNotShow("Autre chose");
        (await anne.GetAsync(List + "?etat=termine")).ShouldShow("Autre chose").ShouldNotShow("Piscine");
        (await anne.GetAsync(List + "?circuit=relecture&version=1")).ShouldShow("Piscine").ShouldNotShow("Autre chose");
        (await anne.GetAsync(List + "?q=ACTUALITÉ")).ShouldShow("la Piscine rouvre").ShouldNotShow("Autre chose");
        (await anne.GetAsync(List + "?q=actualite+piscine")).ShouldShow("la Piscine rouvre").ShouldNotShow("Autre chose");
        (await anne.GetAsync(List + "?q=introuvable")).ShouldShow("Aucun parcours ne correspond");

        var page = await list.FollowAsync("Actualité : la Piscine rouvre");
        page.ShouldShow("Attend la réponse du rôle « Rédaction et publication » depuis le", "actualite-12", "version 1", id, "par la plateforme");
        Assert.Equal("Relire", page.Document.QuerySelector("li[aria-current=step] strong")!.TextContent);
        page.ShouldShow("1. Début du parcours", "Relire : attend « Relire l'actualité »", "Refuser : Noter au journal".Split(" : ")[1]);
        var drawing = await anne.GetAsync(page.Document.QuerySelector("[data-picture]")!.GetAttribute("data-picture")!);
        Assert.Contains("userTask", drawing.Source, StringComparison.Ordinal);
        Assert.Contains("\"a_relire\":\"current\"", page.Document.QuerySelector("[data-picture]")!.GetAttribute("data-marks")!, StringComparison.Ordinal);

        await engine.CompleteAsync(await engine.TaskAsync(), "Oui");
        await engine.DrainAsync();
        (await anne.GetAsync($"{List}/{id}")).ShouldShow("Terminé le", "Relire : fait, par « Oui »").ShouldNotShow("Réparer ce parcours");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_list_is_a_file_too_with_the_filters_of_the_page(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        await engine.RunAsync(Review("relecture"), new WorkflowStart { Title = "Un" });
        await engine.RunAsync(Definition("autre", Sequence(Activity("WriteLine", "fini"))), new WorkflowStart { Title = "Deux" });

        var file = await (await anne.GetAsync(List + "?etat=termine")).FollowAsync("Exporter cette liste (CSV)");

        Assert.Equal("text/csv", file.Headers["Content-Type"].Split(';')[0]);
        Assert.Contains("Deux;autre;1;Terminé", file.Source, StringComparison.Ordinal);
        Assert.DoesNotContain("Un;", file.Source, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_was_undone_is_told_in_the_list_on_the_picture_and_in_the_journal(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var reserve = Activity("WriteLine", "reserver");
        reserve["name"] = "Réserver la salle";
        reserve["customProperties"] = new JsonObject { ["compensatedBy"] = "liberer" };
        var free = Activity("WriteLine", "liberer");
        free["name"] = "Libérer la salle";
        await engine.PublishUnsoundAsync("salle", Definition("salle", Flowchart([reserve, UserTask("attendre", "Attendre", "Editor", "Oui"), free], "reserver -> attendre")));
        var id = await engine.StartAsync("salle");
        await engine.DrainAsync();
        (await anne.GetAsync($"{List}/{id}")).ShouldNotShow("Défait");

        Assert.Null(await engine.ActAsync(acts => acts.CancelAsync(id, "op", undo: true, "erreur")));
        await engine.DrainAsync();

        var page = (await anne.GetAsync($"{List}/{id}")).ShouldShow("Défait par « Libérer la salle »", "Libérer la salle : fait, ce qui défait « Réserver la salle »");
        var picture = page.Document.QuerySelector("[data-picture]")!;
        Assert.Contains("\"a_reserver\":\"undone\"", picture.GetAttribute("data-marks")!, StringComparison.Ordinal);
        Assert.Equal("Défait", picture.QuerySelector("li[data-mark=undone]")!.TextContent.Trim());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task While_a_step_is_due_the_page_says_so_and_reads_itself_again(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        await engine.PublishAsync(Review("relecture"));
        var id = await engine.StartAsync("relecture");

        var page = (await anne.GetAsync($"{List}/{id}")).ShouldShow("La plateforme y travaille", "Cette page se met à jour d’elle-même");
        Assert.Equal("running", page.Document.GetElementById("avancement")!.GetAttribute("data-progress"));
        await engine.DrainAsync();
        Assert.Equal("ended", (await anne.GetAsync($"{List}/{id}")).ShouldNotShow("Cette page se met à jour").Document.GetElementById("avancement")!.GetAttribute("data-progress"));
    }

    [Fact]
    public async Task Every_port_that_an_activity_of_a_module_declares_has_a_French_name()
    {
        var engine = await sites.OnAsync("Sqlite");
        await using var scope = engine.Enter();

        Assert.All(scope.Services.GetRequiredService<ActivityCatalogue>().All().All.SelectMany(type => type.Description.Ports), port => Assert.Contains(port, ActivityPort.Names.Keys));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_variable_is_mended_and_the_step_tried_again(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var id = await engine.RunAsync(Definition("durée", Sequence(Activity("Delay", "attendre", ("timeSpan", FromVariable("délai")))), Variable("délai", "bientôt")));

        var page = await anne.GetAsync($"{List}/{id}");
        page.ShouldShow("Incident à l’étape « Attendre une durée »", "L’étape n’a pas pu s’exécuter.", "bientôt", "Changer");
        (await page.Form("Changer la variable").Fill("Nouvelle valeur", "00:00:00").Fill("Motif", "").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Dites pourquoi");
        var changed = await page.Form("Changer la variable").Fill("Nouvelle valeur", "00:00:00").Fill("Motif", "faute de frappe").SubmitAsync();
        changed.ShouldShow("La variable est changée.", "Variable changée");
        (await changed.Form("Réessayer").SubmitAsync()).ShouldShow("L’étape va être essayée à nouveau", "La plateforme y travaille : l’étape « Attendre une durée »", "essayé à nouveau");
        await engine.DrainAsync();
        (await anne.GetAsync($"{List}/{id}")).ShouldShow("Terminé le").ShouldNotShow("La plateforme y travaille");

        await using var scope = engine.Enter();
        var entries = await scope.Services.GetRequiredService<Journal>().OfAsync(InstanceActs.JournalKind, id);
        Assert.Equal(["circuit.variable", "circuit.retry"], entries.Select(e => e.Act));
        Assert.Equal(26, Assert.Single(entries.Select(e => e.Actor).Distinct()).Length);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_value_that_is_not_of_the_variable_s_type_changes_nothing(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var id = await engine.RunAsync(Definition("typé", Sequence(UserTask("a", "Attendre", "Editor", "Oui")), Variable("nombre", 3, "Int32"), Variable("liste", new JsonArray(1), "Object")));
        async Task<Page> Change(string name, string value) => await (await anne.GetAsync($"{List}/{id}")).Form("Changer la variable " + name).Fill("Nouvelle valeur " + name, value).Fill("Motif " + name, "essai").SubmitAsync();

        (await Change("nombre", "trois")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("« nombre » est un nombre.");
        (await Change("liste", "[1, 2")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("n’est pas du JSON");
        Assert.Equal("3", (await engine.VariableAsync(id, "nombre"))!.ToJsonString());
        (await Change("nombre", "4")).ShouldShow("La variable est changée.");
        (await Change("liste", "[1, 2]")).ShouldShow("La variable est changée.");
        Assert.Equal("[1,2]", (await engine.VariableAsync(id, "liste"))!.ToJsonString());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_step_is_held_for_done_with_a_proof_once(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var id = await FailingAsync(engine);
        var page = await anne.GetAsync($"{List}/{id}");

        (await page.Form("Tenir pour fait").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Dites comment vous savez que c’est fait");
        Assert.Single(await engine.RowsAsync<IncidentRow>(), i => i.ResolvedAt is null);
        (await page.Form("Tenir pour fait").Fill("Par quelle issue continuer ?", "Non").Fill("Comment le savez-vous ?", "Vu au téléphone").SubmitAsync())
            .ShouldShow("L’étape est tenue pour faite", "tenu pour fait", "« Vu au téléphone »", "La plateforme y travaille");
        await engine.DrainAsync();
        (await anne.GetAsync($"{List}/{id}")).ShouldShow("Terminé le");
        (await page.Form("Tenir pour fait").Fill("Comment le savez-vous ?", "Vu au téléphone").SubmitAsync()).ShouldShow("Cet incident n'est plus à résoudre.");
        Assert.Contains("non Done", await engine.DoneAsync(id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_step_is_passed_with_a_reason_once(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var id = await FailingAsync(engine);
        var page = await anne.GetAsync($"{List}/{id}");

        (await page.Form("Passer l’étape").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Dites pourquoi");
        (await page.Form("Passer l’étape").Fill("Pourquoi la passer ?", "Sans objet").SubmitAsync()).ShouldShow("L’étape est passée, le parcours continue.", "La plateforme y travaille");
        await engine.DrainAsync();
        (await anne.GetAsync($"{List}/{id}")).ShouldShow("Terminé le");
        (await page.Form("Passer l’étape").Fill("Pourquoi la passer ?", "Sans objet").SubmitAsync()).ShouldShow("Cet incident n'est plus à résoudre.");
        Assert.Equal("skip", Assert.Single(await engine.RowsAsync<IncidentRow>()).Resolution);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_token_is_moved_by_the_first_of_two_operators_and_the_second_is_told(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var id = await engine.RunAsync(Definition("deux", Sequence(UserTask("a", "Première", "Editor", "Oui"), UserTask("b", "Deuxième", "Editor", "Oui"), UserTask("c", "Troisième", "Editor", "Oui"))));
        var yann = await engine.Site.SignInAsync(engine.Tenant.Hosts[0], "Yann Cozic", WorkflowPermissions.Manage);
        var (first, second) = (await anne.GetAsync($"{List}/{id}"), await yann.GetAsync($"{List}/{id}"));

        (await first.Form("Déplacer le jeton").Fill("Étape où le poser", "Deuxième").Fill("Motif du déplacement", "Déjà vu").SubmitAsync()).ShouldShow("Le jeton est déplacé");
        await engine.DrainAsync();
        (await second.Form("Déplacer le jeton").Fill("Étape où le poser", "Troisième").Fill("Motif du déplacement", "Déjà vu").SubmitAsync()).ShouldShow("Ce parcours a bougé pendant que vous lisiez");

        Assert.Equal("Deuxième", (await engine.TaskAsync()).Title);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_instance_is_cancelled_with_a_reason_once_and_taken_up_again_at_a_step(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var id = await engine.RunAsync(Review("relecture"));
        var page = await anne.GetAsync($"{List}/{id}");

        (await page.Form("Annuler ce parcours").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Dites pourquoi");
        var cancelled = await page.Form("Annuler ce parcours").Fill("Motif de l’annulation", "Erreur").SubmitAsync();
        cancelled.ShouldShow("Le parcours est annulé.", "Annulé le");
        (await page.Form("Annuler ce parcours").Fill("Motif de l’annulation", "Erreur").SubmitAsync()).ShouldShow("Ce parcours a bougé");
        (await cancelled.Form("Reprendre le parcours").Fill("Étape où le poser", "Relire").Fill("Motif du déplacement", "Finalement").SubmitAsync()).ShouldShow("Le jeton est déplacé");
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(id)).Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_may_not_repair_circuits_sees_none_and_another_tenant_s_are_not_there(string database)
    {
        var (engine, anne) = await OpenAsync(database);
        var id = await FailingAsync(engine);
        var page = await anne.GetAsync($"{List}/{id}");
        var incident = Assert.Single(await engine.RowsAsync<IncidentRow>()).Id;
        var drawing = page.Document.QuerySelector("[data-picture]")!.GetAttribute("data-picture")!;
        var editor = await engine.Site.SignInAsync(engine.Tenant.Hosts[0], "Nolwenn Le Bihan", "EditContent");
        var elsewhere = await sites.OnAsync(database);
        var own = await FailingAsync(elsewhere);
        var stranger = await elsewhere.Site.SignInAsync(elsewhere.Tenant.Hosts[0], "Erwan Lagadec", WorkflowPermissions.Manage);

        foreach (var path in new[] { List, $"{List}/{id}", "/admin/circuits/incidents", "/admin/circuits/appels", drawing })
            (await editor.GetAsync(path)).ShouldBe(HttpStatusCode.Forbidden);
        foreach (var path in new[] { $"{List}/{id}", drawing })
            (await stranger.GetAsync(path)).ShouldBe(HttpStatusCode.NotFound);
        Assert.DoesNotContain(id, (await stranger.GetAsync(List)).Source, StringComparison.Ordinal);
        Assert.DoesNotContain(id, (await stranger.GetAsync("/admin/circuits/incidents")).Source, StringComparison.Ordinal);
        var form = await stranger.GetAsync($"{List}/{own}");
        await AssertNotThereAsync(stranger, form, $"{List}/{id}", incident, HttpStatusCode.NotFound);
        await AssertNotThereAsync(editor, form, $"{List}/{id}", incident, HttpStatusCode.Forbidden);
        // Another tenant's incident under an instance of one's own.
        (await form.Form("Réessayer").Tamper("incident", incident).SubmitAsync()).ShouldBe(HttpStatusCode.NotFound);
        Assert.Null(Assert.Single(await engine.RowsAsync<IncidentRow>()).ResolvedAt);
    }

    private static async Task AssertNotThereAsync(SiteClient client, Page form, string path, string incident, HttpStatusCode status)
    {
        var token = form.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        foreach (var handler in new[] { "Retry", "Done", "Skip", "Variable", "Move", "Cancel" })
        {
            using var content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = token,
                ["incident"] = incident,
                ["outcome"] = "True",
                ["proof"] = "p",
                ["reason"] = "r",
                ["name"] = "n",
                ["value"] = "1",
                ["activity"] = "d",
                ["seen"] = "1",
            });
            (await client.PostAsync($"{path}?handler={handler}", content)).ShouldBe(status);
        }
    }

    private async Task<(EngineSite Engine, SiteClient Anne)> OpenAsync(string database)
    {
        var engine = await sites.OnAsync(database);
        return (engine, await engine.Site.SignInAsync(engine.Tenant.Hosts[0], "Anne Le Goff", WorkflowPermissions.Manage));
    }

    private static string Review(string id)
    {
        var task = UserTask("relire", "Relire l'actualité", "Editor", "Oui");
        task["metadata"] = new JsonObject { ["displayText"] = "Relire" };
        return Definition(id, Sequence(task, Activity("WriteLine", "fin", ("text", Literal("relu")))));
    }

    /// <summary>A decision on something that is no truth value.</summary>
    private static Task<string> FailingAsync(EngineSite engine) => engine.RunAsync(
        Definition("panne", Flowchart([Activity("FlowDecision", "d", ("condition", FromInput("réponse"))), Activity("WriteLine", "oui"), Activity("WriteLine", "non")], "d:True -> oui", "d:False -> non")),
        new WorkflowStart { Input = new Dictionary<string, JsonNode?> { ["réponse"] = "peut-être" } });
}
