using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Features.CheckWorkflow;
using Megalis.Workflows.Features.HearContent;
using Megalis.Workflows.Features.ImportOrchard;
using Megalis.Workflows.Features.PublishByRecipe;
using Megalis.Workflows.Features.StartByRecipe;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Workflows;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddScoped<ActivityCatalogue>();
        services.AddScoped<PublishedDefinitions>();
        services.AddScoped<PreparedAnswers>();
        services.AddVerb<CheckWorkflowVerb>()
            .AddRecipeStep<WorkflowDefinitionStep>()
            .AddRecipeStep<WorkflowTypeStep>()
            .AddRecipeStep<StartWorkflowStep>()
            .On<UserTaskOpened, PreparedAnswers>("prepared-answers")
            .On<ContentPublished, ContentHeard>("workflows")
            .On<ContentUnpublished, ContentHeard>("workflows");
    }
}
