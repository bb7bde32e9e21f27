using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes.Running;
using Megalis.Kernel.Recipes.Steps;
using Megalis.Kernel.Recipes.Verbs;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Recipes;

internal sealed class RecipeStartup : StartupBase
{
    public override int Order => -80;

    public override void ConfigureServices(FeatureServices services)
    {
        services.AddScoped<RecipeValidator>();
        services.AddScoped<RecipeCheck>();
        services.AddScoped<RecipeRunner>();
        services.AddSingleton<RecipeFiles>();
        services.AddSingleton<IBootTask, RecipeStepNames>();
        services.AddSingleton<IBootTask, AutoSetup>();
        services.AddVerb<RecipeCheckVerb>()
            .AddVerb<RecipeRunVerb>()
            .AddRecipeStep<FeatureStep>()
            .AddRecipeStep<FeatureProfilesStep>()
            .AddRecipeStep<ThemesStep>()
            .AddRecipeStep<SettingsStep>()
            .AddRecipeStep<RolesStep>()
            .AddRecipeStep<ContentDefinitionStep>()
            .AddRecipeStep<ReplaceContentDefinitionStep>()
            .AddRecipeStep<DeleteContentDefinitionStep>()
            .AddRecipeStep<ContentStep>()
            .AddRecipeStep<MediaStep>();
    }
}
