using Megalis.Kernel.Files;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Features.DepositPli;
using Megalis.Procurement.Features.HoldOuverture;
using Megalis.Procurement.Features.SeedPlis;
using Megalis.Procurement.Features.ShowRecepisse;
using Megalis.Procurement.Features.TestWorkstation;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement;

/// <summary>The second half of the salle des marchés: plis, their receipts and their opening.</summary>
internal sealed class PlisStartup : StartupBase
{
    public override int Order => 1;

    public override void ConfigureServices(FeatureServices services)
    {
        services.AddTables<PliTables>().AddMigrations<PliMigrations>();
        services.AddRecipeStep<PlisStep>();
        services.AddScoped<DepotIntake>();
        services.AddScoped<PliReader>();
        services.AddScoped<PlisOpener>();
        services.Contribute<IFileOwner, PliFileOwner>();
        services.On<PliDeposited, AskRecepisse>("pli.recepisse").AddJob<MailRecepisse, SendRecepisse>();
    }

    public override void Configure(IEndpointRouteBuilder endpoints)
    {
        DepotEndpoints.Map(endpoints);
        TestEnvoi.Map(endpoints);
        PliFileEndpoint.Map(endpoints);
    }
}
