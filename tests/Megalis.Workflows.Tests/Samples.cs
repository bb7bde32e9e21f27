using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Tests;

/// <summary>Definitions of our own, in Elsa's shape.</summary>
internal static class Samples
{
    public static string Folder { get; } = Path.Combine(Folders.Repository, "tests", "Megalis.Workflows.Tests", "Samples");

    public static string PathOf(string file) => Path.Combine(Folder, file);

    public static WorkflowDefinition Read(string json)
    {
        var reading = DefinitionReader.Read(json);
        Assert.Empty(reading.Findings);
        return reading.Definition!;
    }

    /// <summary>Sets the member that a path (<c>$.a.b[0].c</c>) names.</summary>
    public static void Set(JsonNode json, string path, string value)
    {
        var steps = path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.')[1..];
        foreach (var step in steps[..^1])
            json = int.TryParse(step, out var index) ? json[index]! : json[step] ?? throw new InvalidOperationException($"Nothing at {path}");
        json[steps[^1]] = value;
    }
}
