using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Data;

/// <summary>Instances of some versions on their way to another one: what was decided, and how far it is.</summary>
internal sealed class MigrationRow : ITenantOwned
{
    public string Id { get; set; } = "";
    public int TenantId { get; set; }
    public string DefinitionId { get; set; } = "";

    /// <summary>A JSON array of version ids.</summary>
    public string FromVersions { get; set; } = "[]";
    public string ToVersion { get; set; } = "";

    /// <summary>A JSON object, old activity id to new.</summary>
    public string Map { get; set; } = "{}";

    /// <summary>Instances that were under way on the old versions when it began.</summary>
    public int Total { get; set; }
    public int Moved { get; set; }
    public int Refused { get; set; }

    /// <summary>The last instance that was looked at: instances are taken in the order of their ids.</summary>
    public string Cursor { get; set; } = "";
    public DateTimeOffset StartedAt { get; set; }
    public string StartedBy { get; set; } = "";
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>An instance that a migration left where it was.</summary>
internal sealed class MigrationRefusalRow : ITenantOwned
{
    public string MigrationId { get; set; } = "";
    public string InstanceId { get; set; } = "";
    public int TenantId { get; set; }

    /// <summary>What stood in the way, one sentence a line.</summary>
    public string Message { get; set; } = "";
}

internal sealed class MigrationTables : ITables
{
    public void Describe(ModelBuilder model)
    {
        model.Entity<MigrationRow>(m =>
        {
            m.ToTable("wf_migration");
            m.HasIndex(x => new { x.TenantId, x.DefinitionId, x.StartedAt });
        });
        model.Entity<MigrationRefusalRow>().ToTable("wf_migration_refusal").HasKey(x => new { x.MigrationId, x.InstanceId });
    }
}

internal sealed class MigrationTablesMigrations : DataMigration
{
    public override int Create()
    {
        Schema.Table("wf_migration", t => t.Id().Tenant().Text("definition_id").Text("from_versions").Text("to_version").Text("map")
                .Int("total").Int("moved").Int("refused").Text("cursor").Instant("started_at").Text("started_by").Instant("ended_at", nullable: true)
                .Index("tenant_id", "definition_id", "started_at"))
            .Table("wf_migration_refusal", t => t.Text("migration_id").Text("instance_id").Tenant().Text("message").Key("migration_id", "instance_id"));
        return 1;
    }
}
