namespace Megalis.Kernel.Tenants;

/// <summary>
/// For whom this scope of services works: one tenant, or the host (migrations, setup, lists over all tenants).
/// Set once; a scope never changes its tenant.
/// </summary>
public sealed class TenantContext
{
    private Tenant? _tenant;

    /// <exception cref="InvalidOperationException">Nothing entered yet, or this is the host's scope.</exception>
    public Tenant Tenant => _tenant ?? throw new InvalidOperationException(
        IsHost ? "The host's scope has no tenant." : "No tenant was entered in this scope; use TenantScope.Enter.");

    /// <summary>Sees every tenant's rows. Only kernel code enters it.</summary>
    public bool IsHost { get; private set; }

    public bool IsSet => IsHost || _tenant is not null;

    internal void Set(Tenant tenant)
    {
        if (IsSet)
            throw new InvalidOperationException("A scope never changes its tenant.");
        _tenant = tenant;
    }

    internal void SetHost()
    {
        if (IsSet)
            throw new InvalidOperationException("A scope never changes its tenant.");
        IsHost = true;
    }
}
