using Megalis.Kernel.Modules;
using Megalis.Procurement.Features.ImportCpv;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Features.ImportDecp;

internal sealed class MarchesPassesStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddSingleton<CpvLists>();
        services
            .AddTables<MarchesPassesTables>()
            .AddMigrations<MarchesPassesMigrations>()
            .AddVerb<ImportDecpVerb>()
            .AddVerb<CheckDecpVerb>()
            .AddVerb<ImportCpvVerb>();
    }
}
