namespace Megalis.Workflows.Definitions;

/// <summary>Something that keeps a definition from being published.</summary>
/// <param name="Code">One of <see cref="FindingCodes"/>; stable, for programs.</param>
/// <param name="Activity">The id of the activity; empty when it is the whole definition.</param>
/// <param name="Message">A French sentence for whoever drew the workflow.</param>
internal sealed record Finding(string Code, string Activity, string Message);

/// <summary>The codes of findings, as docs/reference/workflows.md explains them.</summary>
internal static class FindingCodes
{
    public const string NotJson = "not-json";
    public const string WrongShape = "wrong-shape";
    public const string TooLarge = "too-large";
}
