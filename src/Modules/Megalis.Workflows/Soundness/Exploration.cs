namespace Megalis.Workflows.Soundness;

/// <summary>
/// All markings that tokens can reach in a flowchart, each in its own: what was entered, what fired, where tokens were left
/// behind, from where no end can be reached. Bounded: <see cref="IsComplete"/> says whether it saw them all.
/// </summary>
internal sealed class Exploration
{
    public const int MostMarkings = 100_000;

    /// <summary>Bytes of all markings together.</summary>
    private const int MostBytes = 20_000_000;

    private readonly FlowNet _net;
    private readonly FlowChains _chains;
    private readonly TokenGame _game;
    private readonly Dictionary<byte[], int> _known = new(new ByBytes());
    private readonly List<byte[]> _markings = [];
    private readonly List<List<int>> _cameFrom = [];
    private readonly HashSet<int> _good = [];

    public Exploration(FlowNet net)
    {
        _net = net;
        _chains = new FlowChains(net);
        _game = new TokenGame(net, _chains);
        Meet(_game.Begin(), from: -1);
        See(net.Start);
        for (var next = 0; next < _markings.Count && IsComplete; next++)
            Explore(next);
    }

    /// <summary>False when there are more markings than are looked at: then nothing is known of joins and ends.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Activities that a token stood on.</summary>
    public HashSet<int> Entered { get; } = [];

    /// <summary>Joins that let a token through.</summary>
    public HashSet<int> Fired { get; } = [];

    /// <summary>Joins that a token came to.</summary>
    public HashSet<int> Arrived { get; } = [];

    /// <summary>Activities that two tokens may run at a time, though nothing says so.</summary>
    public HashSet<int> Twice { get; } = [];

    /// <summary>Joins at which a token may stay behind when nothing moves any more.</summary>
    public HashSet<int> LeftBehind { get; } = [];

    /// <summary>All tokens may have gone: the flowchart is done.</summary>
    public bool Completes { get; private set; }

    /// <summary>The instance may end inside.</summary>
    public bool Ends { get; private set; }

    /// <summary>Activities with a token in markings from which no end can be reached.</summary>
    public HashSet<int> Endless()
    {
        var open = new Stack<int>(_good);
        while (open.TryPop(out var next))
            foreach (var from in _cameFrom[next].Where(_good.Add))
                open.Push(from);
        return [.. Enumerable.Range(0, _markings.Count).Where(marking => !_good.Contains(marking)).SelectMany(marking => Standing(_markings[marking]))];
    }

    private void Explore(int index)
    {
        var marking = _markings[index];
        var standing = Standing(marking).ToList();
        foreach (var node in standing.Select(place => _net.Nodes[place]))
        {
            if (node.Ends)
            {
                Ends = true;
                _good.Add(index);
            }

            foreach (var way in node.Ways)
                Step(index, marking, node, way);
        }

        if (standing.Count > 0)
            return;
        Completes = true;
        _good.Add(index);
        LeftBehind.UnionWith(_game.Joins.Where(join => _game.IsWaiting(marking, join)));
    }

    private void Step(int index, byte[] marking, NetNode node, IReadOnlyList<NetEdge> way)
    {
        var move = _game.Leave(marking, node, way);
        foreach (var edge in way)
            See(edge.To);
        foreach (var join in move.Fired)
            Through(join);
        Twice.UnionWith(move.Twice);
        // Beyond a doubled token everything doubles; and that it could end is not its fault.
        if (move.Twice.Count > 0)
            _good.Add(index);
        else
            Meet(move.Marking, index);
    }

    private void See(int node)
    {
        if (_net.Nodes[node].Join is null)
            Entered.UnionWith(_chains.Walk(node));
        else
            Arrived.Add(node);
    }

    private void Through(int join)
    {
        if (Fired.Add(join))
            Entered.UnionWith(_chains.Walk(join));
    }

    private void Meet(byte[] marking, int from)
    {
        if (!_known.TryGetValue(marking, out var index))
        {
            if (_markings.Count >= Math.Min(MostMarkings, MostBytes / Math.Max(_net.Places, 1)))
            {
                IsComplete = false;
                return;
            }

            _known[marking] = index = _markings.Count;
            _markings.Add(marking);
            _cameFrom.Add([]);
        }

        if (from >= 0)
            _cameFrom[index].Add(from);
    }

    private IEnumerable<int> Standing(byte[] marking) => Enumerable.Range(0, _net.Nodes.Count).Where(place => marking[place] > 0);

    private sealed class ByBytes : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] bytes)
        {
            var hash = new HashCode();
            hash.AddBytes(bytes);
            return hash.ToHashCode();
        }
    }
}
