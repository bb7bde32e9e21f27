namespace Megalis.Workflows.Definitions;

/// <summary>Something that keeps a definition from being published.</summary>
/// <param name="Code">One of <see cref="FindingCodes"/>; stable, for programs.</param>
/// <param name="Activity">The id of the activity; empty when it is the whole definition.</param>
/// <param name="Message">A French sentence for whoever drew the workflow.</param>
internal sealed record Finding(string Code, string Activity, string Message);

/// <summary>The codes of findings, as docs/reference/workflows.md explains them.</summary>
internal static class FindingCodes
{
    public const string NotFound = "not-found";
    public const string NotJson = "not-json";
    public const string WrongShape = "wrong-shape";
    public const string TooLarge = "too-large";

    public const string UnknownActivity = "unknown-activity";
    public const string DuplicateId = "duplicate-id";
    public const string DanglingConnection = "dangling-connection";
    public const string UnknownPort = "unknown-port";
    public const string NoStart = "no-start";
    public const string JoinMode = "join-mode";
    public const string MergeMode = "merge-mode";

    public const string MissingInput = "missing-input";
    public const string WrongValue = "wrong-value";
    public const string RefusedExpression = "refused-expression";
    public const string WrongFormula = "wrong-formula";
    public const string UnknownVariable = "unknown-variable";
    public const string UnknownInput = "unknown-input";
    public const string StartTrigger = "start-trigger";
    public const string StartsItself = "starts-itself";

    public const string MissingOutcome = "missing-outcome";
    public const string Unreachable = "unreachable";
    public const string LoopWithoutWait = "loop-without-wait";
    public const string JoinNeverFires = "join-never-fires";
    public const string DeadEnd = "dead-end";
    public const string DoubleRun = "double-run";
    public const string NotExplored = "not-explored";

    public const string UnsupportedByImport = "unsupported";
}
