using Megalis.Kernel.Data;
using Megalis.Procurement.Domain;

namespace Megalis.Procurement.Data;

internal sealed class ConsultationMigrations : DataMigration
{
    public override int Create()
    {
        Schema.Table("consultation", t => t.Id().Tenant().Version().Text("reference")
                .Text("objet").Text("objet_folded").Text("description")
                .Text("nature", nullable: true).Text("procedure").Text("techniques").Text("modalites").Bool("is_innovant").Text("cpv_codes")
                .Text("commune_insee").Text("postal_code").Text("departement").Text("nuts")
                .Instant("deadline", nullable: true).Cents("estimated_cents", nullable: true)
                .Int("opening_quorum").Text("quorum_reason")
                .Text("contact_name").Text("contact_email").Text("contact_phone")
                .Instant("created_at").Text("created_by").Text("created_by_name").Instant("changed_at")
                .Unique("reference").Index("tenant_id", "changed_at"))
            .Table("lot", t => t.Id().Tenant().Text("consultation_id").Int("number").Text("objet").Text("cpv")
                .Foreign("consultation_id", "consultation", cascade: true).Index("consultation_id"))
            .Table("consultation_fact", t => t.Tenant().Text("consultation_id").Text("kind").Instant("at").Text("by").Text("by_name").Text("reason")
                .Key("consultation_id", "kind").Foreign("consultation_id", "consultation", cascade: true))
            .Table("consultation_change", t => t.Identity().Tenant().Text("consultation_id").Instant("at").Text("by").Text("by_name").Text("sentence")
                .Index("consultation_id", "at"))
            .Table("consultation_public", t => t.Id("consultation_id").Int("tenant_id").Text("reference")
                .Text("acheteur").Text("siren").Text("epci").Text("objet").Text("folded")
                .Text("nature").Text("procedure").Text("cpv").Text("departement").Text("commune").Text("commune_insee")
                .Instant("deadline").Instant("published_at").Instant("changed_at").Int("lots").Text("status")
                .Unique("reference").Index("deadline").Index("tenant_id", "deadline"));
        CreateDce();
        CreateRegisters();
        return 1;
    }

    public int UpdateFrom1()
    {
        foreach (var table in new[] { "consultation", "consultation_public" })
            Schema.AddColumn(table, t => t.Text("considerations_sociales", defaultValue: nameof(ConsiderationSociale.Aucune))
                .Text("considerations_environnementales", defaultValue: nameof(ConsiderationEnvironnementale.Aucune)));
        return 2;
    }

    public int UpdateFrom2()
    {
        Schema.AddColumn("question", t => t.Instant("stopped_at", nullable: true));
        return 3;
    }

    private void CreateDce() =>
        Schema.Table("dce_file", t => t.Id().Tenant().Text("consultation_id").Int("position")
                .Instant("removed_at", nullable: true).Text("removed_by")
                .Foreign("consultation_id", "consultation", cascade: true).Index("consultation_id"))
            .Table("dce_version", t => t.Id().Tenant().Text("dce_file_id").Int("number").Text("stored_file_id").Text("sha256").Long("length")
                .Text("display_name").Text("note").Instant("added_at").Text("added_by").Instant("published_at", nullable: true)
                .Foreign("dce_file_id", "dce_file", cascade: true).Unique("dce_file_id", "number").Index("stored_file_id"));

    private void CreateRegisters() =>
        Schema.Table("retrait", t => t.Id().Tenant().Text("consultation_id").Instant("at").Text("what")
                .Text("account_id").Text("email").Text("email_folded").Text("name").Text("entreprise").Text("folded").Instant("stopped_at", nullable: true)
                .Index("consultation_id", "at"))
            .Table("question", t => t.Id().Tenant().Version().Text("consultation_id").Instant("asked_at").Text("text")
                .Text("account_id").Text("email").Text("name").Text("entreprise")
                .Text("public_text").Text("answer").Instant("answered_at", nullable: true).Text("answered_by")
                .Index("consultation_id", "asked_at"));
}
