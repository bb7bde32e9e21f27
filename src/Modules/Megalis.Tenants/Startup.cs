using Megalis.Kernel.Journal;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Workflows;
using Megalis.Tenants.Contracts;
using Megalis.Tenants.Data;
using Megalis.Tenants.Features.AddTenant;
using Megalis.Tenants.Features.CreateByWorkflow;
using Megalis.Tenants.Features.ListTenants;
using Megalis.Tenants.Features.PrepareTenant;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Tenants;

[Feature("Megalis.Tenants")]
internal sealed class TenantsStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddNavigation<TenantsNavigation>()
            .AddJob<SetUpTenant, SetUpTenantJob>()
            .AddRecipeStep<TenantsStep>()
            .AddVerb<CreateTenantVerb>()
            .AddVerb<ListTenantsVerb>();
        services.AddScoped(p => new TenantAddresses(p.GetRequiredService<TenantStore>(), p.GetRequiredService<TenantRegister>()));
    }
}

[Feature("Megalis.Tenants.Workflows")]
internal sealed class CreateByWorkflowStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services) =>
        services.AddTables<CreationTables>().AddMigrations<CreationMigrations>()
            .AddActivity<CreateTenantActivity>()
            .On<TenantPrepared, TellWorkflow>("circuits");
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
