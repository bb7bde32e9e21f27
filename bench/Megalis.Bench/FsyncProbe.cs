using System.Diagnostics;

namespace Megalis.Bench;

/// <summary>What the disk takes to keep 4 kB: the floor under every committed write of this run.</summary>
internal static class FsyncProbe
{
    private const int Times = 40;

    /// <returns>Milliseconds, the median of 40.</returns>
    public static double P50(string folder)
    {
        var path = Path.Combine(folder, "fsync-probe");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose);
        var block = new byte[4096];
        var times = new List<double>(Times);
        for (var i = 0; i < Times; i++)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, block, i * (long)block.Length);
            RandomAccess.FlushToDisk(file);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Quantile.Of(times, 0.5);
    }
}

internal static class Quantile
{
    /// <param name="values">Reordered by this call.</param>
    /// <param name="q">0.5 is the median, 0.99 the 99th percentile (nearest rank).</param>
    public static double Of(List<double> values, double q)
    {
        if (values.Count == 0)
            return double.NaN;
        values.Sort();
        return values[Math.Clamp((int)Math.Ceiling(q * values.Count) - 1, 0, values.Count - 1)];
    }
}
