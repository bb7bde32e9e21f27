using Megalis.Kernel.Modules;
using Megalis.Workflows.Features.ShowPicture;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows;

/// <summary>The operators' half of the module: permissions, the entry of the administration, the pages that follow and repair.</summary>
[Feature("Megalis.Workflows")]
internal sealed class OperatorStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddPermissions<WorkflowPermissions>().AddNavigation<WorkflowNavigation>();
        services.AddScoped<Pictures>();
    }
}
