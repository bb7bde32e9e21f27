using Megalis.Adhesions.Data;
using Megalis.Adhesions.Domain;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;

namespace Megalis.Adhesions.Features.ForgetAdhesions;

/// <summary>Removes what nobody may keep: requests whose address never said yes, those that were refused or given up long ago.</summary>
[QueueKind("adhesions.forget.v1", Label = "Effacement des demandes d’adhésion closes")]
internal sealed record ForgetAdhesions;

internal sealed class ForgetAdhesionsHandler(MegalisDb db, TimeProvider clock) : IHandle<ForgetAdhesions>
{
    /// <summary>As the form and the mails say.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromDays(183);

    public async Task HandleAsync(ForgetAdhesions payload, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var (unconfirmed, over) = (now - AdhesionLinks.ConfirmLife, now - Term);
        await db.DeleteWhereAsync<Adhesion>(a => a.ConfirmedAt == null && a.CreatedAt < unconfirmed, stop);
        await db.DeleteWhereAsync<Adhesion>(a => (a.State == AdhesionState.Refused || a.State == AdhesionState.Abandoned) && a.EndedAt < over, stop);
    }
}
