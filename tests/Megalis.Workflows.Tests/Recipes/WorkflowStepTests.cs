using System.Text.Json.Nodes;
using Megalis.Kernel.Recipes.Running;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.ImportOrchard;
using Megalis.Workflows.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows.Tests.Recipes;

public sealed class WorkflowStepTests(EngineSites sites) : IClassFixture<EngineSites>, IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>A signal begins it; a moderator decides; the refused goes back to a note, the accepted is written of.</summary>
    internal const string Orchard = """
        { "WorkflowTypeId": "4moderation0000000000000000", "Name": "Modération", "IsEnabled": true,
          "Activities": [
            { "ActivityId": "signal", "Name": "SignalEvent", "X": 10, "Y": 20, "IsStart": true, "Properties": { "SignalName": { "Expression": "contenu-propose" } } },
            { "ActivityId": "set", "Name": "SetPropertyTask", "Properties": { "PropertyName": "Essais", "Value": { "Expression": "1 + 1" } } },
            { "ActivityId": "si", "Name": "IfElseTask", "Properties": { "Condition": { "Expression": "property('Essais') >= 2 && !input(\"Sûr\")" } } },
            { "ActivityId": "tache", "Name": "UserTaskEvent", "Properties": { "ActivityMetadata": { "Title": "Modérer" }, "Actions": [ "Accepter", "Refuser" ], "Roles": [ "Editor" ] } },
            { "ActivityId": "fork", "Name": "ForkTask", "Properties": { "Forks": [ "mail", "note" ] } },
            { "ActivityId": "mail", "Name": "EmailTask", "Properties": { "Recipients": { "Expression": "a@exemple.bzh" }, "Subject": { "Expression": "Décision" }, "Body": { "Expression": "Pour {{ Workflow.Input.Titre }}." } } },
            { "ActivityId": "note", "Name": "LogTask", "Properties": { "Text": { "Expression": "accepté" } } },
            { "ActivityId": "join", "Name": "JoinTask", "Properties": { "Mode": 0 } },
            { "ActivityId": "lier", "Name": "CorrelateTask", "Properties": { "Value": { "Expression": "'c-' + input('Titre')" } } }
          ],
          "Transitions": [
            { "SourceActivityId": "signal", "SourceOutcomeName": "Done", "DestinationActivityId": "set" },
            { "SourceActivityId": "set", "SourceOutcomeName": "Done", "DestinationActivityId": "si" },
            { "SourceActivityId": "si", "SourceOutcomeName": "True", "DestinationActivityId": "tache" },
            { "SourceActivityId": "si", "SourceOutcomeName": "False", "DestinationActivityId": "fork" },
            { "SourceActivityId": "tache", "SourceOutcomeName": "Accepter", "DestinationActivityId": "fork" },
            { "SourceActivityId": "fork", "SourceOutcomeName": "mail", "DestinationActivityId": "mail" },
            { "SourceActivityId": "fork", "SourceOutcomeName": "note", "DestinationActivityId": "note" },
            { "SourceActivityId": "mail", "SourceOutcomeName": "Done", "DestinationActivityId": "join" },
            { "SourceActivityId": "note", "SourceOutcomeName": "Done", "DestinationActivityId": "join" },
            { "SourceActivityId": "join", "SourceOutcomeName": "Joined", "DestinationActivityId": "lier" }
          ] }
        """;

    [Fact]
    public void A_workflow_of_Orchard_becomes_a_sound_definition()
    {
        var converted = OrchardWorkflow.Convert(JsonNode.Parse(Orchard)!.AsObject());

        Assert.Empty(converted.Findings);
        Assert.Empty(DefinitionCheck.Check(converted.Definition.ToJsonString(), ActivityTypes.BuiltIn).Findings);
        var activities = converted.Definition["root"]!["activities"]!.AsArray().ToDictionary(activity => activity!["id"]!.GetValue<string>());
        Assert.Equal("Essais >= 2 et (non Sûr)", activities["si"]!["condition"]!["expression"]!["value"]!.GetValue<string>());
        Assert.Equal("\"Pour \" & Titre & \".\"", activities["mail"]!["body"]!["expression"]!["value"]!.GetValue<string>());
        Assert.Equal("\"c-\" & Titre", activities["lier"]!["correlationId"]!["expression"]!["value"]!.GetValue<string>());
        Assert.Equal("WaitAll", activities["join"]!["mode"]!["expression"]!["value"]!.GetValue<string>());
        Assert.Contains("tache-Refuser", activities.Keys);
    }

    [Theory]
    [InlineData("ValidateReCaptchaTask", "{}", "L’activité « ValidateReCaptchaTask » d’Orchard n’a pas d’égale ici.")]
    [InlineData("IfElseTask", """{ "Condition": { "Expression": "workflow().Foo > 1" } }""", "« Condition » de « IfElseTask » est un script que rien ici n’exécute : « workflow().Foo > 1 ».")]
    [InlineData("LogTask", """{ "Text": { "Expression": "{% if a %}b{% endif %}" } }""", "« Text » de « LogTask » est un script que rien ici n’exécute : « {% if a %}b{% endif %} ».")]
    [InlineData("UserTaskEvent", """{ "Actions": [], "Roles": [ "A", "B" ] }""", "La tâche est à plusieurs rôles (A, B) ; ici elle est à un seul.")]
    [InlineData("ContentVersionedEvent", "{}", "L’événement « ContentVersionedEvent » n’a pas d’égal : ici se disent la publication et le retrait d’un contenu.")]
    public void What_has_no_equal_is_named(string name, string properties, string sentence)
    {
        var type = JsonNode.Parse($$"""{ "WorkflowTypeId": "w", "Name": "w", "Activities": [ { "ActivityId": "a", "Name": "{{name}}", "IsStart": true, "Properties": {{properties}} } ] }""")!.AsObject();

        Assert.Equal(("unsupported", "a", sentence), OrchardWorkflow.Convert(type).Findings is [var only] ? (only.Code, only.Activity, only.Message) : ("", "", ""));
    }

    [Fact]
    public void A_timer_of_Orchard_starts_its_workflow_by_the_calendar()
    {
        var type = JsonNode.Parse("""{ "WorkflowTypeId": "w", "Name": "w", "Activities": [ { "ActivityId": "a", "Name": "TimerEvent", "IsStart": true, "Properties": { "CronExpression": "0 9 * * *" } } ] }""")!.AsObject();

        var conversion = OrchardWorkflow.Convert(type);

        Assert.Empty(conversion.Findings);
        Assert.Equal([new StartTrigger("a", StartTriggers.Cron, "0 9 * * *")], StartTriggers.Of(Samples.Read(conversion.Definition.ToJsonString())));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_recipe_publishes_definitions_of_both_formats(string database)
    {
        var engine = await sites.OnAsync(database);

        var outcome = await RunAsync(engine, $$"""{ "name": "WorkflowDefinition", "data": [ {{File.ReadAllText(Samples.PathOf("approval.json"))}} ] }, { "name": "WorkflowType", "data": [ {{Orchard}} ] }""");

        Assert.True(outcome.Succeeded, string.Join('\n', outcome.Errors));
        Assert.Equal(["4moderation0000000000000000 1", "approval 1"], (await engine.RowsAsync<DefinitionRow>()).Select(row => $"{row.DefinitionId} {row.Version}").Order(StringComparer.Ordinal));
        Assert.Equal("contenu-propose", Assert.Single(await engine.RowsAsync<TriggerRow>()).Key);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_unsound_definition_stops_the_recipe_before_anything_is_done(string database)
    {
        var engine = await sites.OnAsync(database);

        var outcome = await RunAsync(engine, """{ "name": "WorkflowDefinition", "data": [ { "definitionId": "d", "root": { "id": "a", "type": "Elsa.ReadLine" } } ] }""");

        Assert.Equal("[a] Le type d’activité « Elsa.ReadLine » n’est pas connu ici (a). (unknown-activity)", Assert.Single(outcome.Errors).Message);
        Assert.Empty(await engine.RowsAsync<DefinitionRow>());
    }

    public void Dispose() => _folder.Dispose();

    private async Task<RecipeOutcome> RunAsync(EngineSite engine, string steps)
    {
        var file = _folder.Write("essai.recipe.json", $$"""{ "name": "Essai", "steps": [ {{steps}} ] }""");
        await using var scope = engine.Enter();
        return await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(file, null);
    }
}
