using Megalis.Kernel.Data;

namespace Megalis.Procurement.Data;

internal sealed class PliMigrations : DataMigration
{
    public override int Create()
    {
        Schema.Table("pli", t => t.Id().Tenant().Text("consultation_id").Text("client_id")
                .Text("account_id").Text("depositor_name").Text("depositor_email")
                .Text("entreprise_id").Text("entreprise_name").Text("entreprise_identifier")
                .Text("lot_numbers").Text("relation").Instant("started_at").Instant("received_at").Bool("is_late")
                .Text("entry_id").Text("leaf_hash").Instant("opened_at", nullable: true).Text("opened_by")
                .Unique("consultation_id", "client_id").Index("account_id"))
            .Table("pli_file", t => t.Id().Tenant().Text("pli_id").Int("position").Text("part").Text("display_name")
                .Text("stored_file_id").Text("sha256").Long("length")
                .Foreign("pli_id", "pli").Index("pli_id").Index("stored_file_id"))
            .Table("pli_pointer", t => t.Id("pli_id").Int("tenant_id").Text("account_id").Text("entreprise_id").Instant("at")
                .Index("account_id", "at"))
            .Table("depot", t => t.Id().Tenant().Text("consultation_id").Text("account_id").Text("lot_numbers").Instant("started_at")
                .Index("consultation_id"))
            .Table("depot_file", t => t.Id().Tenant().Text("depot_id").Int("position").Text("part").Text("display_name")
                .Text("stored_file_id").Text("sha256").Long("length")
                .Foreign("depot_id", "depot", cascade: true).Unique("depot_id", "part", "display_name", "sha256").Index("stored_file_id"))
            .Table("presence", t => t.Tenant().Text("consultation_id").Text("account_id").Text("name").Text("title").Instant("at")
                .Key("consultation_id", "account_id"));
        return 1;
    }

    public int UpdateFrom1()
    {
        Schema.AddColumn("pli", t => t.Text("replaced_ids", defaultValue: ""));
        foreach (var table in new[] { "pli_file", "depot_file" })
            Schema.AddColumn(table, t => t.Instant("began_at", nullable: true).Instant("arrived_at", nullable: true));
        // A client id is chosen by its account: another's must neither meet it nor learn that it is taken.
        Schema.DropIndex("pli", "consultation_id", "client_id").Unique("pli", "consultation_id", "account_id", "client_id");
        Schema.Index("depot", "account_id");
        Schema.Table("ouverture", t => t.Id().Tenant().Text("consultation_id").Instant("at").Text("by").Text("by_name").Text("present")
            .Index("consultation_id", "at"));
        return 2;
    }
}
