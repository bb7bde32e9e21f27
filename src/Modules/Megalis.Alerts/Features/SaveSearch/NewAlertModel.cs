using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Features.SaveSearch;

/// <summary>
/// « Me prévenir »: the search of the address, what it would have given, a rhythm. An account with a confirmed address is told from
/// now on; any other address says yes by mail first.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.Strict)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class NewAlertModel(
    CriteriaReader reader, SavedSearches searches, AlertMails mails, Accounts accounts, VisitorMails visitors, Outbox outbox, MegalisDb db) : MegalisPage
{
    /// <summary>Under which mails are counted.</summary>
    public const string Purpose = "alerte";

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public Rhythm? Rhythm { get; set; } = Domain.Rhythm.Daily;

    [BindProperty]
    public string? Email { get; set; }

    /// <summary>The mark of an alert that this search replaces; empty for a new one.</summary>
    [BindProperty]
    public string? Replaced { get; set; }

    public Criteria Criteria { get; private set; } = null!;
    public Preview Preview { get; private set; } = null!;

    /// <summary>What the signed-in person could replace.</summary>
    public IReadOnlyList<SelectListItem> Own { get; private set; } = [];
    public bool IsSignedIn => CurrentUser.IsSignedIn;

    /// <summary>What was saved: an account's, running.</summary>
    public SavedSearch? Saved { get; private set; }

    /// <summary>Where the mail that asks for a yes was sent, half hidden.</summary>
    public string? AskedAt { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        await LoadAsync(stop);
        Name = Criteria.ProposedName;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await LoadAsync(stop);
        if (reader.Check(Criteria) is { } unclear)
            return Refused(unclear);
        if (Rhythm is not { } rhythm || !Enum.IsDefined(rhythm))
            return Refused(new Refusal("Choisissez quand vous voulez être prévenu.").On(nameof(Rhythm)));
        var wish = new Wish(Tenant.Id, Criteria.Query, SavedSearch.NameOr(Name, Criteria.ProposedName), rhythm);
        return IsSignedIn ? await SaveAsync(wish, stop) : await AskAsync(wish, stop);
    }

    /// <summary>The same answer whoever the address is: what follows happens after it, in the queue.</summary>
    private async Task<IActionResult> AskAsync(Wish wish, CancellationToken stop)
    {
        if (VisitorMails.CheckAddress(Email, out var email) is { } wrong)
            return Refused(wrong.On(nameof(Email)));
        if (await visitors.ChargeAsync(Purpose, email) is { } wait)
            return Refused(VisitorMails.TooOften(wait).On(nameof(Email)));
        outbox.Add(new AlertAsked(email, wish.TenantId, wish.Query, wish.Name, wish.Rhythm));
        await db.SaveChangesAsync(stop);
        AskedAt = VisitorMails.Hidden(email);
        return Page();
    }

    private async Task<IActionResult> SaveAsync(Wish wish, CancellationToken stop)
    {
        var owner = (await Owner.OfAsync(CurrentUser, accounts, stop))!;
        if (!string.IsNullOrEmpty(Replaced))
            return await ReplaceAsync(owner, wish, stop);
        var email = CurrentUser.Email;
        Action<SavedSearch, string>? ask = null;
        if (owner.EmailFolded.Length == 0)
        {
            // Whoever opens an account with another's address must not have mails sent to it.
            if (await visitors.ChargeAsync(Purpose, email) is { } wait)
                return Refused(VisitorMails.TooOften(wait));
            ask = (search, secret) => mails.AskForYes(email, search, Criteria.Sentence, secret);
        }

        var (saved, refusal) = await searches.SaveAsync(owner, "", wish, ask, stop);
        if (refusal is not null)
            return Refused(refusal);
        (Saved, AskedAt) = (saved, ask is null ? null : VisitorMails.Hidden(email));
        return Page();
    }

    private async Task<IActionResult> ReplaceAsync(Owner owner, Wish wish, CancellationToken stop)
    {
        if (await searches.FindAsync(owner, Replaced, stop) is not { StoppedAt: null } search || search.TenantId != Tenant.Id)
            return NotFound();
        if (await searches.LookForAsync(search, wish, stop) is { } refusal)
            return Refused(refusal);
        Saved = await searches.FindAsync(owner, Replaced, stop);
        return Page();
    }

    private async Task LoadAsync(CancellationToken stop)
    {
        Criteria = reader.Read(Request.QueryString.Value ?? "", Tenant);
        Preview = reader.Preview(Criteria);
        if (await Owner.OfAsync(CurrentUser, accounts, stop) is { } owner)
            Own = [.. (await searches.Of(owner).Where(s => s.TenantId == Tenant.Id).OrderBy(s => s.Name).Take(100).ToListAsync(stop))
                .Select(s => new SelectListItem(s.Name, s.Mark))];
    }
}
