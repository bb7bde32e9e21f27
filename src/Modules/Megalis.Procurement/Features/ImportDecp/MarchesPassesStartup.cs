using Megalis.Kernel.Modules;
using Megalis.Kernel.Search;
using Megalis.Procurement.Features.ImportCpv;
using Megalis.Procurement.Features.IndexMarchesPasses;
using Megalis.Procurement.Features.SearchMarchesPasses;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Features.ImportDecp;

internal sealed class MarchesPassesStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddSingleton<CpvLists>();
        services.AddScoped<PastContracts>();
        services
            .AddTables<MarchesPassesTables>()
            .AddMigrations<MarchesPassesMigrations>()
            .AddNavigation<MarchesPassesNavigation>()
            .AddIndexSource<MarchesPassesSource>()
            .Contribute<IHitKinds, MarchePasseHits>()
            .AddVerb<ImportDecpVerb>()
            .AddVerb<CheckDecpVerb>()
            .AddVerb<ImportCpvVerb>();
    }
}
