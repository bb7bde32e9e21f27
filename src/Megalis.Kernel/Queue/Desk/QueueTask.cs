namespace Megalis.Kernel.Queue;

/// <summary>Which tasks are looked at.</summary>
public enum QueueShelf
{
    /// <summary>What the queue gave up: it goes on only when a person decides.</summary>
    Stuck,

    /// <summary>What failed and will be tried again by itself, and what waits for its service to be switched on.</summary>
    Waiting,
}

/// <summary>What holds a task up.</summary>
public enum QueueTrouble
{
    /// <summary>Every attempt failed.</summary>
    Failed,

    /// <summary>It called an outside line, and nobody knows whether the call arrived. It never leaves again without being asked for.</summary>
    Unsure,

    /// <summary>It will be tried again at <see cref="QueueTask.Next"/>.</summary>
    TriedAgain,

    /// <summary>Its service is switched off where it lies, or no longer installed.</summary>
    ServiceOff,
}

/// <summary>A task of the queue, as people read it; every text is in the language of the request.</summary>
/// <param name="Id">Of the row, or negative for a discreet line; in the hidden field of a form.</param>
/// <param name="Mark">The state that was shown: an act on a task that has moved on since is refused.</param>
/// <param name="Label">« Envoi d'un courriel ».</param>
/// <param name="Subject">What it is about (<see cref="IQueueSubject"/>), or empty.</param>
/// <param name="TenantName">Whose it is, where tasks of several are listed; empty elsewhere and for what is discreet.</param>
/// <param name="Trouble">What holds it up.</param>
/// <param name="Reason">The same as a sentence about the last attempt.</param>
/// <param name="Since">When it was asked for.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="LastTry">When the last attempt ended, if there was one.</param>
/// <param name="Next">When it is tried again by itself, if it is.</param>
/// <param name="Technical">Names and numbers for the support: kind, handler, row, key.</param>
/// <param name="History">The last attempts, the newest first. Mail addresses in them are masked.</param>
public sealed record QueueTask(
    long Id,
    string Mark,
    string Label,
    string Subject,
    string TenantName,
    QueueTrouble Trouble,
    string Reason,
    DateTimeOffset Since,
    int Attempts,
    DateTimeOffset? LastTry,
    DateTimeOffset? Next,
    string Technical,
    IReadOnlyList<QueueAttempt> History)
{
    /// <summary>Whether trying now makes sense.</summary>
    public bool CanRetry => Trouble != QueueTrouble.ServiceOff;

    /// <summary>
    /// One line for all rows of a discreet kind: without their number, attempts and keys, and <see cref="Since"/> is the midnight (Paris)
    /// that began the day of the oldest.
    /// </summary>
    public bool IsDiscreet { get; init; }

    /// <summary>Whether a person may say what became of the call.</summary>
    public bool CanDecide { get; init; }
}
