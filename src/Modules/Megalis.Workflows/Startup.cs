using Megalis.Kernel.Modules;
using Megalis.Workflows.Definitions;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services) => services.AddScoped<ActivityCatalogue>();
}
