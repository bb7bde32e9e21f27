namespace Megalis.Procurement.Domain;

/// <summary>
/// Where a consultation stands at an instant. Closed is never stored: it is what the clock makes of a published one.
/// </summary>
internal enum ConsultationStatus
{
    /// <summary>Élaboration: only the buyer sees it.</summary>
    Draft,

    /// <summary>Companies find it and answer.</summary>
    Published,

    /// <summary>The deadline has passed; nobody has opened the plis.</summary>
    Closed,

    Opened,

    /// <summary>Déclarée sans suite (article R. 2185-1).</summary>
    Cancelled,
}

internal static class ConsultationStatuses
{
    public static string Label(this ConsultationStatus status) => status switch
    {
        ConsultationStatus.Draft => "En élaboration",
        ConsultationStatus.Published => "En cours",
        ConsultationStatus.Closed => "Close",
        ConsultationStatus.Opened => "Plis ouverts",
        ConsultationStatus.Cancelled => "Sans suite",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}
