using Megalis.Kernel.Data;
using Megalis.Users.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Features.ShowPicture;
using Megalis.Workflows.Runtime.State;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.ShowInstance;

/// <summary>Reads one instance with what belongs to it.</summary>
internal sealed class InstanceReader(MegalisDb db, Pictures pictures, Accounts accounts, InstanceSteps steps, InstanceWaits waits)
{
    private const int MostTasks = 500;
    private const int MostIncidents = 200;
    private const int MostRelated = 50;

    public Task<bool> IsHereAsync(string id, CancellationToken stop) => db.Set<InstanceRow>().AnyAsync(i => i.Id == id, stop);

    public Task<bool> IsOfAsync(string incidentId, string id, CancellationToken stop) => db.Set<IncidentRow>().AnyAsync(i => i.Id == incidentId && i.InstanceId == id, stop);

    /// <summary>Null when this tenant has no such instance.</summary>
    /// <param name="page">Of the journal, from 1; the newest steps first.</param>
    public async Task<InstanceView?> ReadAsync(string id, int page, CancellationToken stop)
    {
        if (await db.Set<InstanceRow>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, stop) is not { } row)
            return null;
        var version = await db.Set<DefinitionRow>().Where(d => d.Id == row.VersionId).Select(d => new { d.Name, d.Version }).SingleAsync(stop);
        var read = await pictures.ReadAsync(row.VersionId, stop);
        var view = new InstanceView
        {
            Row = row,
            State = InstanceState.Read(row.State),
            Circuit = version.Name,
            Version = version.Version,
            Definition = read?.Definition,
            ActivityNames = read?.Picture.Steps.DistinctBy(s => s.ActivityId).ToDictionary(s => s.ActivityId, s => s.Name) ?? [],
            Incidents = await db.Set<IncidentRow>().AsNoTracking().Where(i => i.InstanceId == id).OrderBy(i => i.ResolvedAt != null).ThenByDescending(i => i.Id).Take(MostIncidents).ToListAsync(stop),
            Tasks = await db.Set<TaskRow>().AsNoTracking().Where(t => t.InstanceId == id).OrderByDescending(t => t.Id).Take(MostTasks).ToListAsync(stop),
        };
        view.People = await PeopleAsync(view, stop);
        view.Waits = await waits.ReadAsync(view, stop);
        view.Sentence = InstanceWaits.Sentence(view);
        var marks = await steps.MarksAsync(view, stop);
        await steps.FillAsync(view, page, stop);
        if (read is { } drawn)
            view.Picture = new PictureView(row.VersionId, drawn.Definition.Name, drawn.Picture.Steps, marks);
        await FillRelatedAsync(view, stop);
        return view;
    }

    private async Task<IReadOnlyDictionary<string, string>> PeopleAsync(InstanceView view, CancellationToken stop)
    {
        var actors = await db.Set<StepRow>().Where(s => s.InstanceId == view.Row.Id && s.Actor != "").Select(s => s.Actor).Distinct().Take(MostTasks).ToListAsync(stop);
        var ids = actors.Concat(view.Tasks.SelectMany(t => new[] { t.AccountId, t.EndedBy })).Concat(view.Incidents.Select(i => i.ResolvedBy)).Append(view.Row.StartedBy)
            .Where(id => id.Length > 0).Distinct().ToList();
        return (await accounts.FindAsync(ids, stop)).ToDictionary(p => p.Key, p => p.Value.DisplayName);
    }

    private async Task FillRelatedAsync(InstanceView view, CancellationToken stop)
    {
        var (id, parent) = (view.Row.Id, view.Row.ParentId);
        var children = db.Set<InstanceRow>().Where(i => i.ParentId == id);
        view.RelatedTotal = await children.CountAsync(stop);
        view.Related =
        [
            .. await db.Set<InstanceRow>().Where(i => i.Id == parent && parent != "").Select(i => new RelatedInstance(i.Id, i.Title, i.Status, true)).ToListAsync(stop),
            .. await children.OrderByDescending(i => i.StartedAt).ThenBy(i => i.Id).Take(MostRelated).Select(i => new RelatedInstance(i.Id, i.Title, i.Status, false)).ToListAsync(stop),
        ];
    }
}
