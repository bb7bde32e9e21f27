using Megalis.Kernel.Http;
using Megalis.Kernel.Tenants;

namespace Megalis.Kernel.Modules;

/// <summary>
/// Asked of a feature (<c>services.Contribute&lt;IKeepOn, T&gt;()</c>) before it is switched off for a tenant: for itself, with a feature
/// that it needs, or with the whole site. For what runs under a law that no click may interrupt.
/// </summary>
public interface IKeepOn
{
    /// <summary>Why not now, in one sentence that says what to wait for or to end first; null when nothing is in the way. In the scope of that tenant.</summary>
    Task<Refusal?> WhyNotOffAsync(Tenant tenant, CancellationToken stop);
}
