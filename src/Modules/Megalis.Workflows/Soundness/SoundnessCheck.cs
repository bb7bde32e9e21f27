using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Soundness;

/// <summary>
/// Whether every way through a definition comes to an end: containers from the inside out, flowcharts by following their
/// tokens. Asked of definitions whose graph is whole (<see cref="StructureRules"/>).
/// </summary>
internal sealed class SoundnessCheck
{
    private readonly ActivityTypes _types;
    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _compensations;

    private SoundnessCheck(WorkflowDefinition definition, ActivityTypes types) =>
        (_types, _compensations) = (types, [.. definition.Activities.Select(activity => activity.CompensatedBy).Where(id => id.Length > 0)]);

    public static IReadOnlyList<Finding> Check(WorkflowDefinition definition, ActivityTypes types)
    {
        var check = new SoundnessCheck(definition, types);
        check.Pass(definition.Root);
        return check._findings;
    }

    private void Add(string code, Activity activity, string message) => _findings.Add(new Finding(code, activity.Id, message));

    private Passage Pass(Activity activity)
    {
        var type = _types.Find(activity.Type)!;
        return type.Shape switch
        {
            ActivityShape.End => new Passage(Completes: false, Ends: true, MustWait: false),
            ActivityShape.Sequence => PassSequence(activity),
            ActivityShape.If => PassBranches(activity),
            ActivityShape.Flowchart => PassFlowchart(activity),
            _ => new Passage(Completes: true, Ends: false, AtOnce.Rests(activity, type)),
        };
    }

    private Passage PassSequence(Activity sequence)
    {
        var passage = new Passage(Completes: true, Ends: false, MustWait: false);
        foreach (var child in sequence.Children)
        {
            if (!passage.Completes)
            {
                Add(FindingCodes.Unreachable, child, $"« {Named(child)} » n'est jamais atteinte : le circuit finit avant elle.");
                break;
            }

            var inner = Pass(child);
            passage = new Passage(inner.Completes, passage.Ends || inner.Ends, passage.MustWait || inner.MustWait);
        }

        return passage;
    }

    private Passage PassBranches(Activity choice)
    {
        var branches = choice.Branches.Values.Select(Pass).ToList();
        var both = branches.Count == 2;
        return new Passage(!both || branches.Exists(branch => branch.Completes), branches.Exists(branch => branch.Ends), both && branches.TrueForAll(branch => branch.MustWait));
    }

    private Passage PassFlowchart(Activity flowchart)
    {
        if (flowchart.Children.Count == 0)
            return new Passage(Completes: true, Ends: false, MustWait: false);
        var net = FlowNet.Of(flowchart, child => (_types.Find(child.Type)!, Pass(child)));
        var connected = FindUnreachable(net);
        FindMissingOutcomes(net, connected);
        FindLoops(net, connected);
        var exploration = new Exploration(net);
        if (!exploration.IsComplete)
            Add(FindingCodes.NotExplored, flowchart, $"« {Named(flowchart)} » a trop de branches parallèles pour être vérifié : plus de {Exploration.MostMarkings} états. Mettez-en une partie dans un autre circuit.");
        else
            FindBlocked(net, exploration, connected);
        // What is wrong inside is said once: the flowcharts around it are taken to get their token back.
        var completes = exploration.Completes || !exploration.Ends || !exploration.IsComplete;
        return new Passage(completes, exploration.Ends, completes && !PassesWithoutWait(net));
    }

    private HashSet<int> FindUnreachable(FlowNet net)
    {
        var connected = net.Connected();
        foreach (var node in net.Nodes.Where(node => !connected.Contains(node.Index) && !_compensations.Contains(node.Activity.Id)))
            Add(FindingCodes.Unreachable, node.Activity, $"« {Named(node.Activity)} » n'est jamais atteinte : aucune connexion n'y mène depuis le début.");
        return connected;
    }

