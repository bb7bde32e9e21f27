using System.Net;
using Megalis.Kernel.Mail;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Web.Tests;

/// <summary>The instrument of all slice tests: the whole application on a database of its own.</summary>
public sealed class SiteFixtureTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_application_answers_on_each_database(string database)
    {
        var site = await sites.OnAsync(database);

        var ready = await site.Visit().GetAsync("/sante/pret");

        ready.ShouldBe(HttpStatusCode.OK);
        Assert.Equal("prêt", ready.Source);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_tenant_answers_at_its_own_host_and_its_rows_are_its_own(string database)
    {
        var site = await sites.OnAsync(database);
        var kerlann = await site.AddTenantAsync("kerlann-" + database.ToLowerInvariant(), "Kerlann");

        await using var scope = site.Enter(kerlann.Hosts[0]);
        scope.Db.Add(new Role { TenantId = kerlann.Id, Name = "Redaction" });
        await scope.Db.SaveChangesAsync();
        await using var portal = site.Enter();

        Assert.Equal(kerlann.Id, site.TenantOf(kerlann.Hosts[0]).Id);
        Assert.Equal(1, await scope.Db.Set<Role>().CountAsync(role => role.Name == "Redaction"));
        Assert.Equal(0, await portal.Db.Set<Role>().CountAsync(role => role.Name == "Redaction"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Someone_signed_in_is_greeted_by_name_on_their_host_and_a_stranger_elsewhere(string database)
    {
        var site = await sites.OnAsync(database);
        var tenant = await site.AddTenantAsync("ploudiry-" + database.ToLowerInvariant(), "Ploudiry");

        var person = await site.SignInAsync(tenant.Hosts[0], "Anne Le Goff");

        (await person.GetAsync("/nulle-part")).ShouldBe(HttpStatusCode.NotFound).ShouldShow("Ploudiry", "Anne Le Goff");
        (await person.OnHost("localhost").GetAsync("/nulle-part")).ShouldBe(HttpStatusCode.NotFound).ShouldNotShow("Anne Le Goff");
    }

    [Fact]
    public async Task A_session_carried_to_another_tenant_counts_for_nothing()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        var tenant = await site.AddTenantAsync("sizun", "Sizun");
        var person = await site.SignInAsync(tenant.Hosts[0], "Anne Le Goff");
        var thief = site.Visit();

        thief.Cookies.Set(thief.Home, "__Host-megalis", person.Cookies.Value(person.Home, "__Host-megalis")!);

        (await thief.GetAsync("/nulle-part")).ShouldNotShow("Anne Le Goff");
    }

    [Fact]
    public async Task The_stylesheet_and_scripts_of_the_theme_are_served()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);

        (await site.Visit().GetAsync("/_content/Megalis.Theme.Portal/js/site.js")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_mail_that_a_change_sends_is_found_by_its_reader(string database)
    {
        var site = await sites.OnAsync(database);
        await using var scope = site.Enter();
        scope.Services.GetRequiredService<MailOutbox>().Send(new MailMessage("contact@menuiserie.example", "Récépissé", "Votre pli est arrivé."));
        await scope.Db.SaveChangesAsync();

        var mail = Assert.Single(await site.MailsAsync("contact@menuiserie.example"));

        Assert.Equal("Votre pli est arrivé.", mail.Text);
        Assert.Empty(await site.MailsAsync("autre@menuiserie.example"));
    }

    [Fact]
    public async Task What_people_typed_is_one_line_of_a_subject_whoever_sends_the_mail()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        await using var scope = site.Enter();
        var mails = scope.Services.GetRequiredService<MailOutbox>();
        mails.Send(new MailMessage("objet@menuiserie.example", "Consultation modifiée : toiture de\r\nBcc: tous@exemple.bzh", "Bonjour"));
        mails.Send(new MailMessage("objet@menuiserie.example", new string('é', 300), "Bonjour"));
        await scope.Db.SaveChangesAsync();

        var subjects = (await site.MailsAsync("objet@menuiserie.example")).Select(mail => mail.Subject).Order().ToList();

        Assert.Equal(["Consultation modifiée : toiture de Bcc: tous@exemple.bzh", new string('é', 199) + "…"], subjects);
    }

    [Fact]
    public async Task Data_outlives_a_restart()
    {
        await using var site = await SiteFixture.StartAsync();
        await site.AddTenantAsync("lannevez", "Lannevez");

        await site.RestartAsync();

        Assert.Equal("Lannevez", site.TenantOf("lannevez.localhost").DisplayName);
    }

    [Fact]
    public async Task A_tenant_made_on_one_node_is_known_on_the_other()
    {
        await using var site = await SiteFixture.StartAsync(BothDatabases.Postgres);
        var other = await site.StartAnotherNodeAsync();

        await site.AddTenantAsync("lannevez", "Lannevez");
        var seen = await Eventually.TrueAsync(() => Task.FromResult(other.TenantOf("lannevez.localhost").Name == "lannevez"));

        Assert.True(seen);
    }

    [Fact]
    public async Task The_sites_date_is_the_tests()
    {
        await using var site = await SiteFixture.StartAsync();

        site.Clock.Advance(TimeSpan.FromDays(30));

        var now = site.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        Assert.Equal(new DateTimeOffset(2027, 3, 31, 8, 0, 0, TimeSpan.Zero), now);
    }
}
