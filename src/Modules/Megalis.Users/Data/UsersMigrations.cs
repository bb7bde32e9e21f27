using Megalis.Kernel.Data;

namespace Megalis.Users.Data;

internal sealed class UsersMigrations : DataMigration
{
    public override int Create()
    {
        Accounts();
        SignIn();
        Entreprises();
        Agents();
        return 1;
    }

    public int UpdateFrom1()
    {
        Schema.AddColumn("entreprise", t => t.Instant("team_since", nullable: true));
        return 2;
    }

    private void Accounts() => Schema
        .Table("account", t => t.Id().Text("email").Text("email_folded").Text("display_name").Text("display_name_folded")
            .Text("password_hash").Instant("created_at").Instant("email_confirmed_at", nullable: true)
            .Instant("last_sign_in_at", nullable: true).Instant("erased_at", nullable: true).Bool("is_demo").Version()
            .Unique("email_folded").Index("display_name_folded"))
        .Table("account_disabling", t => t.Id("account_id").Text("by_id").Instant("at").Text("reason"));

    private void SignIn() => Schema
        .Table("account_session", t => t.Id().Text("account_id").Int("tenant_id").Text("parent_id", nullable: true)
            .Instant("created_at").Instant("last_seen_at").Text("address").Text("user_agent").Instant("revoked_at", nullable: true)
            .Index("account_id").Index("parent_id"))
        .Table("two_factor", t => t.Id("account_id").Text("protected_secret").Instant("enabled_at", nullable: true).Long("last_step"))
        .Table("recovery_code", t => t.Text("account_id").Text("hash").Instant("used_at", nullable: true).Key("account_id", "hash"))
        .Table("one_time_token", t => t.Id("hash").Text("kind").Text("account_id").Text("data").Instant("expires_at")
            .Index("account_id", "kind").Index("expires_at"))
        .Table("throttle_row", t => t.Id("key").Int("failures").Instant("last_at").Instant("blocked_until", nullable: true));

    private void Entreprises() => Schema
        .Table("entreprise", t => t.Id().Text("id_type").Text("identifier").Text("country").Text("name").Text("name_folded")
            .Text("postal_code").Text("city").Instant("created_at")
            .Unique("id_type", "identifier", "country").Index("name_folded"))
        .Table("entreprise_member", t => t.Id("account_id").Text("entreprise_id").Text("state").Instant("requested_at")
            .Instant("decided_at", nullable: true).Text("decided_by_id").Instant("manager_since", nullable: true).Version()
            .Index("entreprise_id"));

    private void Agents() => Schema
        .Table("invitation", t => t.Id().Int("tenant_id").Text("email").Text("email_folded").Text("roles").Text("title").Text("hash")
            .Text("by_id").Instant("created_at").Instant("expires_at").Instant("accepted_at", nullable: true).Text("accepted_by_id")
            .Unique("hash").Index("tenant_id", "email_folded"))
        .Table("membership_suspension", t => t.Text("account_id").Int("tenant_id").Text("roles").Text("title").Instant("since")
            .Text("by_id").Instant("at").Text("reason").Key("account_id", "tenant_id").Index("tenant_id"));
}
