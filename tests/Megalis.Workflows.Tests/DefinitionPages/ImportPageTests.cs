using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Megalis.Kernel.Journal;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Storage;
using Megalis.Workflows.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.DefinitionPages;

/// <summary>A file is checked and shown before it is published, and what is refused says why.</summary>
public sealed class ImportPageTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_file_is_shown_published_and_its_next_version_says_what_changes(string database)
    {
        var engine = await sites.OnAsync(database);
        var person = await engine.PublisherAsync();
        (await person.GetAsync("/admin/circuits")).ShouldShow("Aucun circuit n’est publié ici", "Importez un fichier de circuit");

        var first = (await person.SendFileAsync(Operators.Visa("viser", "fin"))).ShouldShow("la version 1 d’un nouveau circuit", "Viser la convention", "le rôle « Editor »");
        Assert.Empty(await engine.RowsAsync<DefinitionRow>());
        (await first.Form("Publier ce circuit").SubmitAsync()).ShouldShow("Le circuit « visa » est en service, en version 1");

        var second = (await person.SendFileAsync(Operators.Visa("viser", "suite", "Viser le bail")))
            .ShouldShow("la version 2", "Ce qui change depuis la version 1", "Modifié Viser le bail title", "Ajouté Noter au journal (suite)", "Retiré Noter au journal (fin)", "Viser le bail — Oui → Noter au journal (suite)");
        (await second.Form("Publier la version 2").SubmitAsync()).ShouldShow("en version 2", "Ce qui change de la version 1 à la version 2");

        var again = (await person.SendFileAsync(Operators.Visa("viser", "suite", "Viser le bail"))).ShouldShow("identique à la version 2");
        Assert.DoesNotContain("Publier la version", again.Text, StringComparison.Ordinal);
        (await person.SendFileAsync(Operators.Visa("viser", "fin"))).ShouldShow("identique à la version 1", "revient à elle", "Publier la version 3");

        await using var scope = engine.Enter();
        foreach (var row in await engine.RowsAsync<DefinitionRow>())
            Assert.Equal([("circuit.published", row.PublishedBy)], (await scope.Services.GetRequiredService<Journal>().OfAsync(DefinitionStore.JournalKind, row.Id)).Select(e => (e.Act, e.Actor)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_cannot_be_published_is_told_all_at_once_and_nothing_is_stored(string database)
    {
        var engine = await sites.OnAsync(database);
        var person = await engine.PublisherAsync();
        var bad = Definition("faux", Flowchart(
            [UserTask("viser", "Viser <script>alert(1)</script>", "Editor", "Oui", "Non"), Activity("ReadLine", "lire"), Activity("WriteLine", "dire", ("text", new JsonObject { ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "1" } }))],
            "viser:Oui -> lire", "viser:Peut-être -> dire"));

        var page = await person.SendFileAsync(bad);

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow(
            "3 points empêchent de publier ce fichier", "Viser <script>alert(1)</script> (viser) :", "unknown-port", "« Elsa.ReadLine » n’est pas connu ici", "unknown-activity", "refused-expression", "Rien n’a été publié");
        Assert.DoesNotContain("<script>alert", page.Source, StringComparison.Ordinal);
        Assert.DoesNotContain("Publier", page.Document.QuerySelectorAll("button").Select(b => b.TextContent.Trim()));
        Assert.Empty(await engine.RowsAsync<DefinitionRow>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_preview_draws_what_changes_and_where_the_findings_are(string database)
    {
        var engine = await sites.OnAsync(database);
        var person = await engine.PublisherAsync();
        await engine.PublishAsync(Operators.Visa("viser", "fin"));

        var changed = (await person.SendFileAsync(Operators.Visa("viser", "suite", "Viser le bail"))).Document.QuerySelector("[data-picture]")!;
        Assert.Equal(("", "{\"a_viser\":\"current\",\"a_suite\":\"done\"}"), (changed.GetAttribute("data-picture"), changed.GetAttribute("data-marks")));
        Assert.Contains("name=\"Viser le bail\"", changed.GetAttribute("data-bpmn")!, StringComparison.Ordinal);
        Assert.Equal(["Ajouté", "Modifié"], changed.QuerySelectorAll(".m-picture-legend li").Select(li => li.TextContent.Trim()));

        var faulty = (await person.SendFileAsync(Definition("visa", Flowchart([UserTask("viser", "Viser", "Editor", "Oui"), Activity("ReadLine", "lire")], "viser:Oui -> lire")))).ShouldShow("Où sont ces points", "À corriger");
        Assert.Equal("{\"a_lire\":\"incident\"}", faulty.Document.QuerySelector("[data-picture]")!.GetAttribute("data-marks"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_workflow_type_of_Orchard_is_converted_shown_and_published(string database)
    {
        var engine = await sites.OnAsync(database);
        var person = await engine.PublisherAsync();

        var page = (await person.SendFileAsync(Recipes.WorkflowStepTests.Orchard)).ShouldShow("Ce fichier vient d’Orchard Core : il a été traduit", "Aperçu : Modération");
        (await page.Form("Publier ce circuit").SubmitAsync()).ShouldShow("Le circuit « Modération » est en service, en version 1");
        (await person.SendFileAsync($"{{ \"name\": \"r\", \"steps\": [ {{ \"name\": \"WorkflowType\", \"data\": [ {Recipes.WorkflowStepTests.Orchard} ] }} ] }}")).ShouldShow("identique à la version 1");
        (await person.SendFileAsync(Recipes.WorkflowStepTests.Orchard.Replace("JoinTask", "ValidateReCaptchaTask", StringComparison.Ordinal)))
            .ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("« ValidateReCaptchaTask » d’Orchard n’a pas d’égale ici", "dessinez autrement ce qui n’a pas d’égal ici");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Hostile_files_are_refused_with_a_sentence(string database)
    {
        var engine = await sites.OnAsync(database);
        var person = await engine.PublisherAsync();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        (await person.SendFileAsync(new string('[', 1024 * 1024))).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Un point empêche de publier ce fichier", "not-json");
        (await person.SendFileAsync("{\"root\":" + string.Concat(Enumerable.Repeat("{\"activities\":[", 40_000)))).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("not-json");
        (await person.SendFileAsync(new byte[2 * 1024 * 1024])).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Ce fichier a 2,1 Mo");
        (await person.SendFileAsync([0xff, 0xfe, 0x00, 0xd8])).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("n’est pas du texte en UTF-8");
        (await person.SendFileAsync("[]")).ShouldShow("une définition est un objet JSON", "wrong-shape");
        (await person.SendFileAsync("{}")).ShouldShow("Ce n’est pas un circuit d’Elsa 3", "wrong-shape");
        (await person.SendFileAsync("{\n  \"root\": {,")).ShouldShow("la lecture s’arrête à la ligne 2, caractère 12", "not-json");
        (await person.SendFileAsync(Array.Empty<byte>())).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Ce fichier est vide");
        (await person.SendFileAsync(new byte[5 * 1024 * 1024])).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Ce fichier a 5,2 Mo");
        (await (await person.GetAsync(Operators.Import)).Form("Vérifier le fichier").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Choisissez le fichier du circuit");
        (await person.SendFileAsync([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Operators.Visa("viser", "fin"))])).ShouldShow("Publier ce circuit");

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");
        Assert.Empty(await engine.RowsAsync<DefinitionRow>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_text_that_was_changed_between_preview_and_publication_is_checked_again(string database)
    {
        var engine = await sites.OnAsync(database);
        var person = await engine.PublisherAsync();
        var form = (await person.SendFileAsync(Operators.Visa("viser", "fin"))).Form("Publier ce circuit");

        (await form.Tamper("Json", Definition("visa", Sequence(Activity("ReadLine", "lire")))).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("unknown-activity");

        Assert.Empty(await engine.RowsAsync<DefinitionRow>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_clicks_publish_one_version(string database)
    {
        var engine = await sites.OnAsync(database);
        var person = await engine.PublisherAsync();
        var page = await person.SendFileAsync(Operators.Visa("viser", "fin"));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => page.Form("Publier ce circuit").SubmitAsync()));

        Assert.Equal(1, Assert.Single(await engine.RowsAsync<DefinitionRow>()).Version);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Whoever_may_only_repair_imports_nothing(string database)
    {
        var engine = await sites.OnAsync(database);
        var watcher = await engine.WatcherAsync();

        (await watcher.GetAsync("/admin/circuits")).ShouldShow("Il faut pour cela le droit d’importer et de publier").ShouldNotShow("Importer un circuit");
        (await watcher.GetAsync(Operators.Import)).ShouldBe(HttpStatusCode.Forbidden);
    }
}
