using Megalis.Adhesions.Domain;
using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Adhesions.Data;

internal sealed class AdhesionTables : ITables
{
    public void Describe(ModelBuilder model)
    {
        model.Entity<Adhesion>(a =>
        {
            a.HasIndex(x => new { x.TenantId, x.OpenSiren }).IsUnique();
            a.HasIndex(x => new { x.TenantId, x.State, x.ChangedAt });
            a.HasIndex(x => x.ContactEmailFolded);
            a.Ignore(x => x.Title);
            a.HasMany(x => x.Facts).WithOne().HasForeignKey(x => x.AdhesionId).OnDelete(DeleteBehavior.Cascade);
            a.HasOne(x => x.Convention).WithOne().HasForeignKey<Convention>(x => x.AdhesionId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<AdhesionFact>(f => f.HasIndex(x => new { x.AdhesionId, x.At }));
        model.Entity<Convention>(c =>
        {
            c.HasKey(x => x.AdhesionId);
            c.HasIndex(x => x.StoredFileId);
        });
    }
}

internal sealed class AdhesionMigrations : DataMigration
{
    public override int Create()
    {
        Schema.Table("adhesion", t => t.Id().Tenant().Version().Text("siren").Text("open_siren", nullable: true)
                .Text("name").Text("name_folded").Text("kind").Text("commune_insee").Text("commune").Text("postal_code").Int("population", nullable: true)
                .Text("address").Text("services").Text("message")
                .Text("contact_name").Text("contact_role").Text("contact_email").Text("contact_email_folded").Text("contact_phone")
                .Text("signatory_name").Text("signatory_role")
                .Text("state").Text("reason").Instant("created_at").Instant("changed_at").Instant("confirmed_at", nullable: true).Instant("ended_at", nullable: true)
                .Text("site_name").Text("site_url")
                .Unique("tenant_id", "open_siren").Index("tenant_id", "state", "changed_at").Index("contact_email_folded"))
            .Table("adhesion_fact", t => t.Identity().Tenant().Text("adhesion_id").Text("kind").Instant("at").Text("by_id").Text("note")
                .Foreign("adhesion_id", "adhesion", cascade: true).Index("adhesion_id", "at"))
            .Table("convention", t => t.Id("adhesion_id").Tenant().Text("number").Day("signed_on").Instant("recorded_at").Text("recorded_by")
                .Text("stored_file_id").Text("file_name").Long("file_length").Text("sha256")
                .Foreign("adhesion_id", "adhesion", cascade: true).Index("stored_file_id"));
        return 1;
    }
}
