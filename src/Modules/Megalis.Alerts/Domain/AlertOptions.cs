namespace Megalis.Alerts.Domain;

/// <summary>The keys <c>Megalis:Alerts:*</c>.</summary>
internal sealed class AlertOptions
{
    public const string Section = "Megalis:Alerts";

    /// <summary>Saved searches of one account or address.</summary>
    public int PerPerson { get; set; } = 50;

    /// <summary>Hour in Paris at which the digests of the day and of the week leave.</summary>
    public int DigestHour { get; set; } = 7;
}
