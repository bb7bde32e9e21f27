namespace Megalis.Workflows.Picture;

/// <summary>
/// The places that whoever drew the definition chose, when every activity of the container has one, our shapes fit there, and so do
/// our lines and their words: a drawing whose lines run through its steps is no help, and is laid out anew.
/// </summary>
internal static class DrawnPlaces
{
    private const double Gap = 50;

    public static Box? TryPlace(Shape container)
    {
        var drawn = container.Children.Where(c => c.ActivityId.Length > 0).ToList();
        if (drawn.Count == 0 || drawn.Exists(c => c.Drawn is null || c.Kind.IsContainer))
            return null;
        foreach (var shape in drawn)
            shape.Box = shape.Box with { X = shape.Drawn!.Value.X, Y = shape.Drawn.Value.Y };
        // Our own start stands before the activity that it leads to.
        foreach (var flow in container.Flows.Where(f => f.From.ActivityId.Length == 0))
            flow.From.Box = flow.From.Box with { X = flow.To.Box.X - Gap - flow.From.Box.Width, Y = flow.To.Box.Middle - (flow.From.Box.Height / 2) };
        if (Overlap(container.Children))
            return null;
        foreach (var flow in container.Flows)
            Lead(flow);
        if (!container.Flows.Exists(flow => Crosses(flow, container.Children)))
            return Around(container);
        foreach (var flow in container.Flows)
            flow.Points = [];
        return null;
    }

    private static bool Overlap(List<Shape> shapes)
    {
        var sorted = shapes.OrderBy(s => s.Box.X).ToList();
        for (var i = 0; i < sorted.Count; i++)
            for (var j = i + 1; j < sorted.Count && sorted[j].Box.X < sorted[i].Box.Right; j++)
                if (sorted[i].Box.Overlaps(sorted[j].Box))
                    return true;
        return false;
    }

    private static bool Crosses(Flow flow, List<Shape> shapes)
    {
        var lines = flow.Points.Zip(flow.Points.Skip(1), (a, b) => new Box(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Max(1, Math.Abs(a.X - b.X)), Math.Max(1, Math.Abs(a.Y - b.Y)))).ToList();
        if (flow.Name.Length > 0)
            lines.Add(new Box(flow.Label.X, flow.Label.Y, Layout.LabelOf(flow).Width, Layout.LabelOf(flow).Height));
        // A line touches the shapes that it joins, at its ends alone.
        return shapes.Exists(shape => lines.Exists(line => line.Overlaps(Inner(shape.Box))));
    }

    private static Box Inner(Box box) => new(box.X + 2, box.Y + 2, box.Width - 4, box.Height - 4);

    private static void Lead(Flow flow)
    {
        var (from, to) = (flow.From.Box, flow.To.Box);
        var turn = Math.Round((from.Right + to.X) / 2);
        flow.Points = to.X > from.Right
            ? from.Middle == to.Middle ? [(from.Right, from.Middle), (to.X, to.Middle)] : [(from.Right, from.Middle), (turn, from.Middle), (turn, to.Middle), (to.X, to.Middle)]
            : [(from.Right, from.Middle), (from.Right + 12, from.Middle), (from.Right + 12, Below(from, to)), (to.X - 12, Below(from, to)), (to.X - 12, to.Middle), (to.X, to.Middle)];
        flow.Label = (flow.Points[1].X + 4, flow.Points[^2].Y - 4 - Layout.LabelOf(flow).Height);
    }

    private static double Below(Box from, Box to) => Math.Round(from.Bottom <= to.Y ? (from.Bottom + to.Y) / 2 : Math.Max(from.Bottom, to.Bottom) + 20);

    private static Box Around(Shape container)
    {
        var xs = container.Children.SelectMany(c => new[] { c.Box.X, c.Box.Right }).Concat(container.Flows.SelectMany(f => f.Points.Select(p => p.X))).ToList();
        var ys = container.Children.SelectMany(c => new[] { c.Box.Y, c.Box.Bottom + Layout.LabelHeight(c) }).Concat(container.Flows.SelectMany(f => f.Points.Select(p => p.Y))).ToList();
        return new Box(xs.Min(), ys.Min(), xs.Max() - xs.Min(), ys.Max() - ys.Min());
    }
}
