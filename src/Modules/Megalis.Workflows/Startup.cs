using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.CheckWorkflow;
using Megalis.Workflows.Features.HearContent;
using Megalis.Workflows.Features.ImportOrchard;
using Megalis.Workflows.Features.PublishByRecipe;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddScoped<ActivityCatalogue>();
        services.AddScoped<PublishedDefinitions>();
        services.AddPermissions<WorkflowPermissions>().AddNavigation<WorkflowNavigation>();
        services.AddVerb<CheckWorkflowVerb>()
            .AddRecipeStep<WorkflowDefinitionStep>()
            .AddRecipeStep<WorkflowTypeStep>()
            .On<ContentPublished, ContentHeard>("workflows")
            .On<ContentUnpublished, ContentHeard>("workflows");
    }
}
