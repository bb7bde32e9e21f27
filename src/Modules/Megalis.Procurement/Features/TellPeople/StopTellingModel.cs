using Megalis.Kernel.Http;
using Megalis.Procurement.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.TellPeople;

/// <summary>
/// Stops the mails about one consultation. Mail programs post here by themselves (RFC 8058), without a form of ours, so
/// that no token can be asked; the id of the retrait or of the question is the proof.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
internal sealed class StopTellingModel(OwnerScope owner, TimeProvider clock) : MegalisPage
{
    public string Reference { get; private set; } = "";
    public bool IsDone { get; private set; }

    public async Task<IActionResult> OnGetAsync(string reference, string? r, CancellationToken stop)
    {
        Reference = reference;
        await using var owned = await owner.EnterAsync(reference, stop);
        return owned is null || await owned.AddressOfAsync(r, stop) is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAsync(string reference, string? r, CancellationToken stop)
    {
        Reference = reference;
        await using var owned = await owner.EnterAsync(reference, stop);
        if (owned is null || !await owned.StopAsync(r, clock.GetUtcNow(), stop))
            return NotFound();
        IsDone = true;
        return Page();
    }
}
