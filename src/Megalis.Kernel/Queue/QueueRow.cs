namespace Megalis.Kernel.Queue;

internal enum QueueState
{
    Ready,

    /// <summary>An outside call is on its way, under <see cref="QueueRow.Lease"/>.</summary>
    Leased,

    /// <summary>The process died in mid-call: the other side is asked before anything is sent again.</summary>
    Uncertain,

    /// <summary>Attempts ended: « À reprendre ».</summary>
    Resting,

    /// <summary>Its feature is switched off, or no module of this host knows its kind: it goes on when that changes.</summary>
    Waiting,
}

/// <summary>One thing that must happen after a commit. A host table: workers claim it before they know the tenant.</summary>
internal sealed class QueueRow
{
    public long Id { get; set; }
    public Lane Lane { get; set; }
    public string Kind { get; set; } = "";
    public string Handler { get; set; } = "";
    public int TenantId { get; set; }
    public string Feature { get; set; } = "";
    public string Payload { get; set; } = "{}";
    public QueueState State { get; set; }
    public DateTimeOffset Due { get; set; }
    public int Attempts { get; set; }

    /// <summary>Unique: a second row of the same key is not inserted.</summary>
    public string? DedupeKey { get; set; }
    public string? Lease { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>
    /// Nobody knows whether the last call arrived. It stays with a row that rests or waits, so that the other side is asked
    /// first whatever brings the row back.
    /// </summary>
    public bool Unsure { get; set; }

    /// <summary>A JSON array of past attempts, see <see cref="QueueHistory"/>.</summary>
    public string History { get; set; } = "[]";

    /// <summary>The same for every attempt of this row, and of no other row, after a restored backup too.</summary>
    public string CallKey => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Id}-{Data.InstantConverter.ToMicros(CreatedAt)}");
}
