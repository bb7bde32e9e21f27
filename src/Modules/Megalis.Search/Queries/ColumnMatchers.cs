using System.Runtime.InteropServices;
using Megalis.Search.Contracts;
using Megalis.Search.Segments;

namespace Megalis.Search.Queries;

/// <summary>Documents whose number lies in a range; zones that cannot hold one are passed over.</summary>
internal sealed class RangeMatcher : Matcher
{
    private readonly NumberColumn _column;
    private readonly int _count;
    private readonly ulong _from;
    private readonly ulong _to;

    public RangeMatcher(NumberColumn column, int count, long from, long to)
    {
        (_column, _count) = (column, count);
        (_from, _to) = column.PackedRange(from, to);
        var zones = column.Zones;
        for (var zone = 0; zone < zones.Length; zone += 2)
            Cost += zones[zone] <= _to && zones[zone + 1] >= _from ? NumberColumn.Zone : 0;
    }

    public override long Cost { get; }

    public override int Advance(int target)
    {
        var packed = _column.Packed;
        var zones = _column.Zones;
        for (var document = target; document < _count;)
        {
            var zone = document / NumberColumn.Zone;
            var end = Math.Min(_count, (zone + 1) * NumberColumn.Zone);
            if (zones[2 * zone] <= _to && zones[(2 * zone) + 1] >= _from)
                for (; document < end; document++)
                    if (packed[document] is var value && value >= _from && value <= _to && value > 0)
                        return Document = document;
            document = end;
        }

        return Document = NoMore;
    }

    public override float Score() => 0;

    public override float Bound() => 0;
}

/// <summary>Documents whose keyword is one of some values.</summary>
internal sealed class KeywordMatcher : Matcher
{
    private readonly KeywordColumn _column;
    private readonly int _count;
    private readonly bool[] _wanted;
    private readonly int _only = -1;

    /// <param name="values">Their numbers in the column, from 0.</param>
    public KeywordMatcher(KeywordColumn column, int count, IReadOnlyCollection<int> values)
    {
        (_column, _count) = (column, count);
        _wanted = new bool[column.Values.Count + 1];
        foreach (var value in values)
        {
            _wanted[value + 1] = true;
            Cost += column.Counts[value];
        }

        if (values.Count == 1 && !column.IsMultiple)
            _only = values.First() + 1;
    }

    public override long Cost { get; }

    public override int Advance(int target)
    {
        if (target >= _count)
            return Document = NoMore;
        return Document = _only >= 0 ? NextOnly(target) : _column.IsMultiple ? NextOfSeveral(target) : NextWanted(target);
    }

    private int NextOnly(int target)
    {
        var packed = _column.Packed;
        var found = packed.Width switch
        {
            1 => packed.Raw[target..].IndexOf((byte)_only),
            2 => MemoryMarshal.Cast<byte, ushort>(packed.Raw)[target..].IndexOf((ushort)_only),
            _ => MemoryMarshal.Cast<byte, uint>(packed.Raw)[target..].IndexOf((uint)_only),
        };
        return found < 0 ? NoMore : target + found;
    }

    private int NextWanted(int target)
    {
        var packed = _column.Packed;
        for (var document = target; document < _count; document++)
            if (_wanted[packed[document]])
                return document;
        return NoMore;
    }

    private int NextOfSeveral(int target)
    {
        var packed = _column.Packed;
        var starts = _column.Starts;
        for (var document = target; document < _count; document++)
            for (var at = starts[document]; at < starts[document + 1]; at++)
                if (_wanted[packed[at]])
                    return document;
        return NoMore;
    }

    public override float Score() => 0;

    public override float Bound() => 0;
}

/// <summary>Documents whose point lies within a distance.</summary>
internal sealed class NearMatcher(NumberColumn latitudes, NumberColumn longitudes, int count, SearchFilter.Near near) : Matcher
{
    private const double EarthRadius = 6371.0088;

    public override long Cost => count;

    public override int Advance(int target)
    {
        for (var document = target; document < count; document++)
            if (latitudes[document] is { } latitude && longitudes[document] is { } longitude && IsWithin(latitude, longitude, near))
                return Document = document;
        return Document = NoMore;
    }

    /// <summary>On a sphere, by the haversine.</summary>
    /// <param name="latitude">In ten-millionths of a degree, as the longitude.</param>
    public static bool IsWithin(long latitude, long longitude, SearchFilter.Near near)
    {
        var (a, b) = (double.DegreesToRadians(latitude / 1e7), double.DegreesToRadians(near.Latitude));
        var north = Math.Sin((a - b) / 2);
        var east = Math.Sin(double.DegreesToRadians((longitude / 1e7) - near.Longitude) / 2);
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt((north * north) + (Math.Cos(a) * Math.Cos(b) * east * east)))) <= near.Kilometres;
    }

    public override float Score() => 0;

    public override float Bound() => 0;
}
