using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Recipes.Verbs;
using Megalis.Kernel.Verbs;
using Megalis.Testing;

namespace Megalis.Kernel.Tests.Recipes;

public sealed class AutoSetupTests : IDisposable
{
    private const string Key = "Megalis:AutoSetup:Recipe";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_first_start_runs_the_recipe_that_the_configuration_names(string database)
    {
        var recipe = folder.Write("essai.recipe.json", """
            { "steps": [ { "name": "Settings", "SiteName": "[js: parameters('AdminEmail')]", "Secret": "[js: parameters('AdminPassword')]" } ] }
            """);

        await using var host = await KernelHost.StartAsync(database, null, null, (Key, recipe), ("Megalis:AutoSetup:Password", "un mot de passe long"));

        Assert.Equal("admin@megalis.example", host.Tenants.Default.DisplayName);
        Assert.Equal("un mot de passe long", host.Tenants.Default.Text("Secret"));
    }

    [Fact]
    public async Task A_second_start_does_not_run_it_again()
    {
        var recipe = folder.Write("essai.recipe.json", """{ "steps": [ { "name": "Settings", "SiteName": "[js: uuid()]" } ] }""");
        await using var first = await KernelHost.StartAsync(BothDatabases.Postgres, null, null, (Key, recipe));

        await using var second = await first.StartSecondNodeAsync(null, null, (Key, recipe));

        Assert.Equal(26, first.Tenants.Default.DisplayName.Length);
        Assert.Equal(first.Tenants.Default.DisplayName, second.Tenants.Default.DisplayName);
    }

    [Fact]
    public async Task A_recipe_with_a_finding_stops_the_start_and_says_where()
    {
        var recipe = folder.Write("essai.recipe.json", "{ \"steps\": [\n { \"name\": \"Inconnu\" } ] }");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => KernelHost.StartAsync(BothDatabases.Sqlite, null, null, (Key, recipe)));

        Assert.Contains("ligne 2, $.steps[0].name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_verb_recipe_run_works_for_a_tenant_with_parameters_and_says_what_is_wrong()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Sqlite);
        await host.AddTenantAsync("kerlann");
        var recipe = folder.Write("essai.recipe.json", """{ "steps": [ { "name": "Settings", "SiteName": "[js: parameters('Nom')]" } ] }""");

        Assert.Equal(VerbRunner.Good, await RunAsync(host, recipe, "--tenant", "kerlann", "--parameter", "Nom=Kerlann = mer"));
        Assert.Equal("Kerlann = mer", host.Tenants.Find("kerlann")!.DisplayName);
        Assert.Equal(VerbRunner.Findings, await RunAsync(host, recipe));
        Assert.Equal(VerbRunner.BadUsage, await RunAsync(host, recipe, "--tenant", "absent"));
        Assert.Equal(VerbRunner.BadUsage, await RunAsync(host, folder["absent"]));
        Assert.Equal(VerbRunner.BadUsage, await RunAsync(host));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_profile_that_a_recipe_defines_forbids_features_to_the_sites_that_have_it(string database)
    {
        var recipe = folder.Write("essai.recipe.json", """
            { "steps": [ { "name": "FeatureProfiles", "FeatureProfiles": { "petites": { "FeatureRules": [ { "Rule": "Exclude", "Expression": "Tests.O*" } ] } } } ] }
            """);
        await using var host = await KernelHost.StartAsync(database, null, null, (Key, recipe));
        var tenant = await host.AddTenantAsync("kerlann");
        await using (var scope = host.EnterHost())
            await host.Tenants.ChangeAsync(scope.Db, tenant.Id, row => row.FeatureProfile = "petites");
        var feature = folder.Write("service.recipe.json", """{ "steps": [ { "name": "Feature", "enable": [ "Tests.Optional" ] } ] }""");

        Assert.Equal(VerbRunner.Findings, await RunAsync(host, feature, "--tenant", "kerlann"));
        Assert.False(host.Tenants.Find("kerlann")!.Has("Tests.Optional"));
    }

    [Fact]
    public async Task Two_steps_of_one_name_stop_the_start()
    {
        var error = await Assert.ThrowsAsync<ModuleException>(() => KernelHost.StartAsync(
            BothDatabases.Sqlite, services => services.AddRecipeStep<RecipeSite.OptionalStep>().AddRecipeStep<TwinStep>()));

        Assert.Contains("'OPTIONAL'", error.Message, StringComparison.Ordinal);
    }

    internal sealed class TwinStep : IRecipeStep
    {
        public string Name => "OPTIONAL";

        public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors) => Task.CompletedTask;

        public Task ExecuteAsync(RecipeStepContext context) => Task.CompletedTask;
    }

    private static Task<int> RunAsync(KernelHost host, params string[] arguments) =>
        new RecipeRunVerb().RunAsync(new VerbContext(arguments, TextWriter.Null, TextWriter.Null, host.Services, false), CancellationToken.None);
}
