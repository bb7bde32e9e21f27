using Megalis.Adhesions.Data;
using Megalis.Adhesions.Domain;
using Megalis.Kernel.Http;
using Megalis.Tenants.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Adhesions.Features.FollowAdhesion;

/// <summary>Where a request stands, for whoever holds the link that its address received.</summary>
[AllowAnonymous]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class FollowModel(AdhesionBook book, AdhesionLinks links, TenantAddresses addresses) : MegalisPage
{
    private static readonly AdhesionFactKind[] StepFacts =
        [AdhesionFactKind.Confirmed, AdhesionFactKind.Verification, AdhesionFactKind.Convention, AdhesionFactKind.Creation, AdhesionFactKind.Welcomed];

    [BindProperty(SupportsGet = true, Name = "lien")]
    public string? Link { get; set; }

    public Adhesion Adhesion { get; private set; } = null!;

    public IEnumerable<AdhesionFact> Facts => Adhesion.Facts.OrderByDescending(f => f.At).ThenByDescending(f => f.Id);

    public string Host => Adhesion.SiteUrl.Length > 0 ? Adhesion.SiteUrl : addresses.HostOf(Adhesion.Address);

    public bool IsHere(int step) => !Adhesion.State.IsOver() && Adhesion.State.Step() == step;

    public bool IsDone(int step) => Adhesion.State == AdhesionState.Welcomed || step < Adhesion.State.Step();

    public DateTimeOffset? DateOf(int step) => step <= Adhesion.State.Step() ? Adhesion.First(StepFacts[step]) : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (links.ReadFollow(Link) is not { } held || await book.FindAsync(held.Id, stop) is not { ConfirmedAt: not null } adhesion || adhesion.ContactEmailFolded != held.Email)
            return NotFound();
        Adhesion = adhesion;
        return Page();
    }
}
