using Megalis.Adhesions.Data;
using Megalis.Adhesions.Features;
using Megalis.Adhesions.Features.ForgetAdhesions;
using Megalis.Adhesions.Features.GiveOwnData;
using Megalis.Adhesions.Features.LoadAdhesions;
using Megalis.Adhesions.Features.RunCircuit;
using Megalis.Adhesions.Features.ShowAdhesion;
using Megalis.Kernel.Files;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Security;
using Megalis.Kernel.Workflows;
using Megalis.Workflows.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Adhesions;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddTables<AdhesionTables>().AddMigrations<AdhesionMigrations>().AddPermissions<AdhesionsPermissions>().AddNavigation<AdhesionsNavigation>();
        services.AddScoped<AdhesionLinks>();
        services.AddScoped<AdhesionMails>();
        services.AddScoped<AdhesionBook>();
        services.AddScoped<ConventionFiles>();
        services.AddScoped<Reinvitation>();
        services.AddScoped<CircuitOfAdhesion>();
        services.AddActivity<AdhesionStepActivity>().AddActivity<AdhesionReminderActivity>().AddActivity<AbandonAdhesionActivity>().AddActivity<WelcomeAdherentActivity>();
        services.On<WorkflowEnded, CloseWithCircuit>("close-with-circuit");
        services.AddRecurring<ForgetAdhesions, ForgetAdhesionsHandler>(TimeSpan.FromHours(1)).AddRecipeStep<AdhesionsStep>();
        services.Contribute<IFileOwner, AdhesionFiles>().Contribute<IJournalWords, AdhesionsJournalWords>().Contribute<IPersonalData, AdhesionsPersonalData>();
    }

    public override void Configure(IEndpointRouteBuilder endpoints) => ConventionFiles.Map(endpoints);
}
