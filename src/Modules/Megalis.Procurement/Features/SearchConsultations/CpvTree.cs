using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>The CPV codes of what was found as a tree, open where something is chosen. What is chosen is always in it.</summary>
/// <param name="field">Of the index: codes and all their beginnings, from two digits on.</param>
/// <param name="chosen">Beginnings of codes.</param>
internal sealed class CpvTree(FacetTable counts, string field, IReadOnlyList<string> chosen, CpvNomenclature nomenclature)
{
    public IEnumerable<FacetChoice> Choices => Below("", 0);

    /// <summary>« 45261 Travaux de charpente et de couverture ».</summary>
    public static string LabelOf(string prefix, CpvNomenclature nomenclature) =>
        Cpv.TryParse(prefix.PadRight(8, '0'), out var code) && nomenclature.LabelOf(code) is { } label ? $"{prefix} {label.TrimEnd()}" : prefix;

    /// <summary>One level; below what is chosen, or holds what is chosen, the next.</summary>
    private IEnumerable<FacetChoice> Below(string above, int level)
    {
        var length = Math.Max(2, above.Length + 1);
        var own = chosen.Where(prefix => prefix.Length >= length && prefix.StartsWith(above, StringComparison.Ordinal)).Select(prefix => prefix[..length]);
        var found = counts.Values(field).Where(v => v.Value.Length == length && v.Value.StartsWith(above, StringComparison.Ordinal))
            .OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal).Select(v => v.Value);
        foreach (var prefix in found.Union(own))
        {
            yield return new("cpv", prefix, LabelOf(prefix, nomenclature), counts.CountOf(field, prefix), chosen.Contains(prefix), level);
            if (!chosen.Any(p => p.StartsWith(prefix, StringComparison.Ordinal)))
                continue;
            foreach (var below in Below(prefix, level + 1))
                yield return below;
        }
    }
}
