using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Recipes.Running;

/// <summary>
/// Runs the recipe of <c>Megalis:AutoSetup:Recipe</c> on a portal that has seen none yet; the portal remembers it in the
/// same transaction. A recipe that fails is tried again at the next start.
/// </summary>
internal sealed class AutoSetup(IOptions<MegalisOptions> options, RecipeFiles files, ILogger<AutoSetup> log) : IBootTask
{
    public int Order => 10;

    public async Task RunAsync(IServiceProvider services, CancellationToken stop)
    {
        var tenants = services.GetRequiredService<TenantStore>();
        var name = options.Value.AutoSetup.Recipe;
        if (name.Length == 0 || !tenants.IsSetUp) return;
        await using var scope = TenantScope.Enter(services, tenants.Default);
        if (await WasSetUpAsync(scope.Db, stop)) return;
        if (files.Find(name) is { } file)
            await RunAsync(scope, file, name, stop);
        else
            log.LogError("The setup recipe {Recipe} was not found; the portal stays empty.", name);
    }

    private async Task RunAsync(TenantScope scope, string file, string name, CancellationToken stop)
    {
        var given = options.Value.AutoSetup.Password;
        var password = given.Length > 0 ? given : Ids.Random()[..16];
        var ran = false;
        await scope.Db.TransactAsync(async () =>
        {
            // Two nodes that start together: the second waits here until the first has committed.
            await scope.Db.NextVersionAsync("tenants", stop);
            if (await WasSetUpAsync(scope.Db, stop)) return;
            var outcome = await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(file, Parameters(scope.Services, password), stop);
            if (!outcome.Succeeded)
                throw new InvalidOperationException(string.Join(Environment.NewLine, outcome.Errors));
            var portal = scope.Services.GetRequiredService<TenantContext>().Tenant.Id;
            await scope.Services.GetRequiredService<TenantStore>().ChangeAsync(scope.Db, portal, row => row.RecipeName = name, stop);
            ran = true;
        }, stop);
        // Said once, on the terminal and not in a log that is kept.
        if (ran && given.Length == 0)
            await Console.Out.WriteLineAsync($"Recette « {name} » exécutée. Mot de passe des comptes créés : {password}");
    }

    private static Dictionary<string, string> Parameters(IServiceProvider services, string password) => new()
    {
        ["SiteName"] = "Megalis",
        ["AdminUserId"] = Ids.New(services.GetRequiredService<TimeProvider>()),
        ["AdminUsername"] = "admin@megalis.example",
        ["AdminEmail"] = "admin@megalis.example",
        ["AdminPassword"] = password,
    };

    private static Task<bool> WasSetUpAsync(MegalisDb db, CancellationToken stop) =>
        db.Set<TenantRow>().AnyAsync(row => row.Name == Tenant.DefaultName && row.RecipeName != "", stop);
}
