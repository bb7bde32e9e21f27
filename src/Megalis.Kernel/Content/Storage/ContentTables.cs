using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Content.Media;
using Megalis.Kernel.Content.Routes;
using Megalis.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Content.Storage;

internal sealed class ContentTables : ITables
{
    public void Describe(ModelBuilder model)
    {
        model.Entity<ContentItemIndex>(item =>
        {
            item.ToTable("content_item");
            item.HasIndex(x => new { x.TenantId, x.ContentItemVersionId }).IsUnique();
            item.HasIndex(x => new { x.TenantId, x.ContentType, x.Latest, x.ModifiedUtc });
            item.HasIndex(x => new { x.TenantId, x.ContentType, x.Published, x.PublishedUtc });
            item.HasIndex(x => new { x.TenantId, x.ListContentItemId });
            // One latest and one published version at most: the last word when two people save at once.
            item.HasIndex(x => new { x.TenantId, x.ContentItemId }, "ix_content_item_latest").IsUnique().HasFilter("latest");
            item.HasIndex(x => new { x.TenantId, x.ContentItemId }, "ix_content_item_published").IsUnique().HasFilter("published");
            item.HasIndex(x => new { x.TenantId, x.ContentItemId });
        });
        model.Entity<ContentDefinitionRow>(row =>
        {
            row.ToTable("content_definition");
            row.HasKey(x => new { x.TenantId, x.Kind, x.Name });
        });
        model.Entity<AutorouteEntry>(entry =>
        {
            entry.HasIndex(x => new { x.TenantId, x.Path }).IsUnique();
            entry.HasIndex(x => new { x.TenantId, x.ContentItemId });
        });
        model.Entity<MediaFile>(file => file.HasIndex(x => new { x.TenantId, x.PathKey }).IsUnique());
        model.Entity<ContentSchedule>(schedule => schedule.HasIndex(x => new { x.TenantId, x.ContentItemId, x.Action }).IsUnique());
    }
}

/// <summary>Content items, definitions, addresses and schedules of tenants.</summary>
internal sealed class ContentMigrations : DataMigration
{
    public override int Create()
    {
        Schema.Table("content_item", t => t.Identity().Tenant().Text("content_item_id").Text("content_item_version_id").Text("content_type")
                .Text("display_text").Text("display_text_folded").Bool("latest").Bool("published")
                .Instant("modified_utc", nullable: true).Instant("published_utc", nullable: true).Instant("created_utc", nullable: true)
                .Text("owner").Text("author").Text("list_content_item_id").Int("list_order").Text("json").Version()
                .Unique("tenant_id", "content_item_version_id").Index("tenant_id", "content_item_id")
                .Index("tenant_id", "content_type", "latest", "modified_utc").Index("tenant_id", "content_type", "published", "published_utc")
                .Index("tenant_id", "list_content_item_id"))
            .Sql("create unique index ix_content_item_latest on content_item (tenant_id, content_item_id) where latest")
            .Sql("create unique index ix_content_item_published on content_item (tenant_id, content_item_id) where published")
            .Table("content_definition", t => t.Tenant().Text("kind").Text("name").Text("json").Version().Key("tenant_id", "kind", "name"))
            .Table("autoroute_entry", t => t.Identity().Tenant().Text("path").Text("content_item_id").Bool("latest").Bool("published")
                .Unique("tenant_id", "path").Index("tenant_id", "content_item_id"))
            .Table("content_schedule", t => t.Id().Tenant().Text("content_item_id").Text("action").Instant("due").Text("account_id")
                .Text("author").Text("failure").Instant("created_at").Unique("tenant_id", "content_item_id", "action"))
            .Table("media_file", t => t.Identity().Tenant().Text("path").Text("path_key").Text("file_id").Text("sha256").Long("length")
                .Instant("stored_at").Version().Unique("tenant_id", "path_key"));
        return 1;
    }

    public int UpdateFrom1()
    {
        Schema.AddColumn("media_file", t => t.Text("alt", defaultValue: ""));
        return 2;
    }
}
