using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Journal;

internal sealed class JournalTables : ITables
{
    public void Describe(ModelBuilder model)
    {
        model.Entity<JournalRow>(j =>
        {
            j.HasIndex(x => x.Position).IsUnique();
            j.HasIndex(x => x.EntryId).IsUnique();
            j.HasIndex(x => new { x.TenantId, x.SubjectKind, x.SubjectId });
            j.HasIndex(x => new { x.TenantId, x.At });
            j.HasIndex(x => x.At);
        });
        model.Entity<JournalNode>(n =>
        {
            n.HasKey(x => new { x.Level, x.Number });
            n.HasIndex(x => x.Size);
        });
        model.Entity<JournalHead>(h =>
        {
            h.HasKey(x => x.TreeSize);
            h.Property(x => x.TreeSize).ValueGeneratedNever();
        });
    }
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

    public int UpdateFrom1()
    {
        Schema.Table("journal_node", t => t.Int("level").Long("number").Long("size").Bytes("hash").Key("level", "number").Index("size"))
            .Table("journal_head", t => t.Long("tree_size").Text("origin").Bytes("root").Instant("at").Text("key_id").Bytes("signature").Key("tree_size"));
        return 2;
    }

    /// <summary>For those who read it: the youngest entries of a tenant, and of all.</summary>
    public int UpdateFrom2()
    {
        Schema.Index("journal_row", "tenant_id", "at").Index("journal_row", "at");
        return 3;
    }
}
