using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.DepositPli;

/// <summary>What the steps of a deposit share: the consultation in its owner's scope, and the preparation.</summary>
internal abstract class DepotPage(OwnerScope owners, TimeProvider clock) : MegalisPage, IAsyncDisposable
{
    public OwnedConsultation Owned { get; private set; } = null!;
    public Consultation Consultation { get; private set; } = null!;
    public Depot Depot { get; protected set; } = null!;
    public DateTimeOffset Now => clock.GetUtcNow();

    public string Base => $"/marches/{Consultation.Reference}/depot";

    protected MegalisDb Db => Owned.Db;

    /// <summary>False when there is no such consultation here.</summary>
    protected async Task<bool> EnterAsync(string reference, CancellationToken stop)
    {
        if (await owners.EnterAsync(reference, stop) is not { } owned)
            return false;
        Owned = owned;
        Consultation = await Db.Set<Consultation>().Include(c => c.Lots).Include(c => c.Facts).AsNoTracking().SingleAsync(c => c.Id == owned.Public.ConsultationId, stop);
        return true;
    }

    /// <summary>False when the preparation does not exist, is over, or belongs to somebody else.</summary>
    protected async Task<bool> EnterAsync(string reference, string depot, CancellationToken stop)
    {
        if (!await EnterAsync(reference, stop)
            || await Db.Set<Depot>().Include(d => d.Files).SingleOrDefaultAsync(d => d.Id == depot && d.ConsultationId == Consultation.Id, stop) is not { } found
            || !found.IsOpenTo(CurrentUser.AccountId))
            return false;
        Depot = found;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (Owned is not null)
            await Owned.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
