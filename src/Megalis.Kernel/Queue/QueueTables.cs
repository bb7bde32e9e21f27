using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Queue;

internal sealed class QueueTables : ITables
{
    public void Describe(ModelBuilder model)
    {
        model.Entity<QueueRow>(q =>
        {
            q.HasIndex(x => new { x.Lane, x.State, x.TenantId, x.Due });
            q.HasIndex(x => x.DedupeKey).IsUnique();
        });
        model.Entity<ChangeRow>().HasIndex(x => x.Position).IsUnique();
    }
}

/// <summary>The queue's table is older than this class: <see cref="KernelMigrations"/> creates it.</summary>
internal sealed class QueueMigrations : DataMigration
{
    public override int Create()
    {
        // Tenants take turns: each finds its own oldest row without passing over the rows of others.
        Schema.DropIndex("queue_row", "lane", "state", "due")
            .Index("queue_row", "lane", "state", "tenant_id", "due")
            .Table("change_row", t => t.Identity().Long("position", nullable: true).Int("tenant_id").Text("kind").Text("key").Instant("at")
                .Unique("position"));
        return 1;
    }

    /// <summary>Of a call that rests after failures it is not known whether it arrived: asking is the safe guess.</summary>
    public int UpdateFrom1()
    {
        Schema.AddColumn("queue_row", t => t.Bool("unsure", defaultValue: false))
            .Sql("update queue_row set unsure = (1 = 1) where state = 'Uncertain' or (state = 'Resting' and lane in ('Mail', 'Outside'))");
        return 2;
    }
}
