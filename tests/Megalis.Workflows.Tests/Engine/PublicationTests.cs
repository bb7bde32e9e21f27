using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

public sealed class PublicationTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_formula_gives_variables_their_values_and_a_decision_its_way(string database)
    {
        var engine = await sites.OnAsync(database);

        var id = await engine.RunAsync(
            Definition("calcul", Flowchart(
                [
                    SetVariable("montant", "Montant", Formula("Quantite * 12.5")), Activity("FlowDecision", "d", ("condition", Formula("Montant >= 100 et Objet <> \"essai\""))),
                    Activity("WriteLine", "cher"), Activity("WriteLine", "peu"), SetVariable("lu", "Objet", FromInput("Quantite")),
                ],
                "montant -> d", "d:True -> cher", "d:False -> peu", "cher -> lu"), Variable("Montant"), Variable("Objet", "achat")),
            new WorkflowStart { Input = new Dictionary<string, JsonNode?> { ["Quantite"] = 8 } });

        Assert.Equal(["montant Done", "d True", "cher Done", "lu Done", "root Done"], await engine.DoneAsync(id));
        Assert.Equal(100m, (await engine.VariableAsync(id, "Montant"))!.GetValue<decimal>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_formula_without_a_value_is_an_incident_that_says_where(string database)
    {
        var engine = await sites.OnAsync(database);

        await engine.RunAsync(Definition("zero", Sequence(SetVariable("s", "Part", Formula("1 / Nombre"))), Variable("Part"), Variable("Nombre", 0)));

        Assert.Contains("Caractère 3 : on ne divise pas par zéro.", Assert.Single(await engine.RowsAsync<IncidentRow>()).Message, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_is_unknown_or_unsound_is_not_published(string database)
    {
        var engine = await sites.OnAsync(database);

        Assert.Equal("unknown-activity a Le type d’activité « Elsa.ReadLine » n’est pas connu ici (root:a).", await RefusalAsync(Sequence(Activity("ReadLine", "a"))));
        var asked = UserTask("t", "Viser", "Editor", "Oui", "Non");
        asked["reasonFor"] = Object(new JsonArray("Non", "Jamais"));
        Assert.Equal("wrong-value t « t » veut un motif pour « Jamais », qui n’est pas une de ses réponses : « Oui », « Non ».", await RefusalAsync(Sequence(asked)));
        Assert.StartsWith("refused-expression a L’entrée « text » est écrite en JavaScript : aucun script n’est exécuté ici.",
            await RefusalAsync(Sequence(Activity("WriteLine", "a", ("text", new JsonObject { ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "1+1" } })))),
            StringComparison.Ordinal);
        Assert.StartsWith("loop-without-wait a ", await RefusalAsync(Flowchart([Activity("WriteLine", "a"), Activity("FlowDecision", "d", ("condition", true)), Activity("Finish", "f")], "a -> d", "d:True -> a", "d:False -> f")), StringComparison.Ordinal);
        Assert.Empty(await engine.RowsAsync<DefinitionRow>());

        async Task<string> RefusalAsync(JsonObject root)
        {
            await using var scope = engine.Enter();
            var (version, findings) = await scope.Services.GetRequiredService<DefinitionStore>().PublishAsync(Definition("refus", root), "");
            Assert.Null(version);
            var finding = Assert.Single(findings);
            return $"{finding.Code} {finding.Activity} {finding.Message}";
        }
    }

    private static JsonObject Formula(string text) => new() { ["typeName"] = "Object", ["expression"] = new JsonObject { ["type"] = ExpressionTypes.Formula, ["value"] = text } };
}
