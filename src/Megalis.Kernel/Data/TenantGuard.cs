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

    /// <summary>The same for rows that the context does not track.</summary>
    public static void Check(MegalisDb db, LooseRows loose)
    {
        foreach (var owned in loose.Added.OfType<ITenantOwned>())
        {
            if (owned.TenantId == 0)
                owned.TenantId = TenantOfNew(db, owned);
            CheckTenant(db, owned, owned.TenantId);
        }

        foreach (var owned in loose.Removed.OfType<ITenantOwned>())
            CheckTenant(db, owned, owned.TenantId);
        foreach (var held in loose.Changed)
        {
            var shape = RowShape.Of(db, held.Entity.GetType());
            if (held.Entity is ITenantOwned owned)
                CheckTenant(db, owned, (int)shape.AsRead(held, nameof(ITenantOwned.TenantId))!);
            if (held.Entity is IVersioned versioned && shape.Update(held) is not null)
                versioned.Version = (int)shape.AsRead(held, nameof(IVersioned.Version))! + 1;
        }
    }

    private static void CheckTenant(MegalisDb db, EntityEntry entry, ITenantOwned owned)
    {
        if (entry.State == EntityState.Added && owned.TenantId == 0)
            entry.Property(nameof(ITenantOwned.TenantId)).CurrentValue = TenantOfNew(db, owned);
        CheckTenant(db, owned, entry.State == EntityState.Added ? owned.TenantId : (int)entry.Property(nameof(ITenantOwned.TenantId)).OriginalValue!);
    }

    private static int TenantOfNew(MegalisDb db, ITenantOwned owned) => db.TenantId != 0
        ? db.TenantId
        : throw new InvalidOperationException($"A new {owned.GetType().Name} has no tenant: the host's scope must name one.");

    private static void CheckTenant(MegalisDb db, ITenantOwned owned, int original)
    {
        if (!db.AllTenants && (owned.TenantId != db.TenantId || original != db.TenantId))
            throw new InvalidOperationException($"Tenant {db.TenantId} may not write a {owned.GetType().Name} of tenant {original}.");
    }
}
