using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Contracts;
using Megalis.Users.Data;
using Megalis.Users.Domain;
using Megalis.Users.Features.AcceptInvitation;
using Megalis.Users.Features.EnterTenant;
using Megalis.Users.Features.ManageAccounts;
using Megalis.Users.Features.ManageRoles;
using Megalis.Users.Features.ManageTeam;
using Megalis.Users.Features.OwnData;
using Megalis.Users.Features.ResetPassword;
using Megalis.Users.Features.SignIn;
using Megalis.Users.Features.SignUp;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users;

internal sealed class Startup : StartupBase
{
    /// <summary>OWASP's floor for PBKDF2 with SHA-512 (Password Storage Cheat Sheet, 2023).</summary>
    private const int HashIterations = 210_000;

    public override void ConfigureServices(FeatureServices services)
    {
        services.AddTables<UsersTables>().AddMigrations<UsersMigrations>().AddNavigation<UsersNavigation>();
        services.AddJob<ResetAsked, ResetAskedHandler>().AddRecurring<SweepExpired, SweepExpiredHandler>(TimeSpan.FromHours(1));
        services.AddScoped(p => new Accounts(p.GetRequiredService<MegalisDb>()));
        services.AddScoped(p => new Entreprises(p.GetRequiredService<MegalisDb>()));
        AddAccess(services);
        services.AddScoped<SignInSteps>();
        services.AddScoped<DemoAccounts>();
        services.AddScoped<Passage>();
        services.AddScoped<Registration>();
        services.AddScoped<Teams>();
        services.AddScoped<Grants>();
        services.AddScoped<Seats>();
        services.AddScoped<AccountList>();
        services.AddScoped<Invitations>();
        services.AddScoped<OwnData>();
        services.Contribute<IPersonalData, UsersPersonalData>();
    }

    private static void AddAccess(FeatureServices services)
    {
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = HashIterations);
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<Passwords>();
        services.AddScoped<ISessionGuard, SessionGuard>();
        services.AddScoped<Sessions>();
        services.AddScoped<Throttle>();
        services.AddScoped<Tokens>();
        services.AddScoped<TwoFactors>();
        services.AddScoped<Reauthentication>();
        services.AddScoped<UserMails>();
    }
}
