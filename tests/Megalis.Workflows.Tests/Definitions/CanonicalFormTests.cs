using System.Text.Json.Nodes;
using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Tests.Definitions;

public sealed class CanonicalFormTests
{
    private static readonly string Sample = File.ReadAllText(Samples.PathOf("approval.json"));

    [Fact]
    public void The_canonical_form_read_again_gives_the_same_bytes()
    {
        var canonical = DefinitionWriter.Canonical(Samples.Read(Sample));

        Assert.Equal(canonical, DefinitionWriter.Canonical(Samples.Read(canonical)));
        Assert.Contains("\"designer\"", canonical, StringComparison.Ordinal);
    }

    [Fact]
    public void Moving_activities_on_the_drawing_or_in_the_file_changes_no_hash()
    {
        var json = JsonNode.Parse(Sample)!.AsObject();
        var root = json["root"]!.AsObject();
        var activities = root["activities"]!.AsArray();
        root["activities"] = new JsonArray([.. activities.Reverse().Select(activity => activity!.DeepClone())]);
        root["connections"] = new JsonArray([.. root["connections"]!.AsArray().Reverse().Select(connection => connection!.DeepClone())]);
        root["connections"]![0]!["vertices"] = new JsonArray();
        root["activities"]![0]!["metadata"]!["designer"]!["position"]!["x"] = 1000;
        json.Remove("$schema");
        json["version"] = 7;

        Assert.Equal(DefinitionWriter.Hash(Samples.Read(Sample)), DefinitionWriter.Hash(Samples.Read(json.ToJsonString())));
    }

    [Theory]
    [InlineData("$.root.activities[1].title.expression.value", "Autre titre")]
    [InlineData("$.root.connections[0].source.port", "Refuser")]
    [InlineData("$.variables[0].value", "x")]
    [InlineData("$.root.start", "publish")]
    [InlineData("$.options.unknown", "kept")]
    public void What_changes_the_workflow_changes_the_hash(string path, string value)
    {
        var json = JsonNode.Parse(Sample)!;
        Samples.Set(json, path, value);

        Assert.NotEqual(DefinitionWriter.Hash(Samples.Read(Sample)), DefinitionWriter.Hash(Samples.Read(json.ToJsonString())));
    }

    [Fact]
    public void The_order_of_a_sequence_counts_and_idle_zeros_of_numbers_do_not()
    {
        static string Of(string first, string second, string number) => DefinitionWriter.Hash(Samples.Read($$"""
            {"definitionId":"d","root":{"id":"s","type":"Elsa.Sequence","activities":[{"id":"{{first}}","type":"Elsa.WriteLine"},{"id":"{{second}}","type":"Elsa.WriteLine"}]},
             "variables":[{"id":"v","name":"v","value":{{number}}}]}
            """));

        Assert.Equal(Of("a", "b", "1.50"), Of("a", "b", "15e-1"));
        Assert.NotEqual(Of("a", "b", "1"), Of("b", "a", "1"));
    }

    [Theory]
    [InlineData("{", FindingCodes.NotJson)]
    [InlineData("[]", FindingCodes.WrongShape)]
    [InlineData("""{"definitionId":"d"}""", FindingCodes.WrongShape)]
    [InlineData("""{"root":{"id":"a","type":"Elsa.Start"}}""", FindingCodes.WrongShape)]
    [InlineData("""{"definitionId":"d","root":{"type":"Elsa.Start"}}""", FindingCodes.WrongShape)]
    [InlineData("""{"definitionId":"d","definitionId":"e","root":{"id":"a","type":"Elsa.Start"}}""", FindingCodes.NotJson)]
    public void What_is_no_definition_is_refused_with_a_sentence(string json, string code)
    {
        var reading = DefinitionReader.Read(json);

        Assert.Null(reading.Definition);
        Assert.Equal(code, Assert.Single(reading.Findings).Code);
    }
}
