using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Features.StopAlert;

/// <summary>
/// Stops one alert (<c>?a=</c>), or those that a mail told of (<c>?envoi=</c>). Mail programs post here by themselves (RFC 8058),
/// without a form of ours, so that no token can be asked: the mark in the address is the proof. A GET changes nothing.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class StopAlertModel(MegalisDb db, SavedSearches searches) : MegalisPage
{
    [BindProperty(SupportsGet = true, Name = "a")]
    public string? Mark { get; set; }

    [BindProperty(SupportsGet = true, Name = "envoi")]
    public string? MailingId { get; set; }

    /// <summary>What the link may stop, and nothing else.</summary>
    public IReadOnlyList<SavedSearch> Searches { get; private set; } = [];

    /// <summary>After the click.</summary>
    public bool IsDone { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken stop) => await LoadAsync(stop) ? Page() : NotFound();

    /// <summary>All that the link names: the one click of the mail program.</summary>
    public Task<IActionResult> OnPostAsync(CancellationToken stop) => ActAsync(null, StopAsync, stop);

    public Task<IActionResult> OnPostOneAsync(string mark, CancellationToken stop) => ActAsync(mark, StopAsync, stop);

    public Task<IActionResult> OnPostRestoreAsync(string mark, CancellationToken stop) => ActAsync(mark, searches.RestoreAsync, stop);

    private Task<Refusal?> StopAsync(long id, CancellationToken stop) => searches.ActAsync(id, (s, now) => s.Stop(now), stop);

    private async Task<IActionResult> ActAsync(string? mark, Func<long, CancellationToken, Task<Refusal?>> act, CancellationToken stop)
    {
        if (!await LoadAsync(stop))
            return NotFound();
        Refusal? refusal = null;
        foreach (var search in Searches.Where(s => mark is null || s.Mark == mark))
            refusal = await act(search.Id, stop) ?? refusal;
        await LoadAsync(stop);
        if (refusal is not null)
            return Refused(refusal);
        IsDone = true;
        return Page();
    }

    private async Task<bool> LoadAsync(CancellationToken stop)
    {
        var (mark, mailing) = (Mark ?? "", MailingId ?? "");
        Searches = mark.Length > 0
            ? await db.Set<SavedSearch>().AsNoTracking().Where(s => s.Mark == mark && s.ConfirmedAt != null).ToListAsync(stop)
            // Untold is no mail: matches of everybody bear it.
            : mailing is "" or AlertPost.Untold ? []
            : await db.Set<SavedSearch>().AsNoTracking()
                .Where(s => s.ConfirmedAt != null && db.Set<AlertMatch>().Any(m => m.MailingId == mailing && m.SavedSearchId == s.Id))
                .OrderBy(s => s.Id).ToListAsync(stop);
        return Searches.Count > 0;
    }
}
