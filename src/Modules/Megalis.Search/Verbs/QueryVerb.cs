using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Megalis.Kernel.Verbs;
using Megalis.Search.Contracts;

namespace Megalis.Search.Verbs;

internal sealed class QueryVerb : IVerb
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "search query";

    public string Arguments => $"\"REQUÊTE\" {AskedQuery.Usage} [--take N] [--json]";

    public string Help => "Cherche comme un visiteur du portail (ou du site nommé), avec les totaux et les facettes. Sans --index : les consultations.";

    public async Task<int> RunAsync(VerbContext context, CancellationToken stop)
    {
        var (asked, fault) = await AskedQuery.ReadAsync(context, $"{Name} {Arguments}");
        if (asked is null || asked.Words.Count > 1)
            return await VerbWords.MisusedAsync(context, asked is null ? fault : "Mettez la requête entre guillemets : un seul mot de la ligne de commande.");
        using var indexes = VerbIndexes.Open(context);
        if (await indexes.FindAsync(asked.Schema.Name, anew: false, stop) is not { } index)
        {
            await context.Error.WriteLineAsync($"L’index {asked.Schema.Name} n’est pas encore construit.");
            return VerbRunner.Findings;
        }

        var answer = index.Search(asked.Request with { Load = asked.Title is { } title ? [title] : [] });
        if (answer.Notice is { } notice)
            await context.Error.WriteLineAsync(notice.ToString());
        if (answer.Refused is { } refused)
        {
            await context.Error.WriteLineAsync(refused.ToString());
            return VerbRunner.Findings;
        }

        await (context.Json ? WriteJsonAsync(context, asked, answer) : WriteListAsync(context, asked, answer));
        return VerbRunner.Good;
    }

    private static Task WriteJsonAsync(VerbContext context, AskedQuery asked, SearchAnswer answer) => context.Out.WriteLineAsync(JsonSerializer.Serialize(
        new
        {
            total = answer.Total,
            tookMs = Math.Round(answer.Took.TotalMilliseconds, 3),
            hits = answer.Hits.Select(hit => new { id = hit.Key, score = Math.Round(hit.Score, 4), title = TitleOf(asked, hit) }),
            facets = answer.Facets.ToDictionary(facet => facet.Key, facet => facet.Value.Select(value => new { value = value.Value, count = value.Count })),
        },
        Readable));

    private static async Task WriteListAsync(VerbContext context, AskedQuery asked, SearchAnswer answer)
    {
        await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{answer.Total} en {answer.Took.TotalMilliseconds:F2} ms"));
        foreach (var hit in answer.Hits)
            await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{hit.Key}  {hit.Score:F2}  {TitleOf(asked, hit)}"));
        foreach (var (field, values) in answer.Facets.Where(facet => facet.Value.Count > 0))
            await context.Out.WriteLineAsync($"{field} : {string.Join(", ", values.Take(8).Select(value => $"{value.Value} ({value.Count})"))}");
    }

    private static string TitleOf(AskedQuery asked, SearchHit hit) => asked.Title is { } field && hit.Values.TryGetValue(field, out var texts) ? string.Join(' ', texts) : "";
}
