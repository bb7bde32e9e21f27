using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Megalis.Kernel.Data;
using Megalis.Kernel.Files;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.Colors;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Verbs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Megalis.Kernel.Modules;

/// <summary>Puts the house together: finds the modules, runs their startups, lays the request pipeline.</summary>
public static class MegalisHost
{
    /// <summary>Where an operator says on which address to listen.</summary>
    private static readonly string[] AddressKeys = ["urls", "http_ports", "https_ports"];

    /// <exception cref="ModuleException">The modules do not fit together; the sentence says which and why.</exception>
    public static WebApplicationBuilder AddMegalis(this WebApplicationBuilder builder, Assembly host)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        // Not in appsettings.json: there it would win over ASPNETCORE_URLS.
        if (AddressKeys.All(key => string.IsNullOrEmpty(builder.Configuration[key])) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls("http://localhost:5080");
        var dropped = ModuleDiscovery.DroppedIn(builder.Configuration["Modules:Path"]);
        var catalogue = new FeatureCatalogue([.. ModuleDiscovery.Referenced(host), .. dropped]);
        services.AddSingleton(catalogue);
        services.AddSingleton(new DroppedFiles(dropped));
        services.AddOptions<MegalisOptions>().Bind(builder.Configuration.GetSection(MegalisOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<TimeProvider>(new MicrosecondClock());
        // Standard output belongs to the answers of verbs, which scripts read.
        services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = Microsoft.Extensions.Logging.LogLevel.Trace);
        AddKernel(services);
        services.AddMegalisQueue(builder.Configuration);
        AddPages(services, dropped);
        foreach (var (startup, feature) in Startups(catalogue))
        {
            startup.ConfigureServices(new FeatureServices(services, feature));
            services.AddSingleton(new StartupRegistration(startup, feature));
        }

        return builder;
    }

    public static WebApplication UseMegalis(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Use(next => context => SecurityHeaders.Add(context, next));
        app.UseForwardedFromTrusted();
        // The error page gets services of its own: the failed request's database context may be what failed, and its tenant is already set.
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/erreur", CreateScopeForErrors = true, StatusCodeSelector = Failures.StatusOf });
        app.UseStatusCodePagesWithReExecute("/erreur/{0}", createScopeForStatusCodePages: true);
        app.UseMiddleware<TenantMiddleware>();
        app.UseCookiePolicy();
        // Amounts and dates are written as in France whatever the browser asks; Texts chooses the language.
        app.UseRequestLocalization(o => o.SetDefaultCulture("fr-FR").RequestCultureProviders.Clear());
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UsePublicPages();
        app.UseAntiforgery();
        app.MapHealth();
        app.MapTenantColors();
        app.MapStaticAssets().AllowAnonymous();
        app.MapDroppedFiles();
        app.MapRazorPages().WithStaticAssets();
        app.MapControllers().WithStaticAssets();
        foreach (var registration in app.Services.GetServices<StartupRegistration>())
            registration.Startup.Configure(app.MapGroup("").WithMetadata(new FeatureMetadata(registration.FeatureId)));
        // Without it the fallback policy (deny) would send an unknown address to the sign-in page.
        app.MapFallback(() => Results.StatusCode(StatusCodes.Status404NotFound)).AllowAnonymous();
        return app;
    }

    private static void AddKernel(IServiceCollection services)
    {
        services.AddMegalisData();
        // First of the hosted services: data protection reads its keys from tables that the boot creates.
        services.AddSingleton<ProcessLock>();
        services.AddSingleton<Boot>();
        services.AddHostedService(p => p.GetRequiredService<Boot>());
        services.AddSingleton(p => new HostReady(p.GetRequiredService<Boot>()));
        services.AddHostedService<VerbSocket>();
        services.AddSingleton<IBootTask, FirstSetup>();
        services.AddMegalisSecurity();
        services.AddMegalisMail();
        services.AddHttpContextAccessor();
        services.AddSingleton(p => new Contributions(p.GetServices<Contribution>()));
        services.AddSingleton<TenantStore>();
        services.AddSingleton<TenantRegister>();
        services.AddSingleton<Texts>();
        services.AddMegalisFiles();
        services.AddMegalisOutgoing();
        services.AddScoped<MemberRights>();
        services.AddScoped<CurrentUser>();
        services.AddScoped<IPageFrame, TenantFrame>();
        services.AddSingleton<MatcherPolicy, FeatureGate>();
        services.AddExceptionHandler<Failures>();
        services.AddProblemDetails();
        services.AddHostedService<TenantWatcher>();
        services.AddPublicPages();
    }

    private static void AddPages(IServiceCollection services, IReadOnlyList<Assembly> dropped)
    {
        // Accents stay readable in the source of pages, and titles are not full of &#xE9;.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.ConfigureOptions<FrenchBinding>();
        services.AddSingleton<FeatureStamp>();
        services.AddSingleton<IPageApplicationModelProvider>(p => p.GetRequiredService<FeatureStamp>());
        services.AddSingleton<IApplicationModelProvider>(p => p.GetRequiredService<FeatureStamp>());
        // Pages of modules compile as /Megalis.X/Features/...
        services.Configure<RazorPagesOptions>(o => o.RootDirectory = "/");
        services.AddOptions<Microsoft.AspNetCore.Mvc.Razor.RazorViewEngineOptions>()
            .Configure<FeatureCatalogue>((o, catalogue) => o.ViewLocationExpanders.Add(new ThemeViews(catalogue)));
        var mvc = services.AddControllersWithViews(o => o.Filters.Add(new Microsoft.AspNetCore.Mvc.AutoValidateAntiforgeryTokenAttribute())).AddRazorPagesOptions(_ => { });
        services.AddRazorPages();
        services.AddSingleton<CookieTempDataProvider>();
        services.AddSingleton<ITempDataProvider, QuietTempData>();
        services.Configure<CookieTempDataProviderOptions>(o => o.Cookie.Name = "__Host-notice");
        mvc.ConfigureApplicationPartManager(parts =>
        {
            foreach (var part in dropped.SelectMany(a => ApplicationPartFactory.GetApplicationPartFactory(a).GetApplicationParts(a)).Concat(dropped.Select(a => new CompiledRazorAssemblyPart(a))))
                parts.ApplicationParts.Add(part);
        });
    }

    private static IEnumerable<(StartupBase Startup, string Feature)> Startups(FeatureCatalogue catalogue)
    {
        var order = catalogue.Features.Select((f, i) => (f.Id, i)).ToDictionary(x => x.Id, x => x.i);
        return from assembly in catalogue.Assemblies
               from type in assembly.GetTypes()
               where type.IsSubclassOf(typeof(StartupBase)) && !type.IsAbstract
               let feature = catalogue.FeatureOf(type)
               where feature is not null && order.ContainsKey(feature)
               where type.GetCustomAttribute<RequireFeaturesAttribute>()?.Features.All(f => catalogue.Find(f) is not null) ?? true
               let startup = (StartupBase)Activator.CreateInstance(type, nonPublic: true)!
               orderby order[feature], startup.Order
               select (startup, feature);
    }
}

internal sealed record StartupRegistration(StartupBase Startup, string FeatureId);
