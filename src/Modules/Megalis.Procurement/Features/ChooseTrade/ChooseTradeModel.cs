using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain.Trades;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Procurement.Features.ChooseTrade;

/// <summary>A first visit: a trade and a place, then the list. The form asks the list itself: nothing is kept of the answers.</summary>
[AllowAnonymous]
[PublicCache]
internal sealed class ChooseTradeModel(TradeLists trades, PastCodes past) : MegalisPage
{
    private const int MostProposed = 4;

    public IReadOnlyList<Trade> Trades => trades.All;

    /// <summary>For someone who is signed in and has answered before.</summary>
    public IReadOnlyList<Trade> Proposed { get; private set; } = [];

    public bool IsPortal => Tenant.IsDefault;

    public IReadOnlyList<SelectListItem> Epcis { get; } =
        [.. Localities.Epcis.OrderBy(e => Folded.Of(e.Name), StringComparer.Ordinal).Select(e => new SelectListItem(e.Name, e.Siren))];

    public async Task OnGetAsync(CancellationToken stop)
    {
        if (CurrentUser.IsSignedIn)
            Proposed = [.. trades.OfCodes(await past.OfAsync(CurrentUser.AccountId, stop)).Take(MostProposed)];
    }
}
