using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Soundness;

/// <summary>
/// Activities that follow one another without a choice are one place for a token: wherever it stands among them, the same
/// can happen to it. That keeps ten parallel branches of ten steps from being ten thousand million states.
/// </summary>
internal sealed class FlowChains
{
    private readonly FlowNet _net;
    private readonly int[] _last;

    public FlowChains(FlowNet net)
    {
        _net = net;
        _last = [.. net.Nodes.Select(node => Walk(node.Index)[^1])];
    }

    /// <summary>The last activity of the chain that begins here, which stands for all of it.</summary>
    public int Last(int node) => _last[node];

    /// <summary>The activities from this one to the last of its chain.</summary>
    public List<int> Walk(int node)
    {
        var walked = new List<int> { node };
        while (Next(walked[^1]) is { } next && !walked.Contains(next))
            walked.Add(next);
        // On a loop without a way out every activity must be stood for by the same one.
        if (Next(walked[^1]) is { } back)
            walked.Add(walked.Skip(walked.IndexOf(back)).Min());
        return walked;
    }

    /// <summary>Of the activities that a token runs through from here, the first to which more than one connection leads.</summary>
    public int FirstMeeting(int node)
    {
        var walked = Walk(node);
        var meeting = walked.FindIndex(one => _net.Nodes[one].In.Count > 1);
        return walked[meeting >= 0 ? meeting : walked.Count - 1];
    }

    private int? Next(int node) =>
        !_net.Nodes[node].Ends && _net.Nodes[node].Ways is [[var only]] && _net.Nodes[only.To] is { Join: null, Type.Shape: not ActivityShape.End }
            ? only.To
            : null;
}
