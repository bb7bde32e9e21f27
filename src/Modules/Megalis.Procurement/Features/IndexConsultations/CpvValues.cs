using Megalis.Kernel.Search;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Features.IndexConsultations;

/// <summary>CPV codes as indexes know them: the way from the division down to each code, and their words.</summary>
internal static class CpvValues
{
    /// <param name="codes">Eight digits each; what is no code is passed over.</param>
    public static void AddTo(IndexDocument document, IEnumerable<string> codes, CpvNomenclature nomenclature, string cpvField, string wordsField)
    {
        var known = new List<Cpv>();
        foreach (var digits in codes)
            if (Cpv.TryParse(digits, out var code))
                known.Add(code);
        document
            .With(cpvField, known.SelectMany(WithAncestors).Select(code => code.Prefix).Distinct(StringComparer.Ordinal))
            .With(wordsField, known.Select(nomenclature.LabelOf).OfType<string>().Distinct(StringComparer.Ordinal));
    }

    private static IEnumerable<Cpv> WithAncestors(Cpv code)
    {
        for (Cpv? current = code; current is { } known; current = known.Parent)
            yield return known;
    }
}
