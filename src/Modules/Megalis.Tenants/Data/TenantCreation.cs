using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Tenants.Data;

/// <summary>Which site a running workflow had made: what makes a repeat of its step known.</summary>
internal sealed class TenantCreation
{
    /// <summary>The key of the execution (<c>ActivityCall.Key</c>).</summary>
    public string Key { get; init; } = "";
    public int TenantId { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>A host row: it names a site from the portal's scope.</summary>
internal sealed class CreationTables : ITables
{
    public void Describe(ModelBuilder model) => model.Entity<TenantCreation>(c =>
    {
        c.HasKey(x => x.Key);
        c.HasIndex(x => x.TenantId);
    });
}

internal sealed class CreationMigrations : DataMigration
{
    public override int Create()
    {
        Schema.Table("tenant_creation", t => t.Id("key").Int("tenant_id").Instant("at").Index("tenant_id"));
        return 1;
    }
}
