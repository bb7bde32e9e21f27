using Megalis.Kernel.Modules;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.CheckWorkflow;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services) =>
        services.AddVerb<CheckWorkflowVerb>()
            .AddScoped<ActivityCatalogue>();
}
