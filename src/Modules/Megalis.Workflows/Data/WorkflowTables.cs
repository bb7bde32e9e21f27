using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Data;

internal sealed class WorkflowTables : ITables
{
    public void Describe(ModelBuilder model)
    {
        model.Entity<DefinitionRow>(d =>
        {
            d.ToTable("wf_definition");
            d.HasIndex(x => new { x.TenantId, x.DefinitionId, x.Version }).IsUnique();
        });
        model.Entity<TriggerRow>(t =>
        {
            t.ToTable("wf_trigger").HasKey(x => new { x.VersionId, x.ActivityId });
            t.HasIndex(x => new { x.TenantId, x.Kind, x.Key });
        });
        model.Entity<InstanceRow>(i =>
        {
            i.ToTable("wf_instance");
            i.Property(x => x.Revision).IsConcurrencyToken();
            i.HasIndex(x => new { x.TenantId, x.StartKey }).IsUnique();
            i.HasIndex(x => new { x.TenantId, x.Status, x.ChangedAt });
            i.HasIndex(x => new { x.TenantId, x.CorrelationId });
            i.HasIndex(x => new { x.TenantId, x.VersionId });
        });
        DescribeWaits(model);
        DescribeHistory(model);
    }

    private static void DescribeWaits(ModelBuilder model)
    {
        model.Entity<BookmarkRow>(b =>
        {
            b.ToTable("wf_bookmark").HasKey(x => new { x.InstanceId, x.Execution, x.Kind });
            b.HasIndex(x => new { x.TenantId, x.Kind, x.Key });
        });
        model.Entity<StimulusRow>(s =>
        {
            s.ToTable("wf_stimulus");
            s.HasIndex(x => new { x.TenantId, x.DedupeKey }).IsUnique();
            s.HasIndex(x => new { x.TenantId, x.State, x.InstanceId, x.Kind, x.Key });
        });
        model.Entity<TaskRow>(t =>
        {
            t.ToTable("wf_task");
            t.HasIndex(x => new { x.InstanceId, x.Execution }).IsUnique();
            t.HasIndex(x => new { x.TenantId, x.State, x.AccountId });
            t.HasIndex(x => new { x.TenantId, x.State, x.Role });
            t.HasIndex(x => new { x.TenantId, x.EndedBy, x.EndedAt });
        });
        model.Entity<TaskMoveRow>(m =>
        {
            m.ToTable("wf_task_move").HasKey(x => new { x.TaskId, x.Number });
            m.HasIndex(x => new { x.TenantId, x.By, x.TaskId });
        });
    }

    private static void DescribeHistory(ModelBuilder model)
    {
        model.Entity<StepRow>().ToTable("wf_step").HasKey(x => new { x.InstanceId, x.Number });
        model.Entity<IncidentRow>(i =>
        {
            i.ToTable("wf_incident");
            i.HasIndex(x => new { x.TenantId, x.ResolvedAt, x.At });
            i.HasIndex(x => new { x.InstanceId, x.Execution });
        });
    }
}

internal sealed class WorkflowMigrations : DataMigration
{
    public override int Create()
    {
        Schema.Table("wf_definition", t => t.Id().Tenant().Text("definition_id").Int("version").Text("name").Bool("is_current").Text("json").Text("hash")
                .Instant("created_at").Text("created_by").Instant("published_at", nullable: true).Text("published_by")
                .Unique("tenant_id", "definition_id", "version"))
            .Table("wf_trigger", t => t.Text("version_id").Text("activity_id").Tenant().Text("kind").Text("key")
                .Key("version_id", "activity_id").Index("tenant_id", "kind", "key"))
            .Table("wf_instance", t => t.Id().Tenant().Text("version_id").Text("definition_id").Text("title").Text("status").Long("revision").Text("state")
                .Text("correlation_id").Text("parent_id").Int("parent_execution").Text("start_key", nullable: true).Int("open_incidents")
                .Instant("started_at").Text("started_by").Instant("changed_at").Instant("ended_at", nullable: true)
                .Unique("tenant_id", "start_key").Index("tenant_id", "status", "changed_at").Index("tenant_id", "correlation_id").Index("tenant_id", "version_id"));
        CreateWaits();
        Schema.Table("wf_step", t => t.Text("instance_id").Long("number").Tenant().Instant("at").Text("cause").Text("actor").Text("entries")
                .Key("instance_id", "number"))
            .Table("wf_incident", t => t.Id().Tenant().Text("instance_id").Int("execution").Text("activity_id").Text("kind").Text("message").Instant("at")
                .Instant("resolved_at", nullable: true).Text("resolved_by").Text("resolution").Text("proof")
                .Index("tenant_id", "resolved_at", "at").Index("instance_id", "execution"));
        return 1;
    }

    /// <summary>Tasks that need a reason, change hands and are searched.</summary>
    public int UpdateFrom1()
    {
        Schema.AddColumn("wf_task", t => t.Text("reason_for", defaultValue: "[]").Text("folded", defaultValue: "").Int("move", defaultValue: 0)
                .Index("tenant_id", "ended_by", "ended_at"))
            .Table("wf_task_move", t => t.Text("task_id").Int("number").Tenant().Text("kind").Instant("at").Text("by").Text("comment")
                .Text("from_account").Text("from_role").Text("from_group").Int("from_move").Text("to_account")
                .Key("task_id", "number").Index("tenant_id", "by", "task_id"));
        return 2;
    }

    /// <summary>Titles of instances are searched and sorted without their accents.</summary>
    public int UpdateFrom2()
    {
        Schema.AddColumn("wf_instance", t => t.Text("title_folded", defaultValue: ""));
        return 3;
    }

    private void CreateWaits() => Schema
        .Table("wf_bookmark", t => t.Text("instance_id").Int("execution").Text("kind").Tenant().Text("key").Text("activity_id").Text("correlation_id")
            .Instant("created_at").Instant("due", nullable: true)
            .Key("instance_id", "execution", "kind").Index("tenant_id", "kind", "key"))
        .Table("wf_stimulus", t => t.Id().Tenant().Text("instance_id").Int("execution").Text("kind").Text("key").Text("correlation_id").Text("payload")
            .Text("dedupe_key", nullable: true).Text("state").Instant("created_at").Instant("ended_at", nullable: true)
            .Unique("tenant_id", "dedupe_key").Index("tenant_id", "state", "instance_id", "kind", "key"))
        .Table("wf_task", t => t.Id().Tenant().Text("instance_id").Int("execution").Text("activity_id").Text("title").Text("instructions").Text("link")
            .Text("account_id").Text("role").Text("group").Text("outcomes").Instant("created_at").Instant("due", nullable: true).Text("state")
            .Text("outcome").Text("comment").Text("ended_by").Instant("ended_at", nullable: true).Version()
            .Unique("instance_id", "execution").Index("tenant_id", "state", "account_id").Index("tenant_id", "state", "role"));
}
