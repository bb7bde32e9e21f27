using Megalis.Kernel.Modules;
using Megalis.Workflows.Features.ImportDefinition;
using Megalis.Workflows.Features.ListDefinitions;
using Megalis.Workflows.Features.MigrateInstances;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows.Features.ShowDefinition;

/// <summary>What the pages about definitions, versions and migrations ask.</summary>
[Feature("Megalis.Workflows")]
internal sealed class DefinitionPages : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddScoped<DefinitionList>();
        services.AddScoped<DefinitionVersions>();
        services.AddScoped<DefinitionExamination>();
        services.AddScoped<MapProposal>();
    }
}
