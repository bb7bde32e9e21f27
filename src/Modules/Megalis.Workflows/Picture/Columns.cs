namespace Megalis.Workflows.Picture;

/// <summary>A place in a column: a shape, or a flow that passes between two others.</summary>
internal sealed class Slot(Shape? shape, double width, double height)
{
    public Shape? Shape => shape;
    public double Width => width;
    public double Height => height;
    public List<Slot> Next { get; } = [];
    public List<Slot> Previous { get; } = [];

    /// <summary>Of its middle.</summary>
    public double Y { get; set; }

    /// <summary>In its column, from the top.</summary>
    public int Order { get; set; }

    /// <summary>The mean of some neighbours; its own when it has none.</summary>
    public double Towards(List<Slot> neighbours, Func<Slot, double> of) => neighbours.Count == 0 ? of(this) : neighbours.Average(of);
}

/// <summary>
/// The shapes of one container in columns from left to right: each stands behind everything that leads to it, loops left
/// aside. Within a column they stand by their neighbours, so that few flows cross.
/// </summary>
internal sealed class Columns
{
    /// <summary>More passages than this are drawn around the columns: a large circuit must be drawn in time too.</summary>
    private const int MostPassages = 4_000;

    private const int Sweeps = 8;

    private readonly Dictionary<Shape, int> _columnOf = [];
    private readonly Dictionary<Shape, Slot> _slots = [];
    private readonly HashSet<Flow> _loops;
    private int _passages;

    public Columns(Shape container, Func<Shape, Slot> slotOf)
    {
        var ways = container.Flows.ToLookup(f => f.From);
        var walk = new Walk(container, ways);
        _loops = walk.Loops;
        foreach (var shape in walk.Forward)
            Put(shape, ways, slotOf(shape));
        var pairs = new HashSet<(Shape, Shape)>();
        foreach (var flow in container.Flows)
            Lead(flow, pairs.Add((flow.From, flow.To)));
        for (var sweep = 0; sweep < Sweeps; sweep++)
            Sort(sweep % 2 == 0);
    }

    public List<List<Slot>> All { get; } = [];

    /// <summary>Flows that go forward, with the slots that each goes through, its ends among them.</summary>
    public List<(Flow Flow, List<Slot> Via)> Passages { get; } = [];

    /// <summary>Flows that go back, or that have no passage.</summary>
    public List<Flow> Detours { get; } = [];

    public int ColumnOf(Shape shape) => _columnOf[shape];

    private void Put(Shape shape, ILookup<Shape, Flow> ways, Slot slot)
    {
        var column = _columnOf.GetValueOrDefault(shape);
        _columnOf[shape] = column;
        while (All.Count <= column)
            All.Add([]);
        _slots[shape] = slot;
        All[column].Add(slot);
        foreach (var flow in ways[shape].Where(f => !_loops.Contains(f)))
            _columnOf[flow.To] = Math.Max(_columnOf.GetValueOrDefault(flow.To), column + 1);
    }

    /// <param name="isFirst">A second flow between the same two shapes would lie on the first.</param>
    private void Lead(Flow flow, bool isFirst)
    {
        var (from, to) = (_columnOf[flow.From], _columnOf[flow.To]);
        if (!isFirst || _loops.Contains(flow) || (to - from > 1 && _passages + to - from > MostPassages))
        {
            Detours.Add(flow);
            return;
        }

        var via = new List<Slot> { _slots[flow.From] };
        for (var column = from + 1; column < to; column++)
        {
            _passages++;
            via.Add(new Slot(null, 0, 14));
            All[column].Add(via[^1]);
        }

        via.Add(_slots[flow.To]);
        foreach (var (one, next) in via.Zip(via.Skip(1)))
        {
            one.Next.Add(next);
            next.Previous.Add(one);
        }

        Passages.Add((flow, via));
    }

    private void Sort(bool forward)
    {
        foreach (var column in All)
            Number(column);
        foreach (var column in forward ? All : All.AsEnumerable().Reverse())
        {
            var sorted = column.OrderBy(slot => slot.Towards(forward ? slot.Previous : slot.Next, other => other.Order)).ToList();
            column.Clear();
            column.AddRange(sorted);
            Number(column);
        }
    }

    private static void Number(List<Slot> column)
    {
        for (var i = 0; i < column.Count; i++)
            column[i].Order = i;
    }
}
