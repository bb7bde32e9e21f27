using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.ListDefinitions;

/// <summary>A definition as the list shows it, by its last published version.</summary>
/// <param name="IsCurrent">False: withdrawn, no instance may begin.</param>
/// <param name="Starts">What begins instances by itself, in words.</param>
/// <param name="Waiting">Running instances that wait for something; <paramref name="Running"/> have a step due.</param>
/// <param name="Stuck">Running instances with an open incident.</param>
internal sealed record DefinitionLine(
    string DefinitionId, string Name, string Description, int Version, bool IsCurrent, DateTimeOffset PublishedAt, string PublishedBy,
    IReadOnlyList<string> Starts, int Running, int Waiting, int Stuck);

/// <summary>The definitions of a tenant with what runs on them.</summary>
internal sealed class DefinitionList(MegalisDb db, TimeProvider clock)
{
    /// <param name="words">Looked for in names and ids.</param>
    public async Task<(IReadOnlyList<DefinitionLine> Lines, int Total)> ReadAsync(string words, int page, int size, CancellationToken stop)
    {
        // A tenant has tens of definitions: their names are read whole, their texts only for the page at hand.
        var all = await Last().Select(d => new { d.Id, d.DefinitionId, d.Name }).ToListAsync(stop);
        var wanted = Folded.Of(words).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = all.Where(d => Array.TrueForAll(wanted, word => Folded.Of($"{d.Name} {d.DefinitionId}").Contains(word, StringComparison.Ordinal)))
            .OrderBy(d => Folded.Of(d.Name), StringComparer.Ordinal).ThenBy(d => d.DefinitionId, StringComparer.Ordinal).Select(d => d.Id).ToList();
        var shown = found.Skip((page - 1) * size).Take(size).ToList();
        var rows = await db.Set<DefinitionRow>().AsNoTracking().Where(d => shown.Contains(d.Id)).ToListAsync(stop);
        var counts = await CountAsync([.. rows.Select(d => d.DefinitionId)], stop);
        return ([.. rows.OrderBy(d => shown.IndexOf(d.Id)).Select(d => Line(d, counts, clock.GetUtcNow()))], found.Count);
    }

    private IQueryable<DefinitionRow> Last() => db.Set<DefinitionRow>()
        .Where(d => d.PublishedAt != null && !db.Set<DefinitionRow>().Any(o => o.DefinitionId == d.DefinitionId && o.PublishedAt != null && o.Version > d.Version));

    private async Task<Dictionary<string, Counts>> CountAsync(List<string> definitions, CancellationToken stop)
    {
        var groups = await db.Set<InstanceRow>()
            .Where(i => (i.Status == InstanceStatus.Running || i.Status == InstanceStatus.Waiting) && definitions.Contains(i.DefinitionId))
            .GroupBy(i => new { i.DefinitionId, i.Status })
            .Select(g => new { g.Key.DefinitionId, g.Key.Status, All = g.Count(), Stuck = g.Count(i => i.OpenIncidents > 0) }).ToListAsync(stop);
        return groups.GroupBy(g => g.DefinitionId).ToDictionary(g => g.Key, g => new Counts(
            g.Where(x => x.Status == InstanceStatus.Running).Sum(x => x.All), g.Where(x => x.Status == InstanceStatus.Waiting).Sum(x => x.All), g.Sum(x => x.Stuck)));
    }

    private static DefinitionLine Line(DefinitionRow row, Dictionary<string, Counts> counts, DateTimeOffset now)
    {
        var definition = DefinitionReader.Read(row.Json).Definition;
        var count = counts.GetValueOrDefault(row.DefinitionId, new Counts(0, 0, 0));
        return new DefinitionLine(
            row.DefinitionId, row.Name, definition?.Description ?? "", row.Version, row.IsCurrent, row.PublishedAt!.Value, row.PublishedBy,
            definition is null ? [] : [.. StartTriggers.Of(definition).Select(start => DefinitionWords.Say(start, now))], count.Running, count.Waiting, count.Stuck);
    }

    private sealed record Counts(int Running, int Waiting, int Stuck);
}
