using System.Diagnostics;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Megalis.Bench;

/// <summary>The product as Program.cs puts it together, with one page more: the empty one that the others are compared with.</summary>
internal static class BenchHost
{
    /// <summary>The empty Razor page with the product's layout (EmptyPage.cshtml).</summary>
    public const string EmptyPage = "/banc/vide";

    /// <summary>A setting of the bench: no page is answered from a cache.</summary>
    public const string Uncached = "Bench:Uncached";

    /// <summary>Under /sante, where no tenant is looked for. Collects garbage, then tells the process's resident bytes before and after.</summary>
    public const string Memory = "/sante/banc/memoire";

    public static WebApplication Build(IReadOnlyDictionary<string, string> settings)
    {
        var bench = typeof(BenchHost).Assembly;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = bench.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddMegalis(bench);
        if (settings.ContainsKey(Uncached))
            builder.Services.Replace(ServiceDescriptor.Singleton<IOutputCacheStore, ForgetfulStore>());
        var app = builder.Build().UseMegalis();
        app.MapGet(Memory, MemoryAsync).AllowAnonymous();
        return app;
    }

    /// <summary>Started and set up by its recipe; stopped with <c>StopAsync</c>.</summary>
    public static async Task<WebApplication> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken stop)
    {
        var app = Build(settings);
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
        var app = await StartAsync(settings.Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => s[1]), CancellationToken.None);
        await Console.Out.WriteLineAsync(app.Urls.First());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        return 0;
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

    private sealed class ForgetfulStore : IOutputCacheStore
    {
        public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) => default;
        public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => default;
        public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken) => default;
    }
}

/// <summary>Bytes: resident as the load left it, resident after a full collection, and the managed heap then.</summary>
internal sealed record MemoryFigures(long Resident, long Collected, long Heap);
