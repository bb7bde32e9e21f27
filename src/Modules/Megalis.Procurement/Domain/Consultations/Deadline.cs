namespace Megalis.Procurement.Domain;

/// <summary>
/// The date limite de réception des plis. What counts is the end of reception, the last byte received, by the clock of
/// the platform: a pli received at the very instant is on time, one microsecond later it is late. A late pli is
/// received, kept and marked (arrêté of 22 March 2019, annexe 7, I-5°); it is for the buyer to set it aside
/// (article R. 2151-5).
/// </summary>
internal readonly record struct Deadline(DateTimeOffset Instant)
{
    public bool HasPassed(DateTimeOffset now) => now > Instant;

    public bool IsLate(DateTimeOffset lastByteReceivedAt) => lastByteReceivedAt > Instant;

    /// <summary>What remains, never negative.</summary>
    public TimeSpan Remaining(DateTimeOffset now) => now >= Instant ? TimeSpan.Zero : Instant - now;
}
