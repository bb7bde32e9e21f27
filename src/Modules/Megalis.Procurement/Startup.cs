using Megalis.Kernel.Modules;
using Megalis.Procurement.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddPermissions<ProcurementPermissions>().AddNavigation<ProcurementNavigation>();
        services.AddTables<ConsultationTables>().AddMigrations<ConsultationMigrations>();
        services.AddScoped<PublicProjection>();
        services.AddScoped<OwnerScope>();
        services.AddScoped<ReferenceCounter>();
    }
}
