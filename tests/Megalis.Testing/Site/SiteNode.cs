using System.Net;
using System.Net.Sockets;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Megalis.Testing;

/// <summary>The whole application in this process, put together as <c>Program.cs</c> does, listening on a loopback port of its own.</summary>
internal sealed class SiteNode : IAsyncDisposable
{
    private readonly WebApplication app;

    private SiteNode(WebApplication app, Uri address)
    {
        this.app = app;
        Address = address;
    }

    /// <summary><c>http://127.0.0.1:port</c>; people's addresses are <c>http://localhost:port</c> and <c>http://kerlann.localhost:port</c>.</summary>
    public Uri Address { get; }

    public IServiceProvider Services => app.Services;

    public static async Task<SiteNode> StartAsync(SiteOptions options, IReadOnlyDictionary<string, string> places, SiteLog log)
    {
        for (var attempt = 1; ; attempt++)
        {
            // The port is chosen before the start, because the portal's public address, which mails and redirects carry, names it.
            var port = FreePort();
            var app = Build(options, places, log, port);
            try
            {
                await app.StartAsync();
                await app.Services.GetRequiredService<Boot>().Done.WaitAsync(TimeSpan.FromSeconds(60));
                if (options.Recipe.Length == 0)
                    await PortalSetup.EnsureAsync(app.Services, CancellationToken.None);
                return new SiteNode(app, new Uri($"http://127.0.0.1:{port}"));
            }
            catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException && attempt < 3)
            {
                await app.DisposeAsync();
            }
            catch
            {
                await app.DisposeAsync();
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static WebApplication Build(SiteOptions options, IReadOnlyDictionary<string, string> places, SiteLog log, int port)
    {
        var host = typeof(Program).Assembly;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = host.GetName().Name,
            ContentRootPath = Path.Combine(Folders.Repository, "src", "Megalis.Web"),
            EnvironmentName = options.Environment,
        });
        // Only what the test says: neither this machine's environment nor a developer's settings.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddJsonFile("appsettings.json");
        // A test may put its own place in the stead of the fixture's.
        builder.Configuration.AddInMemoryCollection(options.Settings.Concat(places).DistinctBy(pair => pair.Key).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.Configuration["Megalis:PublicUrl"] = options.Settings.GetValueOrDefault("Megalis:PublicUrl") ?? $"http://localhost:{port}";
        builder.Configuration["Megalis:AutoSetup:Recipe"] = options.Recipe;
        builder.Configuration["Urls"] = "";
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Logging.ClearProviders().AddProvider(log);
        if (options.Clock is not null)
            builder.Services.AddSingleton<TimeProvider>(options.Clock);
        builder.AddMegalis(host);
        TestSessions.AddTo(builder.Services);
        // Files carry the machine's date and the site the test's: to the janitor every file would be months old.
        foreach (var round in builder.Services.Where(d => d.ImplementationInstance is Kernel.Queue.RecurringRegistration { Payload: var p } && p == typeof(Kernel.Files.SweepDue)).ToList())
            builder.Services.Remove(round);
        options.Services?.Invoke(builder.Services);
        return builder.Build().UseMegalis();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
