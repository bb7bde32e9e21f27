using Megalis.Search.Contracts;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>What was counted, field by field.</summary>
/// <param name="isCounted">False when nothing counts (no index, or no time for it): no choice then has a count.</param>
internal sealed class FacetTable(IReadOnlyDictionary<string, IReadOnlyList<FacetValue>> facets, bool isCounted)
{
    private readonly Dictionary<string, Dictionary<string, long>> _counts = new(StringComparer.Ordinal);

    public bool IsCounted => isCounted;

    /// <summary>The most frequent first.</summary>
    public IReadOnlyList<FacetValue> Values(string field) => facets.GetValueOrDefault(field, []);

    public long? CountOf(string field, string value)
    {
        if (!isCounted)
            return null;
        // A page asks one field a hundred times, and the codes of a wide search are thousands.
        if (!_counts.TryGetValue(field, out var counts))
            _counts[field] = counts = Values(field).ToDictionary(v => v.Value, v => (long)v.Count, StringComparer.Ordinal);
        return counts.GetValueOrDefault(value);
    }
}
