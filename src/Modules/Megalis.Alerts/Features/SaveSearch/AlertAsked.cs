using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Features.SaveSearch;

/// <summary>
/// Somebody without an account asks that an address be told. A row of the queue whoever it is, so that the page's answer and its
/// time are the same: an address never learns here whether it is known.
/// </summary>
[QueueKind("alerts.asked.v1", Label = "Demande d’alerte à confirmer")]
internal sealed record AlertAsked(string Email, int TenantId, string Query, string Name, Rhythm Rhythm);

internal sealed class AlertAskedHandler(MegalisDb db, SavedSearches searches, AlertMails mails, CriteriaReader criteria, TenantStore tenants) : IHandle<AlertAsked>
{
    public async Task HandleAsync(AlertAsked payload, CancellationToken stop)
    {
        var owner = Owner.OfAddress(payload.Email);
        var hash = SavedSearch.HashOf(payload.Query);
        var known = await db.Set<SavedSearch>().AsNoTracking().SingleOrDefaultAsync(
            s => s.AccountId == "" && s.EmailFolded == owner.EmailFolded && s.TenantId == payload.TenantId && s.QueryHash == hash, stop);
        if (known is { ConfirmedAt: not null, StoppedAt: null })
        {
            // Nothing of it changes: whoever types an address must not rename what its owner has.
            mails.Known(payload.Email, known);
            return;
        }

        var sentence = criteria.Read(payload.Query, tenants.Find(payload.TenantId) ?? tenants.Default).Sentence;
        var (search, refusal) = await searches.SaveAsync(
            owner, payload.Email, new Wish(payload.TenantId, payload.Query, payload.Name, payload.Rhythm),
            (asked, secret) => mails.AskForYes(payload.Email, asked, sentence, secret), stop);
        if (search is null)
            mails.TooMany(payload.Email, owner.EmailFolded, refusal!.ToString());
    }
}
