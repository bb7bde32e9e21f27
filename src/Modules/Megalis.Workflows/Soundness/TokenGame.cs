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

    /// <summary>
    /// One activity is done. What a race takes away within the same move never ran: only places that hold too many tokens
    /// when all have come to rest count as run twice.
    /// </summary>
    public Move Leave(byte[] from, NetNode node, IReadOnlyList<NetEdge> way)
    {
        var move = new Progress((byte[])from.Clone());
        move.Marking[node.Index]--;
        foreach (var edge in way)
            Arrive(move, edge);
        LetLastOnesThrough(move);
        return new Move(move.Marking, [.. move.Crowded.Where(one => move.Marking[one.Place] > Most).Select(one => one.Node).Distinct()], move.Fired);
    }

    private void Arrive(Progress move, NetEdge edge)
    {
        switch (net.Nodes[edge.To].Join)
        {
            case null:
                Enter(move, edge.To);
                break;
            case JoinModes.First:
                Race(move.Marking, edge.To);
                Fire(move, edge.To, []);
                break;
            case var mode:
                if (++move.Marking[edge.Place] > Most)
                    move.Crowded.Add((edge.Place, edge.To));
                if (mode == JoinModes.All && net.Nodes[edge.To].In.TrueForAll(other => move.Marking[other.Place] > 0))
                    Fire(move, edge.To, net.Nodes[edge.To].In);
                break;
        }
    }

    private int Most => _cascades ? MostCascading : 1;

    private void Enter(Progress move, int node)
    {
        var place = chains.Last(node);
        if (net.Nodes[place].Type.Shape == ActivityShape.End)
            move.Marking[place] = 1;
        else if (++move.Marking[place] > Most)
            move.Crowded.Add((place, chains.FirstMeeting(node)));
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

    private void Fire(Progress move, int join, IEnumerable<NetEdge> edges)
    {
        foreach (var edge in edges)
            move.Marking[edge.Place]--;
        move.Fired.Add(join);
        Enter(move, join);
    }

    /// <summary>
    /// Joins of all active branches fire when no token is left that could still reach them. One that waits at a join for
    /// all is not on its way: what would let it through would be on its way itself.
    /// </summary>
    private void LetLastOnesThrough(Progress move)
    {
        var waiting = Array.FindAll(_joins, join => net.Nodes[join].Join == JoinModes.AllActive && IsWaiting(move.Marking, join));
        foreach (var join in waiting)
        {
            var upstream = net.Upstream(join);
            var coming = upstream.Any(node => move.Marking[node] > 0)
                || waiting.Any(other => other != join && IsWaiting(move.Marking, other) && upstream.Contains(other) && !net.Upstream(other).Contains(join));
            if (!coming)
                Fire(move, join, net.Nodes[join].In.Where(edge => move.Marking[edge.Place] > 0).ToList());
        }
    }

    public bool IsWaiting(byte[] marking, int join) => net.Nodes[join].In.Exists(edge => edge.Place >= 0 && marking[edge.Place] > 0);

    public IEnumerable<int> Joins => _joins;

    /// <summary>A move under way.</summary>
    private sealed record Progress(byte[] Marking)
    {
        /// <summary>Places that held too many tokens at some moment, with the activity to name for it.</summary>
        public List<(int Place, int Node)> Crowded { get; } = [];

        public List<int> Fired { get; } = [];
    }
}
