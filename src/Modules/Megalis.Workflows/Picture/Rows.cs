namespace Megalis.Workflows.Picture;

/// <summary>Gives the slots of each column their heights: near their neighbours, in their order, none on another.</summary>
internal static class Rows
{
    public const double Space = 30;

    private const int Sweeps = 6;

    public static void Place(List<List<Slot>> columns)
    {
        foreach (var column in columns)
            Settle(column, [.. column.Select(_ => 0d)]);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var forward = sweep % 2 != 0;
            foreach (var column in forward ? columns : columns.AsEnumerable().Reverse())
                Settle(column, [.. column.Select(slot => slot.Towards(forward ? slot.Previous : slot.Next, other => other.Y))]);
        }
    }

    /// <summary>
    /// As near as can be to what is wished (least squares), with the space that each needs: without the space it is the
    /// fitting of a rising line, in which neighbours that would fall back are pooled.
    /// </summary>
    private static void Settle(List<Slot> column, double[] wished)
    {
        var pools = new Stack<(double Sum, int Count)>();
        var needed = new double[column.Count];
        for (var i = 0; i < column.Count; i++)
        {
            needed[i] = i == 0 ? 0 : needed[i - 1] + ((column[i - 1].Height + column[i].Height) / 2) + Space;
            var pool = (Sum: wished[i] - needed[i], Count: 1);
            while (pools.TryPeek(out var above) && above.Sum / above.Count >= pool.Sum / pool.Count)
            {
                pools.Pop();
                pool = (pool.Sum + above.Sum, pool.Count + above.Count);
            }

            pools.Push(pool);
        }

        var last = column.Count;
        foreach (var (sum, count) in pools)
            for (var left = count; left > 0; left--)
                column[--last].Y = Math.Round((sum / count) + needed[last]);
    }
}
