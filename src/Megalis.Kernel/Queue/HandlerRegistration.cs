using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Queue;

/// <summary>One handler of one payload kind, as a module registered it.</summary>
internal abstract record HandlerRegistration(string FeatureId, string Name, Type Payload, Type Handler)
{
    /// <summary>Runs under a lease and outside transactions, whatever its lane.</summary>
    public bool IsOutside => this is OutsideRegistration;
}

/// <summary>Runs inside the transaction that deletes the row.</summary>
internal abstract record DatabaseRegistration(string FeatureId, string Name, Type Payload, Type Handler)
    : HandlerRegistration(FeatureId, Name, Payload, Handler)
{
    public abstract Task HandleAsync(IServiceProvider services, string json, CancellationToken stop);
}

internal sealed record HandlerRegistration<TPayload, THandler>(string FeatureId, string Name)
    : DatabaseRegistration(FeatureId, Name, typeof(TPayload), typeof(THandler))
    where TPayload : class
    where THandler : class, IHandle<TPayload>
{
    public override Task HandleAsync(IServiceProvider services, string json, CancellationToken stop) =>
        services.GetRequiredService<THandler>().HandleAsync(JsonSerializer.Deserialize<TPayload>(json, Outbox.Json)!, stop);
}

/// <summary>A call to an outside line.</summary>
internal abstract record OutsideRegistration(string FeatureId, Type Payload, Type Handler) : HandlerRegistration(FeatureId, "outside", Payload, Handler)
{
    public abstract Task CallAsync(IServiceProvider services, string json, string key, CancellationToken stop);

    public abstract Task<Reconciled> ReconcileAsync(IServiceProvider services, string json, string key, CancellationToken stop);
}

internal sealed record OutsideRegistration<TPayload, TCall>(string FeatureId) : OutsideRegistration(FeatureId, typeof(TPayload), typeof(TCall))
    where TPayload : class
    where TCall : class, IOutsideCall<TPayload>
{
    public override Task CallAsync(IServiceProvider services, string json, string key, CancellationToken stop) =>
        services.GetRequiredService<TCall>().CallAsync(Read(json), key, stop);

    public override Task<Reconciled> ReconcileAsync(IServiceProvider services, string json, string key, CancellationToken stop) =>
        services.GetRequiredService<TCall>().ReconcileAsync(Read(json), key, stop);

    private static TPayload Read(string json) => JsonSerializer.Deserialize<TPayload>(json, Outbox.Json)!;
}

internal sealed record RecurringRegistration(string FeatureId, Type Payload, TimeSpan Every);
