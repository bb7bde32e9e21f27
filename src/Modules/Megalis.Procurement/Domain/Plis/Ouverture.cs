using Megalis.Kernel.Data;

namespace Megalis.Procurement.Domain;

/// <summary>
/// One session in which plis were opened: its instant and the people of it. There may be several, for plis in time that were
/// still on their way during the first; each answers for its own plis alone.
/// </summary>
internal sealed class Ouverture : ITenantOwned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string ConsultationId { get; set; } = "";

    /// <summary>The <see cref="Pli.OpenedAt"/> of its plis.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The account that pressed the button.</summary>
    public string By { get; set; } = "";
    public string ByName { get; set; } = "";

    /// <summary>Names and functions of those present, one a line.</summary>
    public string Present { get; set; } = "";

    public string People => Present.Replace("\n", ", ", StringComparison.Ordinal);
}
