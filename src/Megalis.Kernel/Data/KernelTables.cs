using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Data;

internal sealed class KernelTables : ITables
{
    public void Describe(ModelBuilder model)
    {
        model.Entity<TenantRow>(t =>
        {
            t.HasIndex(x => x.Name).IsUnique();
            t.HasIndex(x => x.Version);
        });
        model.Entity<VersionRow>().HasKey(v => v.Name);
        model.Entity<KeyRow>();
        model.Entity<Role>(r =>
        {
            r.HasKey(x => new { x.TenantId, x.Name });
            r.Property(x => x.Permissions);
        });
        model.Entity<Membership>(m =>
        {
            m.HasKey(x => new { x.AccountId, x.TenantId });
            m.HasIndex(x => x.TenantId);
        });
    }
}

/// <summary>Tables of the kernel. A host table has a tenant_id column where useful, but no row security.</summary>
internal sealed class KernelMigrations : DataMigration
{
    public override int Create()
    {
        Schema.Table("version_row", t => t.Text("name").Long("value").Key("name"))
            .Table("tenant_row", t => t.IdentityInt().Text("name").Text("display_name").Text("display_name_folded").Text("hosts")
                .Text("url_prefix").Text("state").Text("theme").Text("features").Text("settings").Text("feature_profile")
                .Text("siren").Text("recipe_name").Text("setup_error").Instant("created_at").Long("version")
                .Unique("name").Index("version"))
            .Table("key_row", t => t.Identity().Text("name").Text("xml"))
            .Table("role", t => t.Tenant().Text("name").Text("description").Text("permissions").Key("tenant_id", "name"))
            .Table("membership", t => t.Text("account_id").Int("tenant_id").Text("roles").Text("title").Instant("since")
                .Key("account_id", "tenant_id").Index("tenant_id"))
            .Table("queue_row", t => t.Identity().Text("lane").Text("kind").Text("handler").Int("tenant_id").Text("feature")
                .Text("payload").Text("state").Instant("due").Int("attempts").Text("dedupe_key", nullable: true)
                .Text("lease", nullable: true).Instant("lease_until", nullable: true).Instant("created_at").Text("history")
                .Index("lane", "state", "due").Unique("dedupe_key"));
        return 1;
    }
}
