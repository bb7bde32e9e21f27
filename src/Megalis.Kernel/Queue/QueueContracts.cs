namespace Megalis.Kernel.Queue;

/// <summary>Who works a row. Each lane has its own workers, so that a slow outside line never delays an event.</summary>
public enum Lane
{
    Steps,
    Events,
    Mail,
    Outside,
}

/// <summary>
/// The stable name of a payload, with its version: <c>consultation.published.v1</c>. It is stored; the type may be renamed.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class QueueKindAttribute(string name, Lane lane = Lane.Events) : Attribute
{
    public string Name { get; } = name;
    public Lane Lane { get; } = lane;

    /// <summary>What it is, for the people who read « À reprendre », in French: « Envoi d'un courriel ». They read a sentence about its service when empty.</summary>
    public string Label { get; init; } = "";

    /// <summary>
    /// That such a row exists says too much to those who work where it lies, as that a pli arrived says before the
    /// deadline: once some rest, the portal alone shows one line for the kind, without their number, tenants and hours.
    /// </summary>
    public bool Discreet { get; init; }
}

/// <summary>
/// A payload that says what it is about, in a few words beside its label in « À reprendre »: the subject of a mail, a
/// reference. Implement it explicitly, so that it is not stored. Never a person's name or address.
/// </summary>
public interface IQueueSubject
{
    string Subject { get; }
}

/// <summary>
/// Handles an event or a job inside the transaction that deletes its row: the scope's <c>MegalisDb</c> is that
/// transaction. Database work only (on SQLite every writer waits meanwhile), at least once, idempotent in anything else
/// it touches. Rows it adds to the outbox are its successors.
/// </summary>
public interface IHandle<in T> where T : class
{
    /// <summary>
    /// The queue saves what is left in the context and commits. An exception rolls all of it back and the row is tried
    /// again later; a save that failed cannot be caught and outlived.
    /// </summary>
    Task HandleAsync(T payload, CancellationToken stop);
}

/// <summary>What the other side says of a call whose answer was lost.</summary>
public enum Reconciled
{
    /// <summary>It arrived: nothing is sent again.</summary>
    Done,

    /// <summary>It never arrived: it is safe to send.</summary>
    NotDone,

    /// <summary>Nobody can tell: the row rests in « À reprendre » for a person to decide.</summary>
    Unknown,
}

/// <summary>
/// A call to an outside line. Runs outside any transaction, under a lease. What came back is stored by the call itself
/// (<see cref="CallAsync"/> and <see cref="ReconcileAsync"/> alike), before it returns.
/// </summary>
public interface IOutsideCall<in T> where T : class
{
    /// <summary>
    /// Any exception leaves the row uncertain, for a lost answer looks like a lost question: the next attempt asks
    /// <see cref="ReconcileAsync"/> first. <see cref="NotSentException"/> and <see cref="NoRetryException"/> say more.
    /// </summary>
    /// <param name="payload">What was enqueued.</param>
    /// <param name="key">The same for every attempt of this row: the other side recognises a repeat by it.</param>
    /// <param name="stop">Cancelled when the lease is lost or the host stops.</param>
    Task CallAsync(T payload, string key, CancellationToken stop);

    /// <summary>Asked before an uncertain call is sent again.</summary>
    Task<Reconciled> ReconcileAsync(T payload, string key, CancellationToken stop);
}

/// <summary>Thrown by an outside call that knows that nothing left (connection refused): it is tried again without asking.</summary>
public sealed class NotSentException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Thrown when trying again cannot help (the other side refused for good): the row rests in « À reprendre » at once.</summary>
public sealed class NoRetryException(string message, Exception? inner = null) : Exception(message, inner);
