using Megalis.Kernel.Data;

namespace Megalis.Procurement.Domain;

/// <summary>A holder who confirmed, from their own account, to be there when the plis are opened.</summary>
internal sealed class Presence : ITenantOwned
{
    /// <summary>A confirmation counts for one session of opening, not for the next day's.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(4);

    public int TenantId { get; set; }
    public string ConsultationId { get; set; } = "";
    public string AccountId { get; set; } = "";
    public string Name { get; set; } = "";

    /// <summary>« maire », « secrétaire de mairie ».</summary>
    public string Title { get; set; } = "";
    public DateTimeOffset At { get; set; }
}
