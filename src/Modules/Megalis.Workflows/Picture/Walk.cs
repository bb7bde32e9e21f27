namespace Megalis.Workflows.Picture;

/// <summary>A walk along the flows of a container, from what nothing leads to: it finds the flows that close a loop. Without recursion: a circuit may be long.</summary>
internal sealed class Walk
{
    private readonly ILookup<Shape, Flow> _ways;
    private readonly HashSet<Shape> _seen = [];
    private readonly HashSet<Shape> _onPath = [];
    private readonly Stack<(Shape Shape, IEnumerator<Flow> Left)> _path = new();

    public Walk(Shape container, ILookup<Shape, Flow> ways)
    {
        _ways = ways;
        var entered = container.Flows.Select(f => f.To).ToHashSet();
        foreach (var root in container.Children.OrderBy(shape => entered.Contains(shape)))
        {
            Enter(root);
            while (_path.TryPeek(out var top))
                Go(top.Left);
        }

        Forward.Reverse();
    }

    public HashSet<Flow> Loops { get; } = [];

    /// <summary>All shapes, in an order in which every flow but the loops leads forward.</summary>
    public List<Shape> Forward { get; } = [];

    private void Go(IEnumerator<Flow> left)
    {
        if (!left.MoveNext())
        {
            var (shape, _) = _path.Pop();
            _onPath.Remove(shape);
            Forward.Add(shape);
        }
        else if (_onPath.Contains(left.Current.To))
        {
            Loops.Add(left.Current);
        }
        else
        {
            Enter(left.Current.To);
        }
    }

    private void Enter(Shape shape)
    {
        if (!_seen.Add(shape))
            return;
        _onPath.Add(shape);
        _path.Push((shape, _ways[shape].Reverse().GetEnumerator()));
    }
}
