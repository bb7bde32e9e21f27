using Megalis.Kernel.Tenants;

namespace Megalis.Kernel.Tests.Tenants;

/// <summary>Orchard's match order: host with port, host, star domain, then the portal.</summary>
public sealed class TenantTableTests
{
    private static readonly TenantTable Table = new(
    [
        Make(1, Tenant.DefaultName, ""),
        Make(2, "kerlann", "kerlann.example"),
        Make(3, "port", "kerlann.example:8443"),
        Make(4, "star", "*.sites.example"),
        Make(5, "exact", "lannevez.sites.example, www.lannevez.example"),
    ]);

    [Theory]
    [InlineData("kerlann.example", 8443, "port")]
    [InlineData("kerlann.example", 443, "kerlann")]
    [InlineData("KERLANN.example", null, "kerlann")]
    [InlineData("lannevez.sites.example", null, "exact")]
    [InlineData("www.lannevez.example", 80, "exact")]
    [InlineData("autre.sites.example", null, "star")]
    [InlineData("a.b.sites.example", null, "star")]
    [InlineData("sites.example", null, Tenant.DefaultName)]
    [InlineData("inconnu.example", null, Tenant.DefaultName)]
    [InlineData("", null, Tenant.DefaultName)]
    public void A_host_leads_to_one_tenant(string host, int? port, string expected) =>
        Assert.Equal(expected, Table.Match(host, port)!.Name);

    [Theory]
    [InlineData("portail.sites.example", 443)]
    [InlineData("PORTAIL.sites.example", 8443)]
    public void The_portals_own_name_leads_to_the_portal_whatever_a_tenant_claims(string host, int port)
    {
        var table = new TenantTable([Make(1, Tenant.DefaultName, ""), Make(2, "star", "*.sites.example"), Make(3, "thief", "portail.sites.example:8443")], "portail.sites.example");

        Assert.Equal(Tenant.DefaultName, table.Match(host, port)!.Name);
        Assert.Equal("star", table.Match("autre.sites.example", port)!.Name);
    }

    [Theory]
    [InlineData("portail.bzh", true)]
    [InlineData("Portail.bzh:8443", true)]
    [InlineData("*.bzh", true)]
    [InlineData("*.portail.bzh", false)]
    [InlineData("mon-portail.bzh", false)]
    public void A_name_covers_the_portal_or_not(string host, bool covers) => Assert.Equal(covers, TenantNames.Covers(host, "portail.bzh"));

    [Fact]
    public void Before_the_portal_exists_nobody_answers() => Assert.Null(TenantTable.Empty.Match("localhost", 80));

    [Theory]
    [InlineData("kerlann", true)]
    [InlineData("a", false)]
    [InlineData("9lives", false)]
    [InlineData("ker lann", false)]
    [InlineData("../etc", false)]
    [InlineData("kerlann-", false)]
    [InlineData("con\0", false)]
    [InlineData("kerlann\n", false)]
    public void A_technical_name_can_touch_a_path(string name, bool good) => Assert.Equal(good, TenantNames.CheckName(name) is null);

    [Theory]
    [InlineData("Include", "Megalis.*", "Megalis.News", true)]
    [InlineData("Exclude", "Megalis.*", "Megalis.News", false)]
    [InlineData("Exclude", "Megalis.Procurement", "Megalis.News", true)]
    [InlineData("Exclude", "*", "Anything", false)]
    public void A_profile_decides_by_the_last_rule_that_matches(string rule, string expression, string feature, bool allowed)
    {
        var profile = new FeatureProfile { FeatureRules = [new() { Rule = "Exclude", Expression = "Other.*" }, new() { Rule = rule, Expression = expression }] };

        Assert.Equal(allowed, profile.Allows(feature));
    }

    private static Tenant Make(int id, string name, string hosts) =>
        new(new TenantRow { Id = id, Name = name, DisplayName = name, Hosts = hosts, State = TenantState.Running }, new HashSet<string>());
}
