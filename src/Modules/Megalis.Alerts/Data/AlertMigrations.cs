using Megalis.Kernel.Data;

namespace Megalis.Alerts.Data;

internal sealed class AlertMigrations : DataMigration
{
    public override int Create()
    {
        Schema.Table("saved_search", t => t.Identity().Version().Text("mark").Int("tenant_id").Text("account_id").Text("email").Text("email_folded")
                .Text("name").Text("query").Text("query_hash").Text("rhythm").Instant("created_at").Instant("confirmed_at", nullable: true)
                .Text("token_hash").Instant("token_expires_at", nullable: true).Instant("paused_at", nullable: true).Instant("stopped_at", nullable: true)
                .Instant("runs_since").Instant("widened_at", nullable: true).Long("revision")
                .Unique("mark").Unique("account_id", "email_folded", "tenant_id", "query_hash")
                .Index("email_folded").Index("revision").Index("token_hash"))
            .Table("alert_match", t => t.Identity().Long("saved_search_id").Text("consultation_id").Text("occasion").Text("text").Instant("at").Text("mailing_id")
                .Foreign("saved_search_id", "saved_search", cascade: true)
                .Unique("saved_search_id", "consultation_id", "occasion").Index("saved_search_id", "at").Index("consultation_id", "occasion").Index("mailing_id"))
            .Table("alert_mailing", t => t.Id().Text("email_folded").Text("period").Instant("at").Unique("email_folded", "period"));
        return 1;
    }
}
