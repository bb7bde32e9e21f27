using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Data;

/// <summary>
/// The ONE place where a page of the salle des marchés enters the scope of the tenant that owns a consultation. On the
/// portal any published one; on the site of an entité only its own: another's is not there.
/// </summary>
internal sealed class OwnerScope(MegalisDb db, TenantContext here, TenantStore tenants, IServiceProvider services)
{
    /// <summary>Null when no published consultation has this reference, or none that this site shows. Dispose what is returned.</summary>
    public async Task<OwnedConsultation?> EnterAsync(string? reference, CancellationToken stop = default)
    {
        var row = await db.Set<ConsultationPublic>().AsNoTracking().SingleOrDefaultAsync(p => p.Reference == reference, stop);
        if (row is null || !(here.Tenant.IsDefault || here.Tenant.Id == row.TenantId))
            return null;
        return tenants.Find(row.TenantId) is { State: TenantState.Running } owner && owner.Has(ProcurementFeature.Id)
            ? new OwnedConsultation(row, owner, TenantScope.Enter(services, owner))
            : null;
    }

    /// <summary>The scope in which a pli lies, for its own side; null when its buyer is no longer here.</summary>
    public TenantScope? Enter(PliPointer pointer) =>
        tenants.Find(pointer.TenantId) is { } owner ? TenantScope.Enter(services, owner) : null;
}

/// <summary>A published consultation with a scope of services that works for its owner.</summary>
internal sealed class OwnedConsultation(ConsultationPublic row, Tenant owner, TenantScope scope) : IAsyncDisposable
{
    /// <summary>As the projection has it.</summary>
    public ConsultationPublic Public => row;
    public Tenant Owner => owner;
    public MegalisDb Db => scope.Db;
    public IServiceProvider Services => scope.Services;

    public ValueTask DisposeAsync() => scope.DisposeAsync();
}

internal static class ProcurementFeature
{
    public const string Id = "Megalis.Procurement";
}
