using Megalis.Kernel.Data;

namespace Megalis.Procurement.Domain;

/// <summary>The steps that happen at most once to a consultation.</summary>
internal enum FactKind
{
    Published,
    Cancelled,

    /// <summary>Its plis were opened.</summary>
    Opened,
}

/// <summary>A step that counts in law: who took it and when. Its key makes a second one impossible.</summary>
internal sealed class ConsultationFact : ITenantOwned
{
    public int TenantId { get; set; }
    public string ConsultationId { get; set; } = "";
    public FactKind Kind { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>The account's id.</summary>
    public string By { get; set; } = "";
    public string ByName { get; set; } = "";
    public string Reason { get; set; } = "";
}

/// <summary>Who acts, as facts and history keep it.</summary>
internal sealed record Author(string AccountId, string Name);

/// <summary>What changed after publication, as everybody reads it; the journal keeps the proof.</summary>
internal sealed class ConsultationChange : ITenantOwned
{
    public long Id { get; set; }
    public int TenantId { get; set; }
    public string ConsultationId { get; set; } = "";
    public DateTimeOffset At { get; set; }
    public string By { get; set; } = "";
    public string ByName { get; set; } = "";

    /// <summary>French: « La date limite passe du ... au ... ».</summary>
    public string Sentence { get; set; } = "";
}
