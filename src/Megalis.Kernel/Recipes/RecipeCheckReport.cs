using System.Text.Json.Serialization;

namespace Megalis.Kernel.Recipes;

/// <summary>What <c>recipe check --json</c> prints for one file. <c>errors</c> is empty exactly when the file may run.</summary>
public sealed record RecipeCheckReport(
    [property: JsonPropertyName("file")] string File,
    [property: JsonPropertyName("parsed")] bool Parsed,
    [property: JsonPropertyName("steps")] IReadOnlyList<RecipeCheckStep> Steps,
    [property: JsonPropertyName("errors")] IReadOnlyList<RecipeCheckError> Errors);

/// <summary>One step: <c>runs</c>, <c>unsupported</c> (Orchard knows it, this build does not) or <c>unknown</c>.</summary>
public sealed record RecipeCheckStep(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("status")] string Status)
{
    public const string Runs = "runs";
    public const string Unsupported = "unsupported";
    public const string Unknown = "unknown";
}

/// <summary>One finding: JSON path, line from 1, French sentence.</summary>
public sealed record RecipeCheckError(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("line")] int Line,
    [property: JsonPropertyName("message")] string Message);
