using Megalis.Kernel.Data;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.MigrateInstances;

/// <summary>An activity that the new version does not have under its id, or has as another kind.</summary>
/// <param name="Waiting">Instances that rest on it now.</param>
/// <param name="Suggested">The activity that has its name and its kind; empty when none or several have.</param>
/// <param name="Same">Activities of its kind in the new version; <paramref name="Others"/> of another kind, where no token may go.</param>
internal sealed record MapLine(string Id, string Name, string Kind, int Waiting, string Suggested, IReadOnlyList<MapChoice> Same, IReadOnlyList<MapChoice> Others);

internal sealed record MapChoice(string Id, string Name);

/// <summary>What a person must decide before instances move from some versions to another one: ids that stay need no word.</summary>
internal sealed class MapProposal(MegalisDb db, ActivityCatalogue catalogue, Kernel.Tenants.TenantContext tenant)
{
    /// <returns>Those where somebody waits first.</returns>
    public async Task<IReadOnlyList<MapLine>> OfAsync(IReadOnlyList<string> sources, string target, CancellationToken stop)
    {
        var texts = await db.Set<DefinitionRow>().AsNoTracking().Where(d => sources.Contains(d.Id) || d.Id == target).ToDictionaryAsync(d => d.Id, d => d.Json, stop);
        if (!texts.TryGetValue(target, out var text) || DefinitionReader.Read(text).Definition is not { } to)
            return [];
        var after = to.Activities.DistinctBy(activity => activity.Id).ToDictionary(activity => activity.Id);
        var before = texts.Where(pair => pair.Key != target).Select(pair => DefinitionReader.Read(pair.Value).Definition).OfType<WorkflowDefinition>()
            .SelectMany(definition => definition.Activities).DistinctBy(activity => (activity.Id, activity.Type));
        var waiting = await WaitingAsync(sources, stop);
        var types = catalogue.Of(tenant.Tenant);
        return
        [
            .. before.Where(activity => after.GetValueOrDefault(activity.Id)?.Type != activity.Type).DistinctBy(activity => activity.Id)
                .Select(activity => Line(activity, to, types, waiting.GetValueOrDefault(activity.Id)))
                .OrderByDescending(line => line.Waiting).ThenBy(line => line.Name, StringComparer.Ordinal),
        ];
    }

    private async Task<Dictionary<string, int>> WaitingAsync(IReadOnlyList<string> sources, CancellationToken stop) =>
        await (from bookmark in db.Set<BookmarkRow>()
               join instance in db.Set<InstanceRow>() on bookmark.InstanceId equals instance.Id
               where sources.Contains(instance.VersionId) && instance.EndedAt == null
               group bookmark by bookmark.ActivityId into g
               select new { g.Key, Count = g.Select(b => b.InstanceId).Distinct().Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, stop);

    private static MapLine Line(Activity activity, WorkflowDefinition to, ActivityTypes types, int waiting)
    {
        var name = DefinitionWords.NameOf(activity, types);
        var choices = to.Activities.DistinctBy(other => other.Id).Where(other => other.Id != activity.Id).ToLookup(other => other.Type == activity.Type);
        // The whole of one version is the whole of the other, whatever its drawing calls it.
        var twins = choices[true].Where(other => (other == to.Root && activity.Children.Count > 0) || (other != to.Root && DefinitionWords.NameOf(other, types) == name)).ToList();
        return new MapLine(
            activity.Id, name, DefinitionWords.KindOf(activity, types), waiting, twins is [var only] ? only.Id : "",
            [.. choices[true].Select(other => new MapChoice(other.Id, DefinitionWords.NameOf(other, types)))],
            [.. choices[false].Select(other => new MapChoice(other.Id, $"{DefinitionWords.NameOf(other, types)} ({DefinitionWords.KindOf(other, types)})"))]);
    }
}
