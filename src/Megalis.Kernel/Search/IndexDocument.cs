namespace Megalis.Kernel.Search;

/// <summary>
/// What one row looks like to an index. Fields that the schema lacks are refused when the document is indexed
/// (<see cref="ArgumentException"/>), so that a misspelt name does not vanish.
/// </summary>
/// <param name="key">Unique in its index, at most 200 characters; a second document with the key takes the first one's place.</param>
/// <param name="groups">Who may find it: one group in common with the reader is enough. Without any, nobody finds it.</param>
public sealed class IndexDocument(string key, params IReadOnlyList<string> groups)
{
    private readonly Dictionary<string, List<string>> _strings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    public string Key => key;

    public IReadOnlyList<string> Groups => groups;

    /// <summary>Texts, keywords and stored values by field.</summary>
    public IReadOnlyDictionary<string, List<string>> Strings => _strings;

    /// <summary>Numbers and dates (microseconds since 1970, UTC) by field; a point as two: <c>name.lat</c> and <c>name.lon</c> in ten-millionths of a degree.</summary>
    public IReadOnlyDictionary<string, long> Numbers => _numbers;

    /// <summary>Adds a text, a keyword or a stored value; null and empty add nothing. A text given twice is read one after the other.</summary>
    public IndexDocument With(string field, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return this;
        if (!_strings.TryGetValue(field, out var values))
            _strings[field] = values = [];
        values.Add(value);
        return this;
    }

    /// <summary>Adds the values of a keyword with several.</summary>
    public IndexDocument With(string field, IEnumerable<string> values)
    {
        foreach (var value in values)
            With(field, value);
        return this;
    }

    /// <summary>Sets a number; null leaves it missing: then no range finds it, and it sorts last.</summary>
    public IndexDocument With(string field, long? value)
    {
        if (value is { } number)
            _numbers[field] = number;
        return this;
    }

    /// <summary>Sets a date.</summary>
    public IndexDocument With(string field, DateTimeOffset? value) => With(field, value is { } instant ? Microseconds(instant) : null);

    /// <summary>Sets a point.</summary>
    /// <param name="latitude">Degrees, north positive.</param>
    /// <param name="longitude">Degrees, east positive.</param>
    public IndexDocument With(string field, double latitude, double longitude) =>
        With(field + ".lat", (long)Math.Round(latitude * 1e7)).With(field + ".lon", (long)Math.Round(longitude * 1e7));

    /// <summary>Microseconds since 1970 in UTC, the unit of dates in an index.</summary>
    public static long Microseconds(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
