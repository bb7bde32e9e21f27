using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Megalis.Kernel.Verbs;
using Megalis.Search.Contracts;

namespace Megalis.Search.Verbs;

internal sealed class ExplainVerb : IVerb
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public string Name => "search explain";

    public string Arguments => $"\"REQUÊTE\" CLÉ {AskedQuery.Usage} [--json]";

    public string Help => "Dit pourquoi un document est trouvé : chaque mot, où il se trouve, combien il compte. La clé est l’« id » de search query. Code 1 quand il n’est pas trouvé.";

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var (asked, fault) = await AskedQuery.ReadAsync(context, $"{Name} {Arguments}");
        if (asked is not { Words: [_, var key] })
            return await VerbWords.MisusedAsync(context, asked is null ? fault : $"{Name} {Arguments}");
        using var indexes = VerbIndexes.Open(context);
        if (await indexes.FindAsync(asked.Schema.Name, anew: false, stop) is not { } index)
        {
            await context.Error.WriteLineAsync($"L’index {asked.Schema.Name} n’est pas encore construit.");
            return VerbRunner.Findings;
        }

        if (index.Explain(asked.Request, key) is not { } why)
        {
            await context.Error.WriteLineAsync($"« {key} » n’est pas trouvé par cette requête : il n’est pas dans l’index, pas visible de ce site, ou il n’y répond pas.");
            return VerbRunner.Findings;
        }

        if (context.Json)
            await context.Out.WriteLineAsync(JsonSerializer.Serialize(why, Readable));
        else
            await WriteAsync(context, why);
        return VerbRunner.Good;
    }

    private static async Task WriteAsync(VerbContext context, SearchExplanation why)
    {
        await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"score {why.Score:F3}"));
        foreach (var reason in why.Reasons)
        {
            var places = string.Join(", ", reason.Places.Select(place => $"{place.Field} ×{place.Count}"));
            var instead = reason.SynonymOf is { } typed ? $" (synonyme de « {typed} »)" : "";
            await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{reason.Part:F3}  {reason.Typed}{instead} → {reason.Searched} : {places}"));
        }
    }
}
