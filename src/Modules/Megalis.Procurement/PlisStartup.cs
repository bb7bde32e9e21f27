using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Security;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Data;
using Megalis.Procurement.Features.DepositPli;
using Megalis.Procurement.Features.GiveOwnData;
using Megalis.Procurement.Features.HoldOuverture;
using Megalis.Procurement.Features.PrepareDepot;
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
        services.AddOptions<DepotOptions>().BindConfiguration(DepotOptions.Section);
        services.AddSingleton<VisitorAllowance>();
        services.AddSingleton<DiskFloor>().AddSingleton<IReadinessDetail>(p => p.GetRequiredService<DiskFloor>());
        services.AddScoped<DepotAccess>();
        services.AddScoped<AccountAllowance>();
        services.AddScoped<UnfinishedDepots>();
        services.AddScoped<DepotIntake>();
        services.AddScoped<FileSending>();
        services.AddScoped<DepositEndpoint>();
        services.AddScoped<PliReader>();
        services.AddScoped<PlisOpener>();
        services.Contribute<IFileOwner, PliFileOwner>().Contribute<IDeskSource, OuverturesDesk>();
        services.Contribute<IJournalVeil, PliVeil>().Contribute<IJournalWords, ProcurementJournalWords>().Contribute<IPersonalData, ProcurementPersonalData>();
        services.AddOutsideCall<MailRecepisse, SendRecepisse>();
        services.On<ConsultationPublished, PlanSweep>("depots.plan-sweep").AddJob<SweepDepots, SweepDepotsJob>();
    }

    public override void Configure(IEndpointRouteBuilder endpoints)
    {
        FileSending.Map(endpoints);
        DepositEndpoint.Map(endpoints);
        RecepissePdf.Map(endpoints);
        TestEnvoi.Map(endpoints);
        PliFileEndpoint.Map(endpoints);
        Minutes.Map(endpoints);
    }
}
