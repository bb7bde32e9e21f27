using Megalis.Kernel.Recipes.Running;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Recipes;

public sealed class StartWorkflowTests(EngineSites sites) : IClassFixture<EngineSites>, IDisposable
{
    private const string People = """
        { "name": "Roles", "Roles": [ { "Name": "Editor", "Permissions": [] }, { "Name": "Author", "Permissions": [] } ] },
        { "name": "Users", "Users": [
            { "Email": "editeur@exemple.bzh", "DisplayName": "Anna", "EmailConfirmed": true, "Password": "Bretagne-2026-demo", "RoleNames": [ "Editor" ] },
            { "Email": "auteur@exemple.bzh", "DisplayName": "Paol", "EmailConfirmed": true, "Password": "Bretagne-2026-demo", "RoleNames": [ "Author" ] } ] }
        """;

    private readonly TempFolder _folder = new();

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Prepared_answers_are_given_in_their_order_by_their_people_once_their_tasks_are_there(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(File.ReadAllText(Samples.PathOf("approval.json")));
        const string Start = """
            { "name": "StartWorkflow", "data": [
                { "definitionId": "approval", "key": "piscine", "title": "La piscine", "correlationId": "item", "startedBy": "auteur@exemple.bzh",
                  "input": { "Titre": "La piscine" }, "accounts": { "Auteur": "auteur@exemple.bzh" },
                  "answers": [ { "outcome": "Renvoyer", "comment": "Les horaires ?", "by": "editeur@exemple.bzh" }, { "outcome": "Done", "by": "auteur@exemple.bzh" } ] } ] }
            """;

        Assert.Empty((await RunAsync(engine, $"{People}, {Start}")).Errors);
        Assert.Empty((await RunAsync(engine, Start)).Errors);
        await engine.DrainAsync();

        var instance = Assert.Single(await engine.RowsAsync<InstanceRow>());
        var auteur = instance.StartedBy;
        Assert.Equal(("La piscine", "item", InstanceStatus.Waiting), (instance.Title, instance.CorrelationId, instance.Status));
        Assert.Equal(["count", "review Renvoyer", "correct", "count"], (await engine.DoneAsync(instance.Id)).Select(done => done.Replace(" Done", "", StringComparison.Ordinal)));
        var tasks = await engine.RowsAsync<TaskRow>(all => all.OrderBy(t => t.Execution));
        Assert.Equal([TaskState.Done, TaskState.Done, TaskState.Open], tasks.Select(t => t.State));
        Assert.Equal(("Les horaires ?", auteur, auteur), (tasks[0].Comment, tasks[1].AccountId, tasks[1].EndedBy));
        Assert.NotEqual(auteur, tasks[0].EndedBy);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Answers_to_tasks_that_are_open_together_find_theirs(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Definition("deux", Flowchart(
            [
                Activity("FlowFork", "fork", ("branches", Object(new System.Text.Json.Nodes.JsonArray("a", "b")))), UserTask("visa", "Viser", "Author", "Vu"), UserTask("avis", "Donner un avis", "Editor", "Donné"),
                Activity("FlowJoin", "join", ("mode", Literal("WaitAll"))), UserTask("fin", "Finir", "Editor", "Fini"),
            ],
            "fork:a -> visa", "fork:b -> avis", "visa:Vu -> join", "avis:Donné -> join", "join -> fin")));

        Assert.Empty((await RunAsync(engine, $$"""
            {{People}}, { "name": "StartWorkflow", "data": [ { "definitionId": "deux", "key": "d",
                "answers": [ { "outcome": "Donné", "by": "editeur@exemple.bzh" }, { "outcome": "Vu", "by": "auteur@exemple.bzh" } ] } ] }
            """)).Errors);
        await engine.DrainAsync();

        Assert.Equal("Finir", (await engine.TaskAsync()).Title);
        Assert.Empty(await engine.RowsAsync<StimulusRow>(all => all.Where(s => s.State == StimulusState.Parked)));
    }

    [Theory]
    [InlineData("""{ "key": "a" }""", "« definitionId » manque")]
    [InlineData("""{ "definitionId": "approval" }""", "« key » manque")]
    [InlineData("""{ "definitionId": "approval", "key": "a", "input": "texte" }""", "« input » est un objet")]
    [InlineData("""{ "definitionId": "approval", "key": "a", "answers": [ { "outcome": "Publier" } ] }""", "« by » manque")]
    [InlineData("""{ "definitionId": "absent", "key": "a" }""", "aucun circuit publié « absent »")]
    [InlineData("""{ "definitionId": "approval", "key": "a", "startedBy": "personne@exemple.bzh" }""", "aucun compte « personne@exemple.bzh »")]
    [InlineData("""{ "definitionId": "approval", "key": "a", "answers": [ { "outcome": "Brûler", "by": "editeur@exemple.bzh" } ] }""", "aucune tâche du circuit ne propose la réponse « Brûler »")]
    public async Task What_cannot_be_started_so_stops_the_recipe(string start, string sentence)
    {
        var engine = await sites.OnAsync("Sqlite");
        await engine.PublishAsync(File.ReadAllText(Samples.PathOf("approval.json")));

        var outcome = await RunAsync(engine, $$"""{{People}}, { "name": "StartWorkflow", "data": [ {{start}} ] }""");

        Assert.Contains(sentence, Assert.Single(outcome.Errors).Message, StringComparison.Ordinal);
        Assert.Empty(await engine.RowsAsync<InstanceRow>());
    }

    public void Dispose() => _folder.Dispose();

    private async Task<RecipeOutcome> RunAsync(EngineSite engine, string steps)
    {
        var file = _folder.Write("essai.recipe.json", $$"""{ "name": "Essai", "steps": [ {{steps}} ] }""");
        await using var scope = engine.Enter();
        return await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(file, null);
    }
}
