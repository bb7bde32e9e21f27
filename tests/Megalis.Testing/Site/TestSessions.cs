using System.Security.Claims;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Testing;

/// <summary>Sessions of persons that no sign-in page made: tests of a screen need someone with a right, not an account's whole story.</summary>
internal static class TestSessions
{
    private const string Prefix = "test-";

    /// <summary>Lets these sessions stand; all others are the module's own affair, as ever.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var own = services.LastOrDefault(service => service.ServiceType == typeof(ISessionGuard));
        services.AddScoped<ISessionGuard>(provider => new Guard(Create(own, provider)));
    }

    /// <summary>The value of the session's cookie for one person on one tenant.</summary>
    public static string Ticket(IServiceProvider services, Tenant tenant, string accountId, string name, string email)
    {
        var options = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme);
        var identity = new ClaimsIdentity(
        [
            new Claim(MegalisClaims.Account, accountId),
            new Claim(MegalisClaims.Name, name),
            new Claim(MegalisClaims.Email, email),
            new Claim(MegalisClaims.Session, Prefix + accountId),
            new Claim(MegalisClaims.Tenant, tenant.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ], CookieAuthenticationDefaults.AuthenticationScheme);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var properties = new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now.AddYears(1) };
        return options.TicketDataFormat.Protect(new AuthenticationTicket(new ClaimsPrincipal(identity), properties, CookieAuthenticationDefaults.AuthenticationScheme));
    }

    private static ISessionGuard? Create(ServiceDescriptor? own, IServiceProvider provider) => own switch
    {
        null => null,
        { ImplementationFactory: { } factory } => (ISessionGuard)factory(provider),
        { ImplementationInstance: ISessionGuard instance } => instance,
        _ => (ISessionGuard)ActivatorUtilities.CreateInstance(provider, own.ImplementationType!),
    };

    private sealed class Guard(ISessionGuard? own) : ISessionGuard
    {
        public Task<bool> StandsAsync(string accountId, string sessionId, CancellationToken stop) =>
            sessionId == Prefix + accountId ? Task.FromResult(true) : own?.StandsAsync(accountId, sessionId, stop) ?? Task.FromResult(false);
    }
}
