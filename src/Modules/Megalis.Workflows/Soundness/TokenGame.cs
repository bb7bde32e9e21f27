using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Soundness;

/// <summary>What one move of a token leads to, and what went wrong on the way.</summary>
internal sealed record Move(byte[] Marking, IReadOnlyList<int> Twice, IReadOnlyList<int> Fired);

/// <summary>
/// The rules by which tokens move through a flowchart, the same as the interpreter's: a token leaves along every connection
/// of its way; tokens meet at joins only, each in its mode.
/// </summary>
internal sealed class TokenGame(FlowNet net, FlowChains chains)
{
    /// <summary>Tokens in one place, where an activity is declared to run once for each of them.</summary>
    private const int MostCascading = 4;

    private readonly bool _cascades = net.Nodes.Any(node => node.Activity.MergeMode == JoinModes.Cascade);
    private readonly int[] _joins = [.. net.Nodes.Where(node => node.Join is not null).Select(node => node.Index)];

    public byte[] Begin()
    {
        var marking = new byte[net.Places];
        marking[chains.Last(net.Start)] = 1;
        return marking;
    }

    public Move Leave(byte[] from, NetNode node, IReadOnlyList<NetEdge> way)
    {
        var marking = (byte[])from.Clone();
        var twice = new List<int>();
        var fired = new List<int>();
        marking[node.Index]--;
        foreach (var edge in way)
            Arrive(marking, edge, twice, fired);
        LetLastOnesThrough(marking, twice, fired);
        return new Move(marking, twice, fired);
    }

    private void Arrive(byte[] marking, NetEdge edge, List<int> twice, List<int> fired)
    {
        switch (net.Nodes[edge.To].Join)
        {
            case null:
                Enter(marking, edge.To, twice);
                break;
            case JoinModes.First:
                Race(marking, edge.To);
                Fire(marking, edge.To, [], twice, fired);
                break;
            case var mode:
                if (++marking[edge.Place] > Most)
                    twice.Add(edge.To);
                if (mode == JoinModes.All && net.Nodes[edge.To].In.TrueForAll(other => marking[other.Place] > 0))
                    Fire(marking, edge.To, net.Nodes[edge.To].In, twice, fired);
                break;
        }
    }

    private int Most => _cascades ? MostCascading : 1;

    private void Enter(byte[] marking, int node, List<int> twice)
    {
        var place = chains.Last(node);
        if (net.Nodes[place].Type.Shape == ActivityShape.End)
            marking[place] = 1;
        else if (++marking[place] > Most)
            twice.Add(chains.FirstMeeting(node));
    }

    /// <summary>The first token goes on; those that could still come are taken away.</summary>
    private void Race(byte[] marking, int join)
    {
        foreach (var upstream in net.Upstream(join))
        {
            marking[upstream] = 0;
            if (net.Nodes[upstream].Join is not null)
                foreach (var edge in net.Nodes[upstream].In)
                    marking[edge.Place] = 0;
        }
    }

    private void Fire(byte[] marking, int join, IEnumerable<NetEdge> edges, List<int> twice, List<int> fired)
    {
        foreach (var edge in edges)
            marking[edge.Place]--;
        fired.Add(join);
        Enter(marking, join, twice);
    }

    /// <summary>Joins of all active branches fire when no token is left that could still reach them.</summary>
    private void LetLastOnesThrough(byte[] marking, List<int> twice, List<int> fired)
    {
        var waiting = Array.FindAll(_joins, join => IsWaiting(marking, join));
        foreach (var join in waiting.Where(join => net.Nodes[join].Join == JoinModes.AllActive))
        {
            var upstream = net.Upstream(join);
            var coming = upstream.Any(node => marking[node] > 0)
                || waiting.Any(other => other != join && IsWaiting(marking, other) && upstream.Contains(other) && !net.Upstream(other).Contains(join));
            if (!coming)
                Fire(marking, join, net.Nodes[join].In.Where(edge => marking[edge.Place] > 0).ToList(), twice, fired);
        }
    }

    public bool IsWaiting(byte[] marking, int join) => net.Nodes[join].In.Exists(edge => edge.Place >= 0 && marking[edge.Place] > 0);

    public IEnumerable<int> Joins => _joins;
}
