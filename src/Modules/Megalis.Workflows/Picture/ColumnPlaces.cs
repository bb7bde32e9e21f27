namespace Megalis.Workflows.Picture;

/// <summary>Our own layout: columns from left to right, flows that go back on lanes below.</summary>
internal static class ColumnPlaces
{
    private const double Gap = 60;
    private const double LaneSpace = 18;

    /// <returns>What is drawn, labels and lanes among it.</returns>
    public static Box Place(Shape container)
    {
        if (container.Children.Count == 0)
            return new Box(0, 0, 80, 20);
        var columns = new Columns(container, SlotOf);
        Rows.Place(columns.All);
        var edges = EdgesOf(columns);
        for (var i = 0; i < columns.All.Count; i++)
            foreach (var slot in columns.All[i].Where(s => s.Shape is not null))
                Stand(slot, edges[i]);
        foreach (var (flow, via) in columns.Passages)
            Lead(flow, via, columns, edges);
        var slots = columns.All.SelectMany(c => c).ToList();
        var (top, bottom) = (slots.Min(s => s.Y - (s.Height / 2)), slots.Max(s => s.Y + (s.Height / 2)));
        foreach (var flow in columns.Detours)
            GoRound(flow, bottom += Math.Max(LaneSpace, Layout.LabelOf(flow).Height + 4), edges[columns.ColumnOf(flow.From)], edges[columns.ColumnOf(flow.To)]);
        var around = columns.Detours.Count > 0 ? LaneSpace : 0;
        var right = Math.Max(edges[^1].Right + around, columns.Detours.Select(flow => flow.Label.X + Layout.LabelOf(flow).Width).DefaultIfEmpty(0).Max());
        return new Box(-around, top, right + around, bottom - top);
    }

    /// <summary>As high above as the name is below: so the middle of the slot is the shape's.</summary>
    private static Slot SlotOf(Shape shape) => shape.Kind.HasOutsideLabel
        ? new Slot(shape, Math.Max(shape.Box.Width, shape.Name.Length > 0 ? Layout.LabelWidth : 0), shape.Box.Height + (2 * Layout.LabelHeight(shape)))
        : new Slot(shape, shape.Box.Width, shape.Box.Height);

    /// <summary>Left and right of each column; between two there is room for the names of the flows.</summary>
    private static List<(double Left, double Right)> EdgesOf(Columns columns)
    {
        var edges = new List<(double Left, double Right)>();
        var room = columns.Passages.ToLookup(p => columns.ColumnOf(p.Flow.From), p => Layout.LabelOf(p.Flow).Width);
        var left = 0d;
        for (var i = 0; i < columns.All.Count; i++)
        {
            var right = left + columns.All[i].Max(slot => slot.Width);
            edges.Add((left, right));
            left = right + Gap + room[i].DefaultIfEmpty(0).Max();
        }

        return edges;
    }

    private static void Stand(Slot slot, (double Left, double Right) column)
    {
        var box = slot.Shape!.Box;
        slot.Shape.Box = box with { X = Math.Round((column.Left + column.Right - box.Width) / 2), Y = Math.Round(slot.Y - (box.Height / 2)) };
    }

    private static void Lead(Flow flow, List<Slot> via, Columns columns, List<(double Left, double Right)> edges)
    {
        var column = columns.ColumnOf(flow.From);
        flow.Points.Add((flow.From.Box.Right, flow.From.Box.Middle));
        for (var i = 0; i + 1 < via.Count; i++, column++)
        {
            var (from, to) = (HeightOf(via[i]), HeightOf(via[i + 1]));
            var turn = edges[column].Right + 18 + (via[i].Order % 3 * 8);
            if (from != to)
                flow.Points.AddRange([(turn, from), (turn, to)]);
            if (i == 0)
                flow.Label = (turn + 4, to - 4 - Layout.LabelOf(flow).Height);
        }

        flow.Points.Add((flow.To.Box.X, flow.To.Box.Middle));
    }

    private static double HeightOf(Slot slot) => slot.Shape?.Box.Middle ?? slot.Y;

    private static void GoRound(Flow flow, double lane, (double Left, double Right) from, (double Left, double Right) to)
    {
        var (leave, arrive) = (from.Right + 12, to.Left - 14);
        flow.Points =
        [
            (flow.From.Box.Right, flow.From.Box.Middle), (leave, flow.From.Box.Middle), (leave, lane),
            (arrive, lane), (arrive, flow.To.Box.Middle), (flow.To.Box.X, flow.To.Box.Middle),
        ];
        flow.Label = (leave + 4, lane - 4 - Layout.LabelOf(flow).Height);
    }
}
