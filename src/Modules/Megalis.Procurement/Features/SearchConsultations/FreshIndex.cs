using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Queue;
using Megalis.Procurement.Contracts;
using Megalis.Search.Contracts;
using Microsoft.AspNetCore.Http;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>
/// An answer that is kept for others must know of every change that is committed. The index learns of them a moment later: a page
/// that is about to be kept waits for it, and is not kept when that takes too long. Other answers are of this instant only.
/// </summary>
internal sealed class FreshIndex(SearchIndexes indexes, ChangeLog changes, PublicSearch database, TimeProvider clock)
{
    private const int Tries = 40;
    private const int Pause = 25;

    public async Task BeforeKeepingAsync(HttpContext http, ConsultationCriteria criteria, CancellationToken stop)
    {
        if (http.User.Identity?.IsAuthenticated == true || http.Request.Query.Keys.Any(name => name != "p"))
            return;
        if (await database.NextDeadlineAsync(criteria, stop) is { } next)
            http.ChangesAt(ParisTime.NextWords(next, clock.GetUtcNow()));
        if (!await IsUpToDateAsync(stop))
            http.ChangesAt(clock.GetUtcNow());
    }

    /// <summary>The database's own list, without an index, is always up to date.</summary>
    private async Task<bool> IsUpToDateAsync(CancellationToken stop)
    {
        for (var turn = 0; turn < Tries; turn++)
        {
            if (indexes.Find(ConsultationIndex.Name) is not { } index || !await changes.GoesBeyondAsync(index.Position, stop))
                return true;
            await Task.Delay(Pause, stop);
        }

        return false;
    }
}
