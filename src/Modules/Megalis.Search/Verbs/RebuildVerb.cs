using System.Diagnostics;
using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Verbs;
using Megalis.Search.Feed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Search.Verbs;

internal sealed class RebuildVerb : IVerb
{
    public string Name => "search rebuild";

    public string Arguments => "[--index NOM] [--json]";

    public string Help => "Reconstruit les index de recherche depuis la base : celui qui est nommé, ou tous. Les autres serveurs de la grappe en font autant ; la recherche répond pendant ce temps.";

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var names = await VerbIndexes.NamesAsync(context);
        var wanted = context.Option("--index");
        if (VerbWords.Unknown(context, ["--index"], ["--json"]) is not null || context.Files("--index").Count > 0 || (wanted is null && context.Arguments.Contains("--index")))
            return await VerbWords.MisusedAsync(context, $"search rebuild {Arguments}");
        if (wanted is not null && !names.Contains(wanted))
            return await VerbWords.MisusedAsync(context, $"Aucun index ne s’appelle « {wanted} ». Les index : {string.Join(", ", names)}.");
        var built = new List<object>();
        using var indexes = VerbIndexes.Open(context);
        foreach (var name in wanted is null ? names : [wanted])
            built.Add(await BuildAsync(context, indexes, name, stop));
        if (context.Json)
            await context.Out.WriteLineAsync(JsonSerializer.Serialize(built));
        return VerbRunner.Good;
    }

    private static async Task<object> BuildAsync(VerbContext context, VerbIndexes indexes, string name, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        if (!indexes.IsInServer && context.Services.GetRequiredService<IOptions<MegalisOptions>>().Value.Database.Provider == DatabaseProvider.Postgres)
            await AskAllAsync(context.Services, name, stop);
        if (indexes.IsBesideServer)
        {
            await context.Error.WriteLineAsync($"{name} : la reconstruction est demandée aux serveurs qui tournent ; suivez-la sur /admin/recherche.");
            return new { index = name, asked = true };
        }

        if (indexes.IsInServer)
            await indexes.Server.RebuildAsync(name, stop);
        var index = await indexes.FindAsync(name, anew: true, stop);
        var documents = index?.Count ?? 0;
        await context.Error.WriteLineAsync($"{name} : {documents} documents en {watch.Elapsed.TotalSeconds:F1} s.");
        return new { index = name, documents, bytes = index?.Bytes ?? 0, seconds = Math.Round(watch.Elapsed.TotalSeconds, 3) };
    }

    /// <summary>Through the log, which every node reads.</summary>
    public static async Task AskAllAsync(IServiceProvider services, string name, CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(services);
        scope.Services.GetRequiredService<ChangeLog>().Add(SearchChanges.Rebuild, name);
        await scope.Db.SaveChangesAsync(stop);
    }
}
