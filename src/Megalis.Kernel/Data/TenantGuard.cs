using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Megalis.Kernel.Data;

/// <summary>Before every save: stamps new rows with the tenant, refuses to touch another's, counts versions up.</summary>
internal static class TenantGuard
{
    public static void Check(MegalisDb db) => Check(db, db.ChangeTracker.Entries());

    public static void Check(MegalisDb db, IEnumerable<EntityEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Entity is ITenantOwned owned && entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
                CheckTenant(db, entry, owned);
            // Through the entry: whoever saves without detecting changes once more must find it changed.
            if (entry is { State: EntityState.Modified, Entity: IVersioned } && entry.Property(nameof(IVersioned.Version)) is var version)
                version.CurrentValue = (int)version.OriginalValue! + 1;
        }
    }

    private static void CheckTenant(MegalisDb db, EntityEntry entry, ITenantOwned owned)
    {
        if (entry.State == EntityState.Added)
        {
            if (owned.TenantId == 0 && !db.AllTenants)
                entry.Property(nameof(ITenantOwned.TenantId)).CurrentValue = db.TenantId;
            if (owned.TenantId == 0)
                throw new InvalidOperationException($"A new {entry.Metadata.ClrType.Name} has no tenant: the host's scope must name one.");
        }

        var original = entry.State == EntityState.Added ? owned.TenantId : (int)entry.Property(nameof(ITenantOwned.TenantId)).OriginalValue!;
        if (!db.AllTenants && (owned.TenantId != db.TenantId || original != db.TenantId))
            throw new InvalidOperationException($"Tenant {db.TenantId} may not write a {entry.Metadata.ClrType.Name} of tenant {original}.");
    }
}
