namespace Megalis.Alerts.Domain;

/// <summary>
/// A saved search found a consultation, and its owner is to hear of it. At most one for each search, consultation and occasion:
/// the unique index is what keeps a repeated event from becoming a second mail.
/// </summary>
internal sealed class AlertMatch
{
    /// <summary>The first time that the search finds the consultation, be it by its publication or by a later change.</summary>
    public const string New = "new";

    /// <summary>The buyer gave it up.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>A change of a consultation that this search had found; instant and words tell changes apart.</summary>
    public const string Changed = "changed:";

    public long Id { get; init; }
    public long SavedSearchId { get; init; }
    public string ConsultationId { get; init; } = "";
    public string Occasion { get; init; } = "";

    /// <summary>What changed, one sentence a line, or why it was given up; empty for a new one.</summary>
    public string Text { get; init; } = "";
    public DateTimeOffset At { get; init; }

    /// <summary>The mail that told of it; empty while it waits for a digest.</summary>
    public string MailingId { get; set; } = "";

    public bool IsNew => Occasion == New;
}

/// <summary>
/// One mail to one address about matches of its searches. Unique by address and period, so that a digest that is made twice
/// leaves once; its id is what the mail's button to stop names.
/// </summary>
internal sealed class AlertMailing
{
    public string Id { get; init; } = "";
    public string EmailFolded { get; init; } = "";

    /// <summary>« daily:2026-11-22 », « weekly:2026-11-23 », or consultation and occasion for a mail that leaves at once.</summary>
    public string Period { get; init; } = "";
    public DateTimeOffset At { get; init; }
}
