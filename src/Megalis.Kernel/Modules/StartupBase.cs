using Microsoft.AspNetCore.Routing;

namespace Megalis.Kernel.Modules;

/// <summary>
/// A module's entry, Orchard Core's name. One per feature; <see cref="FeatureAttribute"/> on the class says which when
/// the module has several.
/// </summary>
public abstract class StartupBase
{
    /// <summary>Lower runs earlier among the startups of features that do not depend on each other.</summary>
    public virtual int Order => 0;

    public virtual void ConfigureServices(FeatureServices services)
    {
    }

    /// <summary>Endpoints mapped here answer only in tenants that have the feature on.</summary>
    public virtual void Configure(IEndpointRouteBuilder endpoints)
    {
    }
}
