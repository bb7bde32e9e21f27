using Megalis.Kernel.Journal;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Tenants;
using Megalis.Tenants.Features.AddTenant;
using Megalis.Tenants.Features.ListTenants;
using Megalis.Tenants.Features.PrepareTenant;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Tenants;

[Feature("Megalis.Tenants")]
internal sealed class TenantsStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services) =>
        services.AddNavigation<TenantsNavigation>()
            .AddJob<SetUpTenant, SetUpTenantJob>()
            .AddRecipeStep<TenantsStep>()
            .AddVerb<CreateTenantVerb>()
            .AddVerb<ListTenantsVerb>();
}

[Feature("Megalis.Settings")]
internal sealed class SettingsStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddScoped<SettingsJournal>();
        services.AddNavigation<SettingsNavigation>().Contribute<IJournalWords, SettingsJournalWords>();
    }
}
