using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Journal;

internal sealed class JournalTables : ITables
{
    public void Describe(ModelBuilder model) => model.Entity<JournalRow>(j =>
    {
        j.HasIndex(x => x.Position).IsUnique();
        j.HasIndex(x => x.EntryId).IsUnique();
        j.HasIndex(x => new { x.TenantId, x.SubjectKind, x.SubjectId });
    });
}

internal sealed class JournalMigrations : DataMigration
{
    public override int Create()
    {
        Schema.Table("journal_row", t => t.Identity().Long("position", nullable: true).Text("entry_id").Int("tenant_id").Instant("at")
            .Text("act").Text("actor").Text("subject_kind").Text("subject_id").Bytes("header").Text("payload", nullable: true)
            .Bytes("salt", nullable: true).Bytes("payload_hash").Bytes("leaf_hash").Text("erased_by", nullable: true)
            .Unique("position").Unique("entry_id").Index("tenant_id", "subject_kind", "subject_id"));
        return 1;
    }
}
