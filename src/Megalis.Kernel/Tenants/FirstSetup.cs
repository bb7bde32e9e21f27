using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Tenants;

/// <summary>The first start of a database whose configuration names a recipe: the portal's row, then the recipe.</summary>
internal sealed class FirstSetup(IOptions<MegalisOptions> options) : IBootTask
{
    public int Order => 0;

    public async Task RunAsync(IServiceProvider services, CancellationToken stop)
    {
        if (options.Value.AutoSetup.Recipe.Length > 0 && !services.GetRequiredService<TenantStore>().IsSetUp)
            await PortalSetup.EnsureAsync(services, stop);
    }
}
