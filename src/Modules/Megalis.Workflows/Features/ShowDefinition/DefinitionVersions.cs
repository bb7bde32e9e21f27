using Megalis.Kernel.Data;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.ShowDefinition;

/// <summary>A published version and what stands on it.</summary>
/// <param name="UnderWay">Instances that run or wait on it.</param>
/// <param name="All">With those that ended.</param>
internal sealed record VersionLine(string Id, int Number, bool IsCurrent, DateTimeOffset PublishedAt, string PublishedBy, string Hash, int UnderWay, int All)
{
    /// <summary>Enough of it to compare by eye.</summary>
    public string ShortHash => Hash[..Math.Min(8, Hash.Length)];
}

/// <summary>Published versions of a definition of this tenant.</summary>
internal sealed class DefinitionVersions(MegalisDb db)
{
    /// <summary>The newest first; empty when this tenant has no such definition.</summary>
    public async Task<IReadOnlyList<VersionLine>> OfAsync(string definitionId, CancellationToken stop)
    {
        var rows = await Published(definitionId).OrderByDescending(d => d.Version)
            .Select(d => new { d.Id, d.Version, d.IsCurrent, d.PublishedAt, d.PublishedBy, d.Hash }).ToListAsync(stop);
        var ids = rows.Select(d => d.Id).ToList();
        var counts = await db.Set<InstanceRow>().Where(i => ids.Contains(i.VersionId)).GroupBy(i => i.VersionId)
            .Select(g => new { g.Key, All = g.Count(), UnderWay = g.Count(i => i.EndedAt == null) }).ToDictionaryAsync(g => g.Key, stop);
        return
        [
            .. rows.Select(d => new VersionLine(
                d.Id, d.Version, d.IsCurrent, d.PublishedAt!.Value, d.PublishedBy, d.Hash, counts.GetValueOrDefault(d.Id)?.UnderWay ?? 0, counts.GetValueOrDefault(d.Id)?.All ?? 0)),
        ];
    }

    /// <summary>Its canonical JSON; null when there is none.</summary>
    public Task<string?> JsonAsync(string definitionId, int number, CancellationToken stop) =>
        Published(definitionId).Where(d => d.Version == number).Select(d => d.Json).SingleOrDefaultAsync(stop);

    private IQueryable<DefinitionRow> Published(string definitionId) =>
        db.Set<DefinitionRow>().AsNoTracking().Where(d => d.DefinitionId == definitionId && d.PublishedAt != null);
}
