using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.ListInstances;

/// <summary>What an operator chose above the list.</summary>
/// <param name="Words">In the title or the correlation, or the beginning of the id.</param>
/// <param name="State">One of <see cref="InstanceList.States"/>; empty for all.</param>
/// <param name="Order"><c>debut</c>, <c>titre</c>; else the last change first.</param>
internal sealed record InstanceFilter(string Words, string DefinitionId, int? Version, string State, string Order);

/// <param name="Circuit">The definition's name.</param>
internal sealed record InstanceLine(
    string Id, string Title, string Circuit, int Version, string CorrelationId, InstanceStatus Status, bool HasIncident, DateTimeOffset StartedAt, DateTimeOffset ChangedAt, DateTimeOffset? EndedAt);

/// <summary>A definition in the filter, with its versions.</summary>
internal sealed record CircuitChoice(string DefinitionId, string Name, IReadOnlyList<int> Versions);

/// <summary>Instances of this tenant. Their state, which may be long, is never read for a list.</summary>
internal sealed class InstanceList(MegalisDb db)
{
    public const int Size = 25;
    public const int MostExported = 20_000;

    public static IReadOnlyDictionary<string, string> States { get; } = new Dictionary<string, string>
    {
        ["en-cours"] = "En cours",
        ["en-attente"] = "En attente",
        ["en-incident"] = "En incident",
        ["termine"] = "Terminé",
        ["annule"] = "Annulé",
        ["en-echec"] = "En échec",
    };

    public async Task<(IReadOnlyList<InstanceLine> Lines, int Total)> ReadAsync(InstanceFilter filter, int skip, int take, CancellationToken stop)
    {
        var rows = Of(Matching(filter), filter.State);
        var ordered = filter.Order switch
        {
            "debut" => rows.OrderByDescending(i => i.StartedAt).ThenBy(i => i.Id),
            "titre" => rows.OrderBy(i => i.TitleFolded).ThenBy(i => i.Id),
            _ => rows.OrderByDescending(i => i.ChangedAt).ThenBy(i => i.Id),
        };
        var lines = await (from i in ordered.Skip(skip).Take(take)
                           join d in db.Set<DefinitionRow>() on i.VersionId equals d.Id
                           select new InstanceLine(
                               i.Id, i.Title, d.Name, d.Version, i.CorrelationId, i.Status,
                               db.Set<IncidentRow>().Any(x => x.InstanceId == i.Id && x.ResolvedAt == null), i.StartedAt, i.ChangedAt, i.EndedAt)).ToListAsync(stop);
        return (Ordered(lines, filter.Order), await rows.CountAsync(stop));
    }

    /// <summary>For the filter: what has been published here, by name.</summary>
    public async Task<IReadOnlyList<CircuitChoice>> CircuitsAsync(CancellationToken stop)
    {
        var versions = await db.Set<DefinitionRow>().Where(d => d.PublishedAt != null).Select(d => new { d.DefinitionId, d.Name, d.Version }).ToListAsync(stop);
        return [.. versions.GroupBy(v => v.DefinitionId)
            .Select(g => new CircuitChoice(g.Key, g.MaxBy(v => v.Version)!.Name, [.. g.Select(v => v.Version).OrderDescending()]))
            .OrderBy(c => c.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    private IQueryable<InstanceRow> Matching(InstanceFilter filter)
    {
        var rows = db.Set<InstanceRow>().AsNoTracking();
        if (filter.DefinitionId.Length > 0)
            rows = rows.Where(i => i.DefinitionId == filter.DefinitionId);
        if (filter.Version is { } version)
            rows = rows.Where(i => db.Set<DefinitionRow>().Any(d => d.Id == i.VersionId && d.Version == version));
        foreach (var word in filter.Words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(10))
        {
            var (folded, lower) = (Folded.Of(word), word.ToLowerInvariant());
            rows = rows.Where(i => i.TitleFolded.Contains(folded) || (i.TitleFolded == "" && i.Title.Contains(word)) || i.CorrelationId.Contains(word) || i.Id.StartsWith(lower));
        }

        return rows;
    }

    private IQueryable<InstanceRow> Of(IQueryable<InstanceRow> rows, string state)
    {
        var incidents = db.Set<IncidentRow>().Where(x => x.ResolvedAt == null);
        return state switch
        {
            "en-cours" => rows.Where(i => i.Status == InstanceStatus.Running),
            "en-attente" => rows.Where(i => i.Status == InstanceStatus.Waiting && !incidents.Any(x => x.InstanceId == i.Id)),
            "en-incident" => rows.Where(i => incidents.Any(x => x.InstanceId == i.Id)),
            "termine" => rows.Where(i => i.Status == InstanceStatus.Finished),
            "annule" => rows.Where(i => i.Status == InstanceStatus.Cancelled),
            "en-echec" => rows.Where(i => i.Status == InstanceStatus.Faulted),
            _ => rows,
        };
    }

    /// <summary>A join promises no order.</summary>
    private static List<InstanceLine> Ordered(List<InstanceLine> lines, string order) => order switch
    {
        "debut" => [.. lines.OrderByDescending(i => i.StartedAt).ThenBy(i => i.Id, StringComparer.Ordinal)],
        "titre" => [.. lines.OrderBy(i => Folded.Of(i.Title), StringComparer.Ordinal).ThenBy(i => i.Id, StringComparer.Ordinal)],
        _ => [.. lines.OrderByDescending(i => i.ChangedAt).ThenBy(i => i.Id, StringComparer.Ordinal)],
    };
}
