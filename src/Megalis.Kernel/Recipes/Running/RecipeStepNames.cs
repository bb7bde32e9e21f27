using Megalis.Kernel.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Recipes.Running;

/// <summary>Stops a host in which two modules bring a step of one name.</summary>
internal sealed class RecipeStepNames : IBootTask
{
    public int Order => -10;

    public async Task RunAsync(IServiceProvider services, CancellationToken stop)
    {
        await using var scope = services.CreateAsyncScope();
        _ = scope.ServiceProvider.GetRequiredService<RecipeValidator>();
    }
}
