using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Recipes.Running;

/// <summary>What came of running a recipe: nothing was done unless <see cref="Errors"/> is empty.</summary>
/// <param name="Steps">How many steps ran.</param>
public sealed record RecipeOutcome(IReadOnlyList<RecipeError> Errors, int Steps)
{
    public bool Succeeded => Errors.Count == 0;
}

/// <summary>
/// Runs a recipe for the tenant of this scope: the whole file is validated, then all steps run in one transaction (the open
/// one, when there is one). Whatever fails undoes everything.
/// </summary>
public sealed class RecipeRunner(
    IServiceProvider services, MegalisDb db, TenantContext tenant, RecipeValidator validator, ContentDefinitionStore definitions, FeatureCatalogue catalogue)
{
    /// <summary>The section of the configuration that <c>configuration('key')</c> reads.</summary>
    public const string ConfigurationSection = "Megalis:Recipes";

    private const string Savepoint = "recipe";

    /// <param name="file">Path of the recipe's file; see <see cref="RecipeFiles"/>.</param>
    /// <param name="parameters">What <c>parameters('name')</c> gives: Orchard's AdminUsername, AdminEmail, AdminPassword, SiteName ...</param>
    public async Task<RecipeOutcome> RunAsync(string file, IReadOnlyDictionary<string, string>? parameters = null, CancellationToken stop = default)
    {
        var errors = new RecipeErrors(file);
        if (Recipe.ReadFile(file, errors) is not { } recipe || errors.Count > 0)
            return new RecipeOutcome([.. errors], 0);
        var inputs = new RecipeInputs(services.GetRequiredService<TimeProvider>(), RecipeFolder.Of(file))
        {
            Parameters = parameters ?? new Dictionary<string, string>(),
            Configuration = services.GetService<IConfiguration>()?.GetSection(ConfigurationSection),
        };
        var plan = await RecipePlan.OfAsync(tenant.Tenant, db, definitions, stop);
        var steps = await validator.ValidateAsync(recipe, plan, inputs, errors);
        return errors.Count > 0 ? new RecipeOutcome([.. errors], 0) : await RunAsync(steps, stop);
    }

    private async Task<RecipeOutcome> RunAsync(IReadOnlyList<PlannedStep> steps, CancellationToken stop)
    {
        try
        {
            foreach (var step in steps)
                await step.Step.PrepareAsync(step.Context);
            if (db.Database.CurrentTransaction is { } open)
                await ExecuteWithinAsync(open, steps, stop);
            else
                await db.TransactAsync(() => ExecuteAsync(steps, stop), stop);
        }
        catch (Exception exception)
        {
            foreach (var step in steps.Reverse())
                await step.Context.UndoAsync();
            if (exception is RecipeFailure failure)
                return new RecipeOutcome([failure.Error], 0);
            throw;
        }

        foreach (var step in steps)
            await step.Context.FinishAsync();
        return new RecipeOutcome([], steps.Count);
    }

    /// <summary>A recipe that fails inside the transaction of a job or of the first start takes back its own part only.</summary>
    private async Task ExecuteWithinAsync(IDbContextTransaction open, IReadOnlyList<PlannedStep> steps, CancellationToken stop)
    {
        await open.CreateSavepointAsync(Savepoint, stop);
        try
        {
            await ExecuteAsync(steps, stop);
            await open.ReleaseSavepointAsync(Savepoint, stop);
        }
        catch
        {
            await open.RollbackToSavepointAsync(Savepoint, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Each step has a scope of its own, whose tenant already has what the steps before it switched on.</summary>
    private async Task ExecuteAsync(IReadOnlyList<PlannedStep> steps, CancellationToken stop)
    {
        var current = tenant.Tenant;
        foreach (var (step, context) in steps)
        {
            await using (var scope = await TenantScope.JoinAsync(services, current, db, stop))
            {
                await ((IRecipeStep)scope.Services.GetRequiredService(step.GetType())).ExecuteAsync(context);
                await scope.Db.SaveChangesAsync(stop);
            }

            var row = await db.Set<TenantRow>().AsNoTracking().SingleAsync(t => t.Id == current.Id, stop);
            if (row.Version != current.Version)
                current = new Tenant(row, catalogue.WithDependencies(row.Features.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }
    }
}
