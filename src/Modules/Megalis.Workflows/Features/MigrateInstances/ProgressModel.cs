using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Operations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.MigrateInstances;

/// <summary>How far a migration is: it goes on by itself, whoever looks.</summary>
[RequirePermission(WorkflowPermissions.Manage)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ProgressModel(MegalisDb db, MigrationDesk desk) : MegalisPage
{
    public const int Size = 50;

    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public MigrationRow Migration { get; private set; } = null!;
    public string Name { get; private set; } = "";
    public int Target { get; private set; }
    public string Sources { get; private set; } = "";

    /// <summary>Those that stayed, with the reasons.</summary>
    public IReadOnlyList<(string InstanceId, string Title, IReadOnlyList<string> Reasons)> Stayed { get; private set; } = [];

    public bool MayStop { get; private set; }

    /// <summary>Instances that it did not come to: it was stopped.</summary>
    public int Left { get; private set; }

    /// <summary>Some may have ended meanwhile, and are not counted one by one.</summary>
    public int Done => Migration.EndedAt is null ? Math.Min(Migration.Moved + Migration.Refused, Migration.Total) : Math.Max(0, Migration.Total - Left);

    public int EndedMeanwhile => Migration.EndedAt is null ? 0 : Math.Max(0, Migration.Total - Migration.Moved - Migration.Refused - Left);

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        P = Math.Clamp(P, 1, 10_000);
        if (await db.Set<MigrationRow>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == Id, stop) is not { } row)
            return NotFound();
        Migration = row;
        var sources = JsonSerializer.Deserialize<List<string>>(row.FromVersions)!;
        var versions = await db.Set<DefinitionRow>().Where(d => sources.Contains(d.Id) || d.Id == row.ToVersion).Select(d => new { d.Id, d.Version, d.Name }).ToListAsync(stop);
        (Name, Target) = versions.Where(v => v.Id == row.ToVersion).Select(v => (v.Name, v.Version)).Single();
        Sources = string.Join(", ", versions.Where(v => v.Id != row.ToVersion).Select(v => v.Version).Order());
        Stayed = await StayedAsync(stop);
        MayStop = await CurrentUser.MayAsync(WorkflowPermissions.Publish, stop);
        if (row.EndedAt is not null)
            Left = await db.Set<InstanceRow>().CountAsync(i => sources.Contains(i.VersionId) && i.EndedAt == null && i.StartedAt <= row.StartedAt && i.Id.CompareTo(row.Cursor) > 0, stop);
        return Page();
    }

    public async Task<IActionResult> OnPostStopAsync(CancellationToken stop)
    {
        if (!await CurrentUser.MayAsync(WorkflowPermissions.Publish, stop))
            return Forbid();
        if (await db.Set<MigrationRow>().AllAsync(m => m.Id != Id, stop))
            return NotFound();
        Notice = await desk.StopAsync(Id, stop) ? T["La migration est arrêtée."] : T["La migration était déjà terminée."];
        return LocalRedirect("/admin/circuits/migrations/" + Id);
    }

    private async Task<List<(string, string, IReadOnlyList<string>)>> StayedAsync(CancellationToken stop)
    {
        var rows = await (from refusal in db.Set<MigrationRefusalRow>()
                          join instance in db.Set<InstanceRow>() on refusal.InstanceId equals instance.Id
                          where refusal.MigrationId == Id
                          orderby refusal.InstanceId
                          select new { refusal.InstanceId, instance.Title, refusal.Message }).Skip((P - 1) * Size).Take(Size).ToListAsync(stop);
        return [.. rows.Select(row => (row.InstanceId, row.Title, (IReadOnlyList<string>)row.Message.Split('\n')))];
    }
}
