using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Recipes.Running;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Recipes;

/// <summary>A tenant without any feature by choice, and recipes in a folder of their own.</summary>
internal sealed class RecipeSite(KernelHost host, Tenant tenant) : IAsyncDisposable
{
    public TempFolder Folder { get; } = new();

    public KernelHost Host => host;

    /// <summary>The tenant as it is now.</summary>
    public Tenant Tenant => host.Tenants.Find(tenant.Id)!;

    public static async Task<RecipeSite> StartAsync(string database, Action<FeatureServices>? more = null)
    {
        var host = await KernelHost.StartAsync(database, services =>
        {
            new FeatureServices(services, "Tests.Optional").AddRecipeStep<OptionalStep>().AddPermissions<OptionalPermissions>();
            more?.Invoke(services);
        });
        return new RecipeSite(host, await host.AddTenantAsync("kerlann"));
    }

    public async Task<RecipeOutcome> RunAsync(string recipe, string file = "essai.recipe.json", Dictionary<string, string>? parameters = null)
    {
        var path = Folder.Write(file, recipe);
        await using var scope = Enter();
        return await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(path, parameters);
    }

    public async Task RunWellAsync(string recipe) => Assert.Empty((await RunAsync(recipe)).Errors);

    public TenantScope Enter() => host.Enter(Tenant);

    public async Task<List<ContentItemIndex>> ContentAsync()
    {
        await using var scope = Enter();
        return await scope.Services.GetRequiredService<ContentStore>().Query().OrderBy(row => row.Id).ToListAsync();
    }

    public async Task<Role?> RoleAsync(string name)
    {
        await using var scope = Enter();
        return await scope.Db.Set<Role>().AsNoTracking().SingleOrDefaultAsync(role => role.Name == name);
    }

    /// <summary>How many files lie in the store of the tenant.</summary>
    public int StoredFiles()
    {
        var folder = Path.Combine(host.DataPath, "fichiers", tenant.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count() : 0;
    }

    public async ValueTask DisposeAsync()
    {
        Folder.Dispose();
        await host.DisposeAsync();
    }

    /// <summary>A step of a feature that can be off; it writes down whether its own scope has the feature.</summary>
    internal sealed class OptionalStep(TenantContext tenant, TenantRegister register, Megalis.Kernel.Data.MegalisDb db) : IRecipeStep
    {
        public string Name => "Optional";

        public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors) => Task.CompletedTask;

        public Task ExecuteAsync(RecipeStepContext context) => register.ChangeSettingsAsync(
            tenant.Tenant.Id, new System.Text.Json.Nodes.JsonObject { ["Seen"] = tenant.Tenant.Has("Tests.Optional") ? "on" : "off" }, db);
    }

    internal sealed class OptionalPermissions : IPermissionProvider
    {
        public IEnumerable<Permission> Permissions { get; } = [new("DoOptional", "Essayer", "Tests")];
    }

    /// <summary>A bug.</summary>
    internal sealed class BrokenStep : IRecipeStep
    {
        public string Name => "Broken";

        public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors) => Task.CompletedTask;

        public Task ExecuteAsync(RecipeStepContext context) => throw new InvalidOperationException("bug");
    }
}
