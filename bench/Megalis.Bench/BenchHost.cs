using System.Diagnostics;
using Megalis.Bench.Workflows;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Bench;

/// <summary>The product as Program.cs puts it together, with one page more: the empty one that the others are compared with.</summary>
internal static class BenchHost
{
    /// <summary>The empty Razor page with the product's layout (EmptyPage.cshtml).</summary>
    public const string EmptyPage = "/banc/vide";

    /// <summary>Under /sante, where no tenant is looked for. Publishes the portal's latest news under another title.</summary>
    public const string Publish = "/sante/banc/publier";

    /// <summary>A setting of the bench: the environment's name, Production unless said.</summary>
    public const string EnvironmentKey = "Bench:Environment";

    /// <summary>Under /sante, where no tenant is looked for. Collects garbage, then tells the process's resident bytes before and after.</summary>
    public const string Memory = "/sante/banc/memoire";

    public static WebApplication Build(IReadOnlyDictionary<string, string> settings, Action<FeatureServices>? more = null)
    {
        var bench = typeof(BenchHost).Assembly;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = bench.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = settings.GetValueOrDefault(EnvironmentKey, Environments.Production),
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddMegalis(bench);
        more?.Invoke(new FeatureServices(builder.Services, "Megalis.Kernel"));
        var app = builder.Build().UseMegalis();
        app.MapGet(Memory, MemoryAsync).AllowAnonymous();
        app.MapGet(Publish, (string title, CancellationToken stop) => PublishAsync(app.Services, title, stop)).AllowAnonymous();
        return app;
    }

    /// <summary>Started and set up by its recipe; stopped with <c>StopAsync</c>.</summary>
    public static async Task<WebApplication> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken stop, Action<FeatureServices>? more = null)
    {
        var app = Build(settings, more);
        await app.StartAsync(stop);
        await app.Services.GetRequiredService<Boot>().Done.WaitAsync(stop);
        return app;
    }

    /// <summary>Waits until the queue has nothing that is due: tenants set up, content laid.</summary>
    public static async Task WhenQuietAsync(WebApplication app, CancellationToken stop)
    {
        while (true)
        {
            await using (var scope = TenantScope.EnterHost(app.Services))
            {
                var now = TimeProvider.System.GetUtcNow();
                if (!await scope.Db.Set<QueueRow>().AnyAsync(row => row.Due <= now && row.State != QueueState.Resting, stop))
                    return;
            }

            await Task.Delay(200, stop);
        }
    }

    /// <summary>The other process: serves until its standard input closes, so that it never outlives the bench.</summary>
    public static async Task<int> ServeAsync(string[] settings)
    {
        var known = settings.Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => s[1]);
        var app = await StartAsync(known, CancellationToken.None, services => PeerLine.AddTo(services, known));
        await Console.Out.WriteLineAsync(app.Urls.First());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        return 0;
    }

    private static async Task PublishAsync(IServiceProvider services, string title, CancellationToken stop)
    {
        await using var scope = TenantScope.Enter(services, services.GetRequiredService<TenantStore>().Default);
        var content = scope.Services.GetRequiredService<ContentStore>();
        var item = (await content.Query().Where(row => row.ContentType == "News" && row.Published && row.Latest)
            .OrderByDescending(row => row.PublishedUtc).ThenByDescending(row => row.Id).FirstAsync(stop)).ToItem();
        item.Weld<TitlePart>().Title = title;
        if (await content.PublishAsync(item, ContentAuthor.System, stop) is not ContentSaved.Done)
            throw new InvalidOperationException("The news was not published.");
    }

    private static IResult MemoryAsync()
    {
        var before = Resident();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Results.Json(new MemoryFigures(before, Resident(), GC.GetTotalMemory(forceFullCollection: false)));
    }

    private static long Resident()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}

/// <summary>Bytes: resident as the load left it, resident after a full collection, and the managed heap then.</summary>
internal sealed record MemoryFigures(long Resident, long Collected, long Heap);
