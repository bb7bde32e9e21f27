using Megalis.Alerts.Data;
using Megalis.Kernel.Queue;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Features.ManageAlerts;

/// <summary>Somebody wants the link to the alerts of an address. A row whether it has any or not: the page's answer is the same.</summary>
[QueueKind("alerts.link-asked.v1", Label = "Demande du lien vers des alertes")]
internal sealed record LinkAsked(string Email);

internal sealed class LinkAskedHandler(SavedSearches searches, AlertMails mails) : IHandle<LinkAsked>
{
    public async Task HandleAsync(LinkAsked payload, CancellationToken stop)
    {
        var owner = Owner.OfAddress(payload.Email);
        if (await searches.Of(owner).AnyAsync(stop))
            mails.SendLink(payload.Email, owner.EmailFolded);
    }
}
