using Megalis.Alerts.Data;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Megalis.Alerts.Features.ManageAlerts;

/// <summary>
/// The alerts of an address without an account, for whoever comes by the signed link of a mail. Without one, or with one that is
/// too old, the page sends another to the address that is typed, known or not.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.Strict)]
internal sealed class AddressAlertsModel(
    MegalisDb db, SavedSearches searches, CriteriaReader reader, AlertLinks links, TimeProvider clock, VisitorMails visitors, Outbox outbox)
    : AlertListModel(db, searches, reader, links, clock)
{
    private readonly AlertLinks _links = links;
    private readonly MegalisDb _db = db;

    [BindProperty(SupportsGet = true, Name = "lien")]
    public string? Link { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    /// <summary>Whose alerts are shown; null when the link is worthless.</summary>
    public Owner? Reader { get; private set; }
    public bool IsSent { get; private set; }
    public override string Carried => Reader is null && Link is null ? "" : "?lien=" + Uri.EscapeDataString(Link ?? "");

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (await OwnerAsync(stop) is { } owner)
            await LoadAsync(owner, stop);
        else if (!string.IsNullOrEmpty(Link))
            return Refused(new Refusal("Ce lien est trop ancien ou incomplet. Demandez-en un autre ci-dessous."));
        return Page();
    }

    public async Task<IActionResult> OnPostLinkAsync(CancellationToken stop)
    {
        if (VisitorMails.CheckAddress(Email, out var email) is { } wrong)
            return Refused(wrong.On(nameof(Email)));
        if (await visitors.ChargeAsync("lien-alertes", email) is null)
        {
            outbox.Add(new LinkAsked(email));
            await _db.SaveChangesAsync(stop);
        }

        IsSent = true;
        return Page();
    }

    protected override Task<Owner?> OwnerAsync(CancellationToken stop) => Task.FromResult(Reader ??= _links.Read(Link));
}
