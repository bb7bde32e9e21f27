using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Features.ManageAlerts;

/// <summary>One alert as its owner sees it.</summary>
/// <param name="Site">Where it looks when that is not the whole region, or empty.</param>
/// <param name="Results">The search as it is now.</param>
/// <param name="ThisWeek">New finds of the last seven days.</param>
/// <param name="IsWhole">False: a condition is gone, so that it finds nothing until its owner changes it.</param>
internal sealed record AlertLine(SavedSearch Search, string Sentence, string Site, string Results, int ThisWeek, bool IsWhole);

/// <summary>The owner's alerts and what they may do with them; whose they are is the derived page's to know.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal abstract class AlertListModel(MegalisDb db, SavedSearches searches, CriteriaReader reader, AlertLinks links, TimeProvider clock) : MegalisPage
{
    public IReadOnlyList<AlertLine> Lines { get; private set; } = [];

    /// <summary>« ?lien=… » for who has no account, to be carried along; empty for an account.</summary>
    public virtual string Carried => "";

    public string Here => Request.Path + Carried;

    /// <summary>Null: nothing here is theirs to see.</summary>
    protected abstract Task<Owner?> OwnerAsync(CancellationToken stop);

    public Task<IActionResult> OnPostPauseAsync(string a, CancellationToken stop) =>
        ActAsync(a, (s, now) => s.Pause(now), "L’alerte « {0} » est en pause : elle ne vous écrira plus jusqu’à ce que vous la repreniez.", "Resume", stop);

    public async Task<IActionResult> OnPostResumeAsync(string a, CancellationToken stop)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromDays(7);
        if (await OwnerAsync(stop) is { } owner && await searches.FindAsync(owner, a, stop) is { PausedAt: not null } search)
            // What was found long before the pause is no news any more.
            await db.DeleteWhereAsync<AlertMatch>(m => m.SavedSearchId == search.Id && m.MailingId == "" && m.At < before, stop);
        return await ActAsync(a, (s, now) => s.Resume(now), "L’alerte « {0} » reprend.", "Pause", stop);
    }

    public Task<IActionResult> OnPostRemoveAsync(string a, CancellationToken stop) =>
        ActAsync(a, (s, now) => s.Stop(now), "L’alerte « {0} » est supprimée.", "Restore", stop);

    public Task<IActionResult> OnPostRestoreAsync(string a, CancellationToken stop) =>
        ActAsync(a, searches.RestoreAsync, "L’alerte « {0} » est remise.", null, stop);

    protected async Task LoadAsync(Owner owner, CancellationToken stop)
    {
        var own = await searches.Of(owner).OrderBy(s => s.Id).Take(200).ToListAsync(stop);
        var (ids, week) = (own.Select(s => s.Id).ToList(), clock.GetUtcNow() - TimeSpan.FromDays(7));
        var counts = await db.Set<AlertMatch>().Where(m => ids.Contains(m.SavedSearchId) && m.Occasion == AlertMatch.New && m.At > week)
            .GroupBy(m => m.SavedSearchId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, stop);
        var lines = new List<AlertLine>();
        foreach (var search in own)
        {
            var site = links.SiteOf(search);
            var criteria = reader.Read(search);
            lines.Add(new AlertLine(search, criteria.Sentence, site.IsDefault ? "" : site.DisplayName, links.Results(search), counts.GetValueOrDefault(search.Id), criteria.IsWhole(search.Query)));
        }

        Lines = lines;
    }

    private Task<IActionResult> ActAsync(string mark, Action<SavedSearch, DateTimeOffset> act, string said, string? undo, CancellationToken stop) =>
        ActAsync(mark, (id, end) => searches.ActAsync(id, act, end), said, undo, stop);

    private async Task<IActionResult> ActAsync(string mark, Func<long, CancellationToken, Task<Refusal?>> act, string said, string? undo, CancellationToken stop)
    {
        if (await OwnerAsync(stop) is not { } owner || await searches.FindAsync(owner, mark, stop) is not { } search)
            return NotFound();
        if (await act(search.Id, stop) is { } refusal)
        {
            await LoadAsync(owner, stop);
            return Refused(refusal);
        }

        TempData.Say(T[said, search.Name], undo is null ? null : $"{Request.Path}{(Carried.Length > 0 ? Carried + "&" : "?")}handler={undo}&a={search.Mark}");
        return Redirect(Here);
    }
}
