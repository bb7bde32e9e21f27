namespace Megalis.Workflows.Definitions;

/// <summary>How tokens meet at a FlowJoin, and what Elsa's merge modes mean here.</summary>
internal static class JoinModes
{
    /// <summary>One token from every connection.</summary>
    public const string All = "WaitAll";

    /// <summary>The first one; what could still come is taken away.</summary>
    public const string First = "WaitAny";

    /// <summary>One from every connection along which one can still come.</summary>
    public const string AllActive = "WaitAllActive";

    /// <summary>Elsa's mode for « each token runs the activity once », which is what activities that are no join do here.</summary>
    public const string Cascade = "Cascade";

    public static IReadOnlyList<string> Known { get; } = [All, First, AllActive];

    /// <summary>The mode of a join when it is one that is known here; else null.</summary>
    public static string? Of(Activity join) =>
        join.Inputs.TryGetValue("mode", out var mode) && mode.Expression.Type == ExpressionTypes.Literal && Known.Contains(mode.Expression.Text) ? mode.Expression.Text : null;

    /// <summary>The mode of a FlowJoin that does the same as a MergeMode of Elsa; null for one that has no meaning here.</summary>
    public static string? SameAs(string mergeMode) => mergeMode switch
    {
        "Converge" => All,
        "Merge" => AllActive,
        "Race" => First,
        _ => null,
    };
}
