using System.Collections;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Search;
using Megalis.Kernel.Security;
using Megalis.Kernel.Verbs;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Modules;

/// <summary>
/// The services of one feature. Ordinary registrations pass through; each verb stamps the feature's id, and what it
/// registers is found only through the features that a tenant has on (<see cref="Contributions"/>).
/// </summary>
public sealed class FeatureServices(IServiceCollection inner, string featureId) : IServiceCollection
{
    public string FeatureId => featureId;

    /// <summary>The tables of the feature, for the one model of the database.</summary>
    public FeatureServices AddTables<T>() where T : class, ITables
    {
        inner.AddSingleton<ITables, T>();
        return this;
    }

    public FeatureServices AddMigrations<T>() where T : DataMigration
    {
        inner.AddSingleton(new MigrationRegistration(featureId, typeof(T)));
        return this;
    }

    public FeatureServices AddPermissions<T>() where T : class, IPermissionProvider => Contribute<IPermissionProvider, T>(singleton: true);

    public FeatureServices AddNavigation<T>() where T : class, INavigationProvider => Contribute<INavigationProvider, T>();

    /// <summary>A verb of the command line (<c>decp import FILE</c>). Verbs belong to the host, not to a tenant.</summary>
    public FeatureServices AddVerb<T>() where T : class, IVerb
    {
        inner.AddSingleton<IVerb, T>();
        return this;
    }

    /// <summary>
    /// A handler of an event. <paramref name="name"/> is stored with the queue row and must never change.
    /// </summary>
    public FeatureServices On<TEvent, THandler>(string name) where TEvent : class where THandler : class, IHandle<TEvent>
    {
        inner.AddScoped<THandler>();
        inner.AddSingleton<HandlerRegistration>(new HandlerRegistration<TEvent, THandler>(featureId, name));
        return this;
    }

    /// <summary>A job: one payload kind, one handler. See <see cref="QueueKindAttribute"/>.</summary>
    public FeatureServices AddJob<TPayload, THandler>() where TPayload : class where THandler : class, IHandle<TPayload> =>
        On<TPayload, THandler>("job");

    /// <summary>A job that runs by the calendar; one row per (name, due instant) for the whole cluster.</summary>
    public FeatureServices AddRecurring<TPayload, THandler>(TimeSpan every) where TPayload : class, new() where THandler : class, IHandle<TPayload>
    {
        inner.AddSingleton(new RecurringRegistration(featureId, typeof(TPayload), every));
        return On<TPayload, THandler>("job");
    }

    /// <summary>A call to an outside line: leased, with an idempotency key, reconciled before it is sent again.</summary>
    public FeatureServices AddOutsideCall<TPayload, TCall>() where TPayload : class where TCall : class, IOutsideCall<TPayload>
    {
        inner.AddScoped<TCall>();
        inner.AddSingleton<HandlerRegistration>(new OutsideRegistration<TPayload, TCall>(featureId));
        return this;
    }

    /// <summary>Rows to be searched (docs/reference/search.md).</summary>
    public FeatureServices AddIndexSource<T>() where T : class, IIndexSource => Contribute<IIndexSource, T>();

    /// <summary>An implementation found through <see cref="Contributions"/> by tenants that have the feature on.</summary>
    public FeatureServices Contribute<TContract, T>(bool singleton = false) where TContract : class where T : class, TContract
    {
        if (singleton)
            inner.AddSingleton<T>();
        else
            inner.AddScoped<T>();
        inner.AddSingleton(new Contribution(featureId, typeof(TContract), typeof(T)));
        return this;
    }

    public int Count => inner.Count;
    public bool IsReadOnly => inner.IsReadOnly;
    public ServiceDescriptor this[int index] { get => inner[index]; set => inner[index] = value; }
    public void Add(ServiceDescriptor item) => inner.Add(item);
    public void Clear() => inner.Clear();
    public bool Contains(ServiceDescriptor item) => inner.Contains(item);
    public void CopyTo(ServiceDescriptor[] array, int arrayIndex) => inner.CopyTo(array, arrayIndex);
    public IEnumerator<ServiceDescriptor> GetEnumerator() => inner.GetEnumerator();
    public int IndexOf(ServiceDescriptor item) => inner.IndexOf(item);
    public void Insert(int index, ServiceDescriptor item) => inner.Insert(index, item);
    public bool Remove(ServiceDescriptor item) => inner.Remove(item);
    public void RemoveAt(int index) => inner.RemoveAt(index);
    IEnumerator IEnumerable.GetEnumerator() => inner.GetEnumerator();
}
