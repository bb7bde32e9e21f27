using Megalis.Kernel.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Modules;

internal sealed record Contribution(string FeatureId, Type Contract, Type Implementation);

/// <summary>What the enabled features bring to a contract: the only way from the kernel to a module's code.</summary>
public sealed class Contributions
{
    private readonly ILookup<Type, Contribution> _byContract;

    internal Contributions(IEnumerable<Contribution> all) => _byContract = all.ToLookup(c => c.Contract);

    /// <summary>Instances for a tenant, in the order of features (dependencies first).</summary>
    public IEnumerable<T> Of<T>(Tenant tenant, IServiceProvider services) where T : class =>
        from c in _byContract[typeof(T)]
        where tenant.Has(c.FeatureId)
        select (T)services.GetRequiredService(c.Implementation);

    /// <summary>All of the host with their feature, for boot checks and for lists of what could be switched on.</summary>
    public IEnumerable<(string FeatureId, T Instance)> All<T>(IServiceProvider services) where T : class =>
        _byContract[typeof(T)].Select(c => (c.FeatureId, (T)services.GetRequiredService(c.Implementation)));
}
