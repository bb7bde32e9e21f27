using System.Globalization;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Search.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Alerts.Data;

/// <summary>A consultation as a line of a mail or of a preview.</summary>
internal sealed record Notice(string ConsultationId, string Reference, string Objet, string Acheteur, string Commune, DateTimeOffset PublishedAt, DateTimeOffset Deadline, bool IsCancelled)
{
    /// <summary>What a hit must bring along.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        ConsultationIndex.Reference, ConsultationIndex.Objet, ConsultationIndex.Acheteur, ConsultationIndex.CommuneName, ConsultationIndex.Publication,
        ConsultationIndex.Limite, ConsultationIndex.Etat,
    ];

    public static Notice Of(IndexDocument document) => From(
        document.Key, field => document.Strings.GetValueOrDefault(field)?.FirstOrDefault(), field => document.Numbers.GetValueOrDefault(field));

    public static Notice Of(SearchHit hit) => From(
        hit.Key, field => hit.Values.GetValueOrDefault(field) is [var first, ..] ? first : null,
        field => hit.Values.GetValueOrDefault(field) is [var digits, ..] ? long.Parse(digits, CultureInfo.InvariantCulture) : 0);

    private static Notice From(string key, Func<string, string?> text, Func<string, long> number) => new(
        key, text(ConsultationIndex.Reference) ?? "", OneLine.Of(text(ConsultationIndex.Objet), 1000), OneLine.Of(text(ConsultationIndex.Acheteur), 300),
        text(ConsultationIndex.CommuneName) ?? "", Instant(number(ConsultationIndex.Publication)), Instant(number(ConsultationIndex.Limite)),
        text(ConsultationIndex.Etat) == ConsultationIndex.EtatCancelled);

    private static DateTimeOffset Instant(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}

/// <summary>The rows of the index « consultations » straight from the database: a handler must not depend on how far a node's index is.</summary>
internal sealed class ConsultationDocuments(IServiceProvider services, TenantStore tenants)
{
    /// <summary>By the consultation's id; what is not public is missing.</summary>
    public async Task<IReadOnlyDictionary<string, IndexDocument>> ReadAsync(IReadOnlyCollection<string> ids, CancellationToken stop)
    {
        var found = new Dictionary<string, IndexDocument>(StringComparer.Ordinal);
        await ReadAsync(ids, found, stop);
        if (found.Count < ids.Count)
        {
            // Another node may have made the buyer's site a moment ago: nobody must miss an alert for it.
            await tenants.RefreshAsync(stop);
            await ReadAsync([.. ids.Where(id => !found.ContainsKey(id))], found, stop);
        }

        return found;
    }

    private async Task ReadAsync(IReadOnlyCollection<string> ids, Dictionary<string, IndexDocument> found, CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(services);
        var source = scope.Services.GetRequiredService<Contributions>().All<IIndexSource>(scope.Services)
            .Select(contributed => contributed.Instance).First(s => s.Schema.Name == ConsultationIndex.Name);
        foreach (var some in ids.Chunk(500))
            foreach (var document in await source.ReadAsync(some, stop))
                found[document.Key] = document;
    }
}
