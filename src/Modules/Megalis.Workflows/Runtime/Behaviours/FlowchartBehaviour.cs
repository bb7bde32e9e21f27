using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Runtime.Behaviours;

/// <summary>
/// Activities and connections. A token leaves an activity along every connection of its outcomes; tokens meet at a
/// FlowJoin only, in the mode that it names. The flowchart is done when no token is left in it.
/// </summary>
internal sealed class FlowchartBehaviour : Behaviour
{
    private const string Joins = "joins";

    public override void Begin(Run run, Execution execution)
    {
        // Tried again after nothing could come to its joins any more: it has begun long ago.
        if (IsHolding(execution))
            GoOn(run, execution);
        else if (NodeOf(run, execution).Start is { } start)
            run.Schedule(start, execution.Number);
        else
            run.Complete(execution, Outcomes.Done);
    }

    public override void ChildDone(Run run, Execution execution, FlowNode child, IReadOnlyList<string> outcomes)
    {
        foreach (var edge in child.Out.Where(edge => outcomes.Contains(edge.Port)).ToList())
            Arrive(run, execution, edge);
        GoOn(run, execution);
    }

    /// <summary>
    /// Nothing is under way in a flowchart, and tokens wait at its joins: an operator decides, because it would end as if all
    /// were well. Sound definitions come here by a token that was moved, or by a migration.
    /// </summary>
    public static bool FailWhereTokensWait(Run run, Execution execution)
    {
        if (!IsHolding(execution) || Live(run, execution).Any())
            return false;
        var join = run.Graph.Find(execution.Data![Joins]!.AsObject().First().Key);
        var missing = join?.In.Where(edge => Counted(execution, edge) == 0).Select(edge => $"« {edge.From.Id} »").Distinct() ?? [];
        run.Fail(execution, Data.IncidentKind.Activity, $"Au rendez-vous « {join?.Id} » une branche attend, et rien ne vient plus de {string.Join(", ", missing)} : posez un jeton sur l'étape qui manque, ou tenez « {execution.Activity} » pour fait.");
        return true;
    }

    private static bool IsHolding(Execution execution) => execution.Data?[Joins] is JsonObject { Count: > 0 };

    private static void GoOn(Run run, Execution execution)
    {
        LetCompleteOnesThrough(run, execution);
        LetLastOnesThrough(run, execution);
        if (Live(run, execution).Any() || (IsHolding(execution) && run.IsFinishing))
            return;
        if (!FailWhereTokensWait(run, execution))
            run.Complete(execution, Outcomes.Done);
    }

    /// <summary>A join for which all have come fires as the last one arrives; only one that a migration made smaller has all already.</summary>
    private static void LetCompleteOnesThrough(Run run, Execution execution)
    {
        if (execution.Data?[Joins] is not JsonObject waiting)
            return;
        foreach (var join in waiting.Select(p => run.Graph.Find(p.Key)).OfType<FlowNode>().ToList())
            if (JoinMode.Of(join, run) == JoinMode.All && join.In.TrueForAll(edge => Counted(execution, edge) > 0))
                Fire(run, execution, join, join.In);
    }

    private static void Arrive(Run run, Execution execution, FlowEdge edge)
    {
        if (edge.To.Type != JoinMode.Activity)
        {
            run.Schedule(edge.To, execution.Number);
            return;
        }

        switch (JoinMode.Of(edge.To, run))
        {
            case JoinMode.First:
                Race(run, execution, edge.To);
                break;
            case JoinMode.All:
                Count(execution, edge);
                if (edge.To.In.TrueForAll(e => Counted(execution, e) > 0))
                    Fire(run, execution, edge.To, edge.To.In);
                break;
            default:
                Count(execution, edge);
                break;
        }
    }

    /// <summary>The first token goes on; those that could still come are taken away.</summary>
    private static void Race(Run run, Execution execution, FlowNode join)
    {
        foreach (var late in Live(run, execution).Where(e => run.Graph.Find(e.Activity) is { } node && join.Upstream.Contains(node)).ToList())
            run.Cancel(late);
        foreach (var other in join.Upstream.Where(node => node.Type == JoinMode.Activity))
            Tokens(execution).Remove(other.Id);
        run.Schedule(join, execution.Number);
    }

    /// <summary>
    /// Joins of all active branches fire when no token is left that could still reach them. Of those that wait for each
    /// other on a loop one must begin: by their ids, not by who came first, so that the soundness check knows which.
    /// </summary>
    private static void LetLastOnesThrough(Run run, Execution execution)
    {
        if (execution.Data?[Joins] is not JsonObject waiting)
            return;
        var joins = waiting.Select(p => run.Graph.Find(p.Key)).OfType<FlowNode>().Where(j => JoinMode.Of(j, run) == JoinMode.AllActive).OrderBy(j => j.Id, StringComparer.Ordinal).ToList();
        foreach (var join in joins)
        {
            var coming = Live(run, execution).Any(e => run.Graph.Find(e.Activity) is { } node && join.Upstream.Contains(node))
                || joins.Exists(other => other != join && join.Upstream.Contains(other) && !other.Upstream.Contains(join));
            if (!coming)
                Fire(run, execution, join, join.In.Where(e => Counted(execution, e) > 0));
        }
    }

    private static void Fire(Run run, Execution execution, FlowNode join, IEnumerable<FlowEdge> edges)
    {
        foreach (var edge in edges.ToList())
            Add(execution, edge, -1);
        run.Schedule(join, execution.Number);
    }

    private static IEnumerable<Execution> Live(Run run, Execution execution) => run.State.Executions.Where(e => e.Parent == execution.Number);

    private static JsonObject Tokens(Execution execution)
    {
        execution.Data ??= [];
        if (execution.Data[Joins] is not JsonObject tokens)
            execution.Data[Joins] = tokens = [];
        return tokens;
    }

    private static int Counted(Execution execution, FlowEdge edge) => execution.Data?[Joins]?[edge.To.Id]?[Key(edge)]?.GetValue<int>() ?? 0;

    private static void Count(Execution execution, FlowEdge edge) => Add(execution, edge, 1);

    private static void Add(Execution execution, FlowEdge edge, int change)
    {
        var tokens = Tokens(execution);
        if (tokens[edge.To.Id] is not JsonObject join)
            tokens[edge.To.Id] = join = [];
        var left = Counted(execution, edge) + change;
        if (left > 0)
            join[Key(edge)] = left;
        else
            join.Remove(Key(edge));
        if (join.Count == 0)
            tokens.Remove(edge.To.Id);
    }

    /// <summary>By where the connection comes from: the order of connections in the definition does not count.</summary>
    private static string Key(FlowEdge edge) => string.Create(CultureInfo.InvariantCulture, $"{edge.From.Id}:{edge.Port}");
}

/// <summary>How tokens meet.</summary>
internal static class JoinMode
{
    public const string Activity = "Elsa.FlowJoin";

    /// <summary>One token from every connection.</summary>
    public const string All = "WaitAll";

    /// <summary>The first one; the others are taken away.</summary>
    public const string First = "WaitAny";

    /// <summary>One from every connection along which one can still come.</summary>
    public const string AllActive = "WaitAllActive";

    public static string Of(FlowNode join, Run run) => join.Inputs.Text("mode", run) is { Length: > 0 } mode ? mode : All;
}
