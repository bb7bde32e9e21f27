using System.Globalization;
using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Microsoft.Extensions.Logging;

namespace Megalis.Kernel.Files;

/// <summary>The janitor's round is due.</summary>
[QueueKind("files.sweep-due.v1", Label = "Ménage des fichiers, préparation")]
public sealed record SweepDue;

/// <summary>One round of the janitor: a call outside of the database, because it reads folders.</summary>
[QueueKind("files.sweep.v1", Lane.Outside, Label = "Ménage des fichiers")]
internal sealed record SweepFiles;

internal sealed class SweepDueHandler(Outbox outbox, MegalisDb db) : IHandle<SweepDue>
{
    public async Task HandleAsync(SweepDue payload, CancellationToken stop)
    {
        outbox.Add(new SweepFiles());
        await db.SaveChangesAsync(stop);
    }
}

/// <summary>Removes the files of all tenants that no row names. Every owner is asked, also of features that a tenant has switched off.</summary>
internal sealed class SweepFilesCall(FileJanitor janitor, TenantStore tenants, Contributions contributions, IServiceProvider services, ILogger<SweepFilesCall> log)
    : IOutsideCall<SweepFiles>
{
    public async Task CallAsync(SweepFiles payload, string key, CancellationToken stop)
    {
        var report = await janitor.SweepAsync(KnownAsync, stop);
        if (report.Withheld)
            log.LogError("{Orphans} files have no row: more than the janitor removes by itself. Was another database restored? See docs/reference/files.md.", report.Orphans);
        else if (report.Deleted > 0)
            log.LogInformation("The janitor removed {Deleted} files without a row.", report.Deleted.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A round may always be walked again.</summary>
    public Task<Reconciled> ReconcileAsync(SweepFiles payload, string key, CancellationToken stop) => Task.FromResult(Reconciled.NotDone);

    private async Task<IReadOnlySet<string>> KnownAsync(int tenantId, IReadOnlyCollection<string> ids, CancellationToken stop)
    {
        // Files of a tenant that this node does not know (yet) are nobody's to remove.
        if (tenants.Find(tenantId) is not { } tenant)
            return ids.ToHashSet();
        await using var scope = TenantScope.Enter(services, tenant);
        var known = new HashSet<string>();
        foreach (var (_, owner) in contributions.All<IFileOwner>(scope.Services))
            known.UnionWith(await owner.KnownAsync(ids, stop));
        // A row that is gone must stay gone after a power cut, for its file goes now.
        await scope.Db.WhenDurableAsync();
        return known;
    }
}
