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
}

/// <summary>
/// Handles an event or a job inside the transaction that deletes its row: database work only, at least once, idempotent
/// in anything else it touches.
/// </summary>
public interface IHandle<in T> where T : class
{
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

/// <summary>A call to an outside line. Runs outside any transaction, under a lease.</summary>
public interface IOutsideCall<in T> where T : class
{
    /// <param name="payload">What was enqueued.</param>
    /// <param name="key">The same for every attempt of this row: the other side recognises a repeat by it.</param>
    /// <param name="stop">Cancelled when the lease is lost or the host stops.</param>
    Task CallAsync(T payload, string key, CancellationToken stop);

    /// <summary>Asked before an uncertain call is sent again.</summary>
    Task<Reconciled> ReconcileAsync(T payload, string key, CancellationToken stop);
}

internal abstract record HandlerRegistration(string FeatureId, string Name, Type Payload, Type Handler)
{
    public bool IsOutside { get; init; }
}

internal sealed record HandlerRegistration<TPayload, THandler>(string FeatureId, string Name)
    : HandlerRegistration(FeatureId, Name, typeof(TPayload), typeof(THandler));

internal sealed record OutsideRegistration<TPayload, TCall>(string FeatureId)
    : HandlerRegistration(FeatureId, "outside", typeof(TPayload), typeof(TCall));

internal sealed record RecurringRegistration(string FeatureId, Type Payload, TimeSpan Every);
