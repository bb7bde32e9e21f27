namespace Megalis.Procurement.Domain;

/// <summary>
/// The dated thresholds. <see cref="Default"/> is what the settings start with; an administrator adds the lines of the
/// next decree there, without a new version of the product.
/// </summary>
internal sealed record ThresholdTable(IReadOnlyList<Threshold> Lines)
{
    // Before Default: static fields are initialised in the order of the text.
    private static readonly Nature[] Goods = [Nature.Fournitures, Nature.Services];

    /// <summary>The line in force, the most recent first; null when the table says nothing of that day.</summary>
    public Threshold? Find(ThresholdKind kind, Nature nature, AcheteurKind buyer, DateOnly day) => Lines
        .Where(line => line.Holds(kind, nature, buyer, day))
        .MaxBy(line => line.ValidFrom);

    public static ThresholdTable Default { get; } = new(
    [
        .. Publicity(),
        .. Formalised(Day(2024, 1, 1), Day(2025, 12, 31), state: 143_000, local: 221_000, entity: 443_000, works: 5_538_000),
        .. Formalised(Day(2026, 1, 1), Day(2027, 12, 31), state: 140_000, local: 216_000, entity: 432_000, works: 5_404_000),
        new(ThresholdKind.DceSurProfil, 40_000, [], [], Day(2020, 1, 1), Day(2026, 3, 31), "article R. 2132-2 du code de la commande publique"),
        new(ThresholdKind.DceSurProfil, 60_000, [], [], Day(2026, 4, 1), null, "article R. 2132-2 du code de la commande publique"),
        new(ThresholdKind.AvisBoampOuJal, 90_000, [], [], Day(2019, 4, 1), null, "article R. 2131-12 du code de la commande publique"),
        new(ThresholdKind.DonneesEssentielles, 40_000, [], [], Day(2024, 1, 1), null, "article R. 2196-1 du code de la commande publique"),
    ]);

    private static IEnumerable<Threshold> Publicity()
    {
        const string article = "article R. 2122-8 du code de la commande publique";
        const string innovation = "article R. 2122-9-1 du code de la commande publique";
        yield return new(ThresholdKind.DispensePublicite, 100_000, [Nature.Travaux], [], Day(2023, 1, 1), null, article);
        yield return new(ThresholdKind.DispensePublicite, 40_000, Goods, [], Day(2020, 1, 1), Day(2026, 3, 31), article);
        yield return new(ThresholdKind.DispensePublicite, 60_000, Goods, [], Day(2026, 4, 1), null, article);
        yield return new(ThresholdKind.DispenseInnovation, 100_000, [], [], Day(2021, 12, 17), Day(2025, 12, 31), innovation);
        // Read in one source only; the settings page says so.
        yield return new(ThresholdKind.DispenseInnovation, 140_000, [], [], Day(2026, 1, 1), null, innovation);
    }

    private static IEnumerable<Threshold> Formalised(DateOnly from, DateOnly to, long state, long local, long entity, long works)
    {
        const string article = "article L. 2124-1 et annexe 2 du code de la commande publique";
        yield return new(ThresholdKind.ProcedureFormalisee, state, Goods, [AcheteurKind.Etat], from, to, article);
        yield return new(ThresholdKind.ProcedureFormalisee, local, Goods, [AcheteurKind.Collectivite], from, to, article);
        yield return new(ThresholdKind.ProcedureFormalisee, entity, Goods, [AcheteurKind.EntiteAdjudicatrice], from, to, article);
        yield return new(ThresholdKind.ProcedureFormalisee, works, [Nature.Travaux], [], from, to, article);
    }

    private static DateOnly Day(int year, int month, int day) => new(year, month, day);
}
