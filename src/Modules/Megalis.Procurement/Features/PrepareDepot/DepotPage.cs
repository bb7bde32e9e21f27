using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.DepositPli;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.PrepareDepot;

/// <summary>What the steps of a deposit share: the consultation in its owner's scope, and the preparation.</summary>
internal abstract class DepotPage(OwnerScope owners, DepotAccess access, TimeProvider clock) : MegalisPage, IAsyncDisposable
{
    public OwnedConsultation Owned { get; private set; } = null!;
    public Consultation Consultation { get; private set; } = null!;
    public Depot Depot { get; private set; } = null!;
    public DateTimeOffset Now => clock.GetUtcNow();

    public string Base => $"/marches/{Consultation.Reference}/depot";

    public bool IsVisitor => access.IsVisitor;

    protected MegalisDb Db => Owned.Db;
    protected DepotAccess Access => access;

    public async ValueTask DisposeAsync()
    {
        if (Owned is not null)
            await Owned.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>False when there is no such consultation here.</summary>
    protected async Task<bool> EnterAsync(string reference, CancellationToken stop)
    {
        if (await owners.EnterAsync(reference, stop) is not { } owned)
            return false;
        Owned = owned;
        Consultation = await Db.Set<Consultation>().Include(c => c.Lots).Include(c => c.Facts).AsNoTracking().SingleAsync(c => c.Id == owned.Public.ConsultationId, stop);
        return true;
    }

    /// <summary>Null when the person may go on with the preparation; else where they go instead.</summary>
    protected async Task<IActionResult?> EnterAsync(string reference, string depot, CancellationToken stop)
    {
        if (!await EnterAsync(reference, stop))
            return NotFound();
        if (await Db.Set<Depot>().Include(d => d.Files).SingleOrDefaultAsync(d => d.Id == depot && d.ConsultationId == Consultation.Id, stop) is not { } found)
            return await DoneAsync(depot) ?? NotFound();
        // Somebody signed out, or signed out by time: sign-in leads back here, to everything that was kept.
        if (!access.IsOpen(HttpContext, found))
            return CurrentUser.IsSignedIn ? NotFound() : Challenge();
        Depot = found;
        return null;
    }

    /// <summary>The way back, a second click, a second tab: what was handed in shows its receipt, not an error.</summary>
    protected async Task<IActionResult?> DoneAsync(string depot) =>
        CurrentUser.IsSignedIn && await Depositor.FindAsync(Owned, CurrentUser.AccountId, depot) is { } pli
            ? LocalRedirect($"/entreprise/depots/{pli.Id}")
            : null;
}
