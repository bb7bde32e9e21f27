using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Access;

/// <summary>What the pages of the way in share.</summary>
internal static class AccessServices
{
    /// <summary>OWASP's floor for PBKDF2 with SHA-512 (Password Storage Cheat Sheet, 2023).</summary>
    private const int HashIterations = 210_000;

    public static void AddAccess(this FeatureServices services)
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
