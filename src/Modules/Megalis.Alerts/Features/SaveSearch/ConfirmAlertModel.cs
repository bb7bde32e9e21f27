using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Kernel.Http;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Alerts.Features.SaveSearch;

/// <summary>The link of the mail that asks. A button, because programs that guard mailboxes open links by themselves.</summary>
[AllowAnonymous]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ConfirmAlertModel(SavedSearches searches, CriteriaReader criteria, AlertLinks links, VisitorMails visitors, TimeProvider clock) : MegalisPage
{
    private static readonly Refusal Worthless = new("Ce lien a déjà servi, ou il est trop ancien. Enregistrez la recherche encore une fois.");

    [BindProperty(SupportsGet = true, Name = "jeton")]
    public string? Secret { get; set; }

    public SavedSearch? Search { get; private set; }
    public string Sentence { get; private set; } = "";
    public bool IsDone { get; private set; }

    /// <summary>Where its owner finds all of theirs.</summary>
    public string Manage { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken stop) => await LoadAsync(stop) is { } refusal ? Refused(refusal) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (await LoadAsync(stop) is { } refusal)
            return Refused(refusal);
        var now = clock.GetUtcNow();
        var hash = SavedSearch.HashOf(Secret!);
        refusal = await searches.ActAsync(Search!.Id, async held =>
        {
            if (held.TokenHash == hash && await searches.CheckRoomAsync(held, stop) is { } full)
                return full;
            // Of two clicks the second finds the alert running, and says the same.
            if (held.TokenHash == hash)
                held.Confirm(now);
            return held.IsActive ? null : Worthless;
        }, stop);
        if (refusal is not null)
            return Refused(refusal);
        if (!Search.IsOfAccount)
            await visitors.RefundAsync(NewAlertModel.Purpose, Search.Email);
        IsDone = true;
        return Page();
    }

    private async Task<Refusal?> LoadAsync(CancellationToken stop)
    {
        Search = await searches.FindByTokenAsync(Secret, stop);
        if (Search is null)
            return Worthless;
        if (Search.CheckToken(clock.GetUtcNow()) is { } late)
        {
            Search = null;
            return late;
        }

        Sentence = criteria.Read(Search).Sentence;
        Manage = Search.IsOfAccount ? links.Account : links.OfAddress(Search.EmailFolded);
        return null;
    }
}
