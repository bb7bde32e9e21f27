using System.Net;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Security;

/// <summary>Sessions, permissions, antiforgery, cookies and rate limits of the host.</summary>
internal static class SecuritySetup
{
    /// <summary>Half of the proof that a form is ours; the page itself holds the other half.</summary>
    public const string FormCookie = "__Host-megalis-form";

    public static IServiceCollection AddMegalisSecurity(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationPolicyProvider, PermissionPolicies>();
        services.AddScoped<IAuthorizationHandler, PermissionHandler>();
        services.AddDataProtection().SetApplicationName("Megalis");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(p => new ConfigureOptions<KeyManagementOptions>(
            o => o.XmlRepository = new DataProtectionKeys(p)));
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(ConfigureSession);
        services.AddAuthorization(o => o.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = FormCookie;
            o.Cookie.Path = "/";
            // SecurePolicy.Always would throw over http in development; the cookie policy below makes it Secure all the same.
            o.Cookie.SecurePolicy = CookieSecurePolicy.None;
        });
        services.Configure<CookiePolicyOptions>(o =>
        {
            o.Secure = CookieSecurePolicy.Always;
            o.HttpOnly = HttpOnlyPolicy.Always;
            o.MinimumSameSitePolicy = SameSiteMode.Lax;
        });
        services.Configure<Microsoft.AspNetCore.Mvc.CookieTempDataProviderOptions>(o =>
        {
            o.Cookie.Name = "__Host-megalis-notice";
            o.Cookie.Path = "/";
        });
        services.AddRateLimiter(ConfigureLimits);
        return services;
    }

    /// <summary>Believes X-Forwarded-For and X-Forwarded-Proto from the proxies that the configuration names, and from nobody else.</summary>
    public static void UseForwardedFromTrusted(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<IOptions<MegalisOptions>>().Value.TrustedProxies.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (proxies.Length == 0)
            return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            if (System.Net.IPNetwork.TryParse(proxy, out var network))
                options.KnownIPNetworks.Add(network);
            else
                options.KnownProxies.Add(IPAddress.Parse(proxy));
        var lost = new LostHost(options, app.Services.GetRequiredService<ILogger<LostHost>>());
        app.Use(lost.InvokeAsync);
        app.UseForwardedHeaders(options);
    }

    private static void ConfigureSession(CookieAuthenticationOptions o)
    {
        o.Cookie.Name = "__Host-megalis";
        o.Cookie.Path = "/";
        o.Cookie.SameSite = SameSiteMode.Lax;
        o.Cookie.SecurePolicy = CookieSecurePolicy.None;
        o.LoginPath = "/connexion";
        o.AccessDeniedPath = "/erreur/403";
        o.ReturnUrlParameter = "retour";
        o.ExpireTimeSpan = TimeSpan.FromHours(12);
        o.SlidingExpiration = true;
        o.Events.OnValidatePrincipal = ValidateAsync;
        o.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>A ticket counts only on the tenant that issued it, and only while its session stands.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var principal = context.Principal;
        var tenant = context.HttpContext.RequestServices.GetRequiredService<TenantContext>();
        var here = tenant is { IsSet: true, IsHost: false } ? tenant.Tenant.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) : "";
        var guard = context.HttpContext.RequestServices.GetService<ISessionGuard>();
        if (principal?.FindFirstValue(MegalisClaims.Tenant) == here && guard is not null
            && await guard.StandsAsync(principal.FindFirstValue(MegalisClaims.Account) ?? "", principal.FindFirstValue(MegalisClaims.Session) ?? "", context.HttpContext.RequestAborted))
            return;
        context.RejectPrincipal();
        // An address of no tenant (/sante) knows nobody, and ends nobody's session.
        if (here.Length == 0)
            return;
        await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    /// <summary>
    /// Limits by tenant and network. Reading is free; writing through forms is bounded far above what a person does;
    /// <see cref="RateLimits.Strict"/> guards what can be guessed (sign-in, codes).
    /// </summary>
    private static void ConfigureLimits(RateLimiterOptions o)
    {
        o.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        o.AddPolicy(RateLimits.Strict, context => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetSlidingWindowLimiter(
                Key(context), _ => new SlidingWindowRateLimiterOptions { PermitLimit = 60, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 }));
        o.OnRejected = (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "60";
            return ValueTask.CompletedTask;
        };

        // Not by the Host header, which the caller chooses: every name that nobody has leads to the portal.
        static string Key(HttpContext context)
        {
            var tenant = context.RequestServices.GetRequiredService<TenantContext>();
            return $"{(tenant is { IsSet: true, IsHost: false } ? tenant.Tenant.Id : 0)}|{Networks.Of(context)}";
        }
    }
}

/// <summary>Names of the rate-limit policies, for <c>[EnableRateLimiting]</c>.</summary>
public static class RateLimits
{
    /// <summary>60 posts a minute for one network on one tenant: sign-in, codes, sign-up.</summary>
    public const string Strict = "strict";
}
