using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Access;
using Megalis.Users.Contracts;
using Megalis.Users.Data;
using Megalis.Users.Features.AcceptInvitation;
using Megalis.Users.Features.EnterTenant;
using Megalis.Users.Features.ImportUsers;
using Megalis.Users.Features.ManageAccounts;
using Megalis.Users.Features.ManageRoles;
using Megalis.Users.Features.ManageTeam;
using Megalis.Users.Features.OwnData;
using Megalis.Users.Features.ReadJournal;
using Megalis.Users.Features.ResetPassword;
using Megalis.Users.Features.SetUp;
using Megalis.Users.Features.SignIn;
using Megalis.Users.Features.SignUp;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddTables<UsersTables>().AddMigrations<UsersMigrations>().AddNavigation<UsersNavigation>()
            .AddRecipeStep<UsersStep>().AddVerb<SetUpVerb>();
        services.AddJob<ResetAsked, ResetAskedHandler>().AddRecurring<SweepExpired, SweepExpiredHandler>(TimeSpan.FromHours(1));
        services.AddScoped(p => new Accounts(p.GetRequiredService<MegalisDb>()));
        services.AddScoped(p => new Members(p.GetRequiredService<MegalisDb>()));
        services.AddScoped(p => new Entreprises(p.GetRequiredService<MegalisDb>()));
        services.AddScoped(p => new VisitorMails(p.GetRequiredService<Throttle>()));
        services.AddScoped(p => new AgentInvitations(
            p.GetRequiredService<MegalisDb>(), p.GetRequiredService<TenantStore>(), p.GetRequiredService<Journal>(), p.GetRequiredService<TimeProvider>()));
        services.AddAccess();
        services.AddScoped<SignInSteps>();
        services.AddScoped<DemoAccounts>();
        services.AddScoped<Passage>();
        services.AddScoped<Registration>();
        services.AddScoped<Teams>();
        services.AddScoped<Grants>();
        services.AddScoped<Seats>();
        services.AddScoped<Inviters>();
        services.AddScoped<AccountList>();
        services.AddScoped<Invitations>();
        services.AddScoped<OwnData>();
        services.AddScoped<SetUp>();
        services.Contribute<IPersonalData, UsersPersonalData>().Contribute<IJournalWords, UsersJournalWords>();
        services.AddScoped<JournalPages>();
    }
}
