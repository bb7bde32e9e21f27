using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Data;

/// <summary>The group « Procurement » of a tenant's settings.</summary>
internal sealed class ProcurementSettings
{
    public const string Group = "Procurement";

    /// <summary>A name of <see cref="AcheteurKind"/>.</summary>
    public string Acheteur { get; set; } = nameof(AcheteurKind.Collectivite);

    /// <summary>The dated thresholds; empty: those of the portal, else those that the product brings.</summary>
    public List<ThresholdLine> Thresholds { get; set; } = [];
}

/// <summary>A line of the table as the settings keep it: names of enums, ISO days.</summary>
internal sealed class ThresholdLine
{
    public string Kind { get; set; } = "";

    /// <summary>Whole euros, excluding tax.</summary>
    public long Amount { get; set; }
    public List<string> Natures { get; set; } = [];
    public List<string> Acheteurs { get; set; } = [];
    public DateOnly From { get; set; }
    public DateOnly? To { get; set; }
    public string Article { get; set; } = "";

    public Threshold ToThreshold() => new(
        Enum.Parse<ThresholdKind>(Kind), Amount, [.. Natures.Select(Enum.Parse<Nature>)], [.. Acheteurs.Select(Enum.Parse<AcheteurKind>)], From, To, Article);

    public static ThresholdLine Of(Threshold threshold) => new()
    {
        Kind = threshold.Kind.ToString(),
        Amount = threshold.Amount,
        Natures = [.. threshold.Natures.Select(n => n.ToString())],
        Acheteurs = [.. threshold.Buyers.Select(b => b.ToString())],
        From = threshold.ValidFrom,
        To = threshold.ValidTo,
        Article = threshold.Article,
    };
}

/// <summary>The rules of the buyer at hand: its own settings, else the portal's, else the product's.</summary>
internal sealed class ProcurementRules(TenantContext tenant, TenantStore tenants, TimeProvider clock)
{
    public AcheteurKind Acheteur => Enum.TryParse<AcheteurKind>(Own.Acheteur, out var kind) ? kind : AcheteurKind.Collectivite;

    public ThresholdTable Thresholds => TableOf(Own) ?? TableOf(Portal) ?? ThresholdTable.Default;

    private ProcurementSettings Own => tenant.Tenant.Settings<ProcurementSettings>(ProcurementSettings.Group);

    private ProcurementSettings Portal => tenants.Default.Settings<ProcurementSettings>(ProcurementSettings.Group);

    /// <summary>What the law or good practice says of it, as if the notice were sent today or on the day it was.</summary>
    public IReadOnlyList<Warning> WarningsOf(Consultation consultation)
    {
        if (consultation.Nature is not { } nature)
            return [];
        var sent = consultation.Published?.At ?? clock.GetUtcNow();
        return ConsultationWarnings.For(
            new WarningFacts(
                nature, consultation.Procedure, Acheteur, consultation.EstimatedCents / 100m,
                DateOnly.FromDateTime(Kernel.Localization.ParisTime.At(sent).DateTime), consultation.Deadline,
                new DelayCircumstances(), consultation.CurrentFiles.Any(), consultation.IsInnovant),
            Thresholds);
    }

    private static ThresholdTable? TableOf(ProcurementSettings settings) =>
        settings.Thresholds.Count == 0 ? null : new ThresholdTable([.. settings.Thresholds.Select(t => t.ToThreshold())]);
}
