namespace Megalis.Procurement.Domain.MarchesPasses;

/// <summary>A span of amounts, excluding tax.</summary>
/// <param name="Key">As the address says it.</param>
/// <param name="From">In cents, in.</param>
/// <param name="To">In cents, in; null: no end.</param>
internal sealed record AmountRange(string Key, string Label, long From, long? To)
{
    /// <summary>At 90 000 € the forms of publicity change (CCP R. 2131-12); the other ends are round figures.</summary>
    public static IReadOnlyList<AmountRange> All { get; } =
    [
        new("0-40000", "Moins de 40 000 €", 1, 39_999_99),
        new("40000-90000", "De 40 000 à 90 000 €", 40_000_00, 89_999_99),
        new("90000-500000", "De 90 000 à 500 000 €", 90_000_00, 499_999_99),
        new("500000-", "500 000 € et plus", 500_000_00, null),
    ];

    public static AmountRange? Find(string key) => All.FirstOrDefault(range => range.Key == key);
}
