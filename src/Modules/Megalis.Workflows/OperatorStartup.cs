using Megalis.Kernel.Modules;
using Megalis.Workflows.Features.ListInstances;
using Megalis.Workflows.Features.ResolveIncidents;
using Megalis.Workflows.Features.ShowInstance;
using Megalis.Workflows.Features.ShowPicture;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows;

/// <summary>The operators' half of the module: permissions, the entry of the administration, the pages that follow and repair.</summary>
[Feature("Megalis.Workflows")]
internal sealed class OperatorStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddPermissions<WorkflowPermissions>().AddNavigation<WorkflowNavigation>().AddJob<RetryIncident, RetryIncidentHandler>().AddJob<RetryFault, RetryFaultHandler>();
        services.AddScoped<Pictures>();
        services.AddScoped<InstanceList>();
        services.AddScoped<InstanceSteps>();
        services.AddScoped<InstanceWaits>();
        services.AddScoped<InstanceReader>();
        services.AddScoped<IncidentGroups>();
    }
}