    private void FindMissingOutcomes(FlowNet net, HashSet<int> connected)
    {
        foreach (var node in net.Nodes.Where(node => connected.Contains(node.Index) && node.Ways.Count > 0))
        {
            var taken = net.Flowchart.Connections.Where(connection => connection.Source.Activity == node.Activity.Id).Select(connection => connection.Source.Port).ToHashSet();
            var ports = ActivityPorts.Of(node.Activity, node.Type);
            // « Done » leaves an If whatever its answer was; an activity of one outcome may be the last one.
            if (ports.Count < 2 || (node.Type.Shape == ActivityShape.If && (taken.Count == 0 || taken.Contains("Done"))))
                continue;
            foreach (var port in ports.Where(port => !taken.Contains(port) && !(node.Type.Shape == ActivityShape.If && port == "Done")))
                Add(FindingCodes.MissingOutcome, node.Activity, $"L'issue « {port} » de « {Named(node.Activity)} » ne mène nulle part : reliez-la, à une fin si le circuit doit s'arrêter là.");
        }
    }

    private void FindLoops(FlowNet net, HashSet<int> connected)
    {
        foreach (var loop in Loops.Of(net, node => !node.MustWait && connected.Contains(node.Index)))
            Add(FindingCodes.LoopWithoutWait, net.Nodes[loop[0]].Activity, $"Une boucle tourne sans jamais attendre : {Listed(net, loop)}. Mettez-y une attente ou la tâche d'une personne.");
    }

    private void FindBlocked(FlowNet net, Exploration seen, HashSet<int> connected)
    {
        foreach (var node in seen.Twice.Order().Select(index => net.Nodes[index]))
            Add(FindingCodes.DoubleRun, node.Activity, $"« {Named(node.Activity)} » peut être atteinte deux fois par des branches parallèles : mettez devant elle un rendez-vous (FlowJoin), ou déclarez-la « {JoinModes.Cascade} ».");
        if (seen.Twice.Count > 0)
            return;
        var never = seen.Arrived.Where(join => !seen.Fired.Contains(join)).Order().ToList();
        foreach (var join in never)
            Add(FindingCodes.JoinNeverFires, net.Nodes[join].Activity, $"Le rendez-vous « {Named(net.Nodes[join].Activity)} » n'a jamais lieu : les branches qu'il attend ne viennent jamais toutes.");
        foreach (var join in seen.LeftBehind.Where(join => !never.Contains(join)).Order())
            Add(FindingCodes.DeadEnd, net.Nodes[join].Activity, $"Au rendez-vous « {Named(net.Nodes[join].Activity)} », une branche peut attendre une autre qui ne vient pas : le circuit y reste bloqué.");
        var endless = seen.Endless();
        if (endless.Count > 0)
            Add(FindingCodes.DeadEnd, net.Nodes[endless.Min()].Activity, $"Le circuit ne peut plus finir une fois arrivé à {Listed(net, endless.Order().ToList())}.");
        if (never.Count > 0)
            return;
        foreach (var node in net.Nodes.Where(node => connected.Contains(node.Index) && !seen.Entered.Contains(node.Index)))
            Add(FindingCodes.Unreachable, node.Activity, $"« {Named(node.Activity)} » n'est jamais atteinte : le circuit finit ou se bloque avant elle.");
    }

    /// <summary>Whether a token can run from the start to where nothing follows without resting on the way.</summary>
    private static bool PassesWithoutWait(FlowNet net)
    {
        var open = new Stack<int>([net.Start]);
        var seen = new HashSet<int> { net.Start };
        while (open.TryPop(out var next))
        {
            var node = net.Nodes[next];
            if (node.MustWait)
                continue;
            if (node.Ways.Any(way => way.Count == 0))
                return true;
            foreach (var edge in FlowNet.Out(node).Where(edge => seen.Add(edge.To)))
                open.Push(edge.To);
        }

        return false;
    }

    private static string Named(Activity activity) => activity.DisplayText is { Length: > 0 } text ? text : activity.Name is { Length: > 0 } name ? name : activity.Id;

    private static string Listed(FlowNet net, IReadOnlyList<int> nodes) =>
        string.Join(", ", nodes.Take(5).Select(index => $"« {Named(net.Nodes[index].Activity)} »")) + (nodes.Count > 5 ? "…" : "");
}
