using System.Net;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Tests;

public sealed class SignInTests : IAsyncLifetime
{
    private SiteFixture site = null!;

    public async Task InitializeAsync() => site = await SiteFixture.StartAsync();

    public async Task DisposeAsync() => await site.DisposeAsync();

    [Fact]
    public async Task A_person_signs_in_goes_on_where_they_came_from_and_signs_out()
    {
        await site.AddAccountAsync("anne@exemple.bzh");
        var client = site.Visit();

        var page = await client.SignInAsync("Anne@Exemple.BZH", path: "/connexion?retour=/entreprise/equipe");

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Anne Le Goff", "Mon équipe");
        Assert.Equal("/entreprise/equipe", page.Url.AbsolutePath);
        await page.Form("Se déconnecter").SubmitAsync();
        Assert.Equal("/connexion", (await client.GetAsync("/entreprise/equipe")).Url.AbsolutePath);
    }

    [Fact]
    public async Task An_unknown_address_is_answered_as_a_wrong_password_and_what_was_typed_stays()
    {
        await site.AddAccountAsync("anne@exemple.bzh");

        var wrong = await site.Visit().SignInAsync("anne@exemple.bzh", "pas le bon mot de passe");
        var unknown = await site.Visit().SignInAsync("bob@exemple.bzh", "pas le bon mot de passe");

        wrong.ShouldBe(HttpStatusCode.UnprocessableEntity);
        unknown.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(wrong.Text.Replace("anne@", "bob@", StringComparison.Ordinal), unknown.Text);
        Assert.Equal("bob@exemple.bzh", unknown.Form("Se connecter").ValueOf("Adresse électronique"));
    }

    [Fact]
    public async Task An_unknown_address_costs_the_hasher_the_same_work()
    {
        await using var scope = site.Enter();
        var passwords = scope.Services.GetRequiredService<Passwords>();
        var account = await site.AddAccountAsync("anne@exemple.bzh");
        passwords.Verify(null, "pour chauffer la machine");

        var known = await MedianAsync(() => passwords.Verify(account, "pas le bon mot de passe"));
        var unknown = await MedianAsync(() => passwords.Verify(null, "pas le bon mot de passe"));

        Assert.InRange(unknown / known, 0.5, 2);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task After_five_failures_an_account_waits_longer_each_time_known_or_not_and_a_restart_forgets_nothing(string database)
    {
        await using var other = await SiteFixture.StartAsync(database);
        await other.AddAccountAsync("anne@exemple.bzh");
        foreach (var email in new[] { "anne@exemple.bzh", "inconnue@exemple.bzh" })
        {
            for (var i = 0; i < 5; i++)
                (await other.Visit().SignInAsync(email, "pas le bon mot de passe")).ShouldBe(HttpStatusCode.UnprocessableEntity);
            var blocked = await other.Visit().SignInAsync(email);
            blocked.ShouldBe(HttpStatusCode.TooManyRequests).ShouldShow("Attendez 5 secondes");
            Assert.Equal("5", blocked.Headers["Retry-After"]);
        }

        await other.RestartAsync();
        (await other.Visit().SignInAsync("anne@exemple.bzh")).ShouldBe(HttpStatusCode.TooManyRequests);
        other.Clock.Advance(TimeSpan.FromSeconds(6));
        (await other.Visit().SignInAsync("anne@exemple.bzh", "pas le bon mot de passe")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await other.Visit().SignInAsync("anne@exemple.bzh")).ShouldShow("Attendez 10 secondes");
        other.Clock.Advance(TimeSpan.FromSeconds(11));
        (await other.Visit().SignInAsync("anne@exemple.bzh")).ShouldBe(HttpStatusCode.OK).ShouldShow("Anne Le Goff");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Twenty_tries_at_once_are_twenty_tries(string database)
    {
        await using var other = await SiteFixture.StartAsync(database);

        var waits = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            await using var scope = other.Enter();
            return await scope.Services.GetRequiredService<Throttle>().ChargeAsync(ThrottleKey.Account("anne@exemple.bzh").From(ThrottleKey.Network(null), BackOff.AccountFromNetwork));
        }));

        Assert.Equal(5, waits.Count(w => w is null));
    }

    [Fact]
    public async Task Who_waits_because_others_failed_waits_no_longer_for_having_tried()
    {
        await using var other = await SiteFixture.StartAsync();
        await other.AddAccountAsync("anne@exemple.bzh");
        await using (var scope = other.Enter())
        {
            var now = other.Clock.GetUtcNow();
            scope.Db.Add(new ThrottleRow { Key = ThrottleKey.Account("anne@exemple.bzh").Key, Failures = 300, LastAt = now, BlockedUntil = now.AddMinutes(1) });
            await scope.Db.SaveChangesAsync();
        }

        for (var i = 0; i < 8; i++)
            (await other.Visit().SignInAsync("anne@exemple.bzh")).ShouldBe(HttpStatusCode.TooManyRequests).ShouldShow("Attendez 60 secondes");
        await using (var scope = other.Enter())
            Assert.Equal(300, await scope.Db.Set<ThrottleRow>().SumAsync(t => t.Failures));
        other.Clock.Advance(TimeSpan.FromSeconds(61));
        (await other.Visit().SignInAsync("anne@exemple.bzh")).ShouldBe(HttpStatusCode.OK).ShouldShow("Anne Le Goff");
    }

    [Fact]
    public async Task One_network_address_that_tries_many_accounts_waits_too()
    {
        await using var scope = site.Enter();
        var throttle = scope.Services.GetRequiredService<Throttle>();
        var network = ThrottleKey.Network(IPAddress.Parse("192.0.2.7"));
        for (var i = 0; i < 40; i++)
            Assert.Null(await throttle.ChargeAsync(network));

        Assert.NotNull(await throttle.ChargeAsync(network));
        Assert.Null(await throttle.ChargeAsync(ThrottleKey.Network(IPAddress.Parse("192.0.2.8"))));
    }

    [Fact]
    public void Addresses_of_one_IPv6_line_count_together() => Assert.Equal(
        ThrottleKey.Network(IPAddress.Parse("2001:db8:1:2::1")), ThrottleKey.Network(IPAddress.Parse("2001:db8:1:2:ffff::9")));

    [Fact]
    public async Task A_disabled_account_is_out_at_its_next_request_and_cannot_come_back()
    {
        var account = await site.AddAccountAsync("anne@exemple.bzh");
        var client = await site.SignedInAsync("anne@exemple.bzh");
        (await client.GetAsync("/entreprise/equipe")).ShouldShow("Mon équipe");

        await using (var scope = site.Enter())
        {
            scope.Db.Add(new AccountDisabling { AccountId = account.Id, ById = "x", At = site.Clock.GetUtcNow(), Reason = "départ" });
            await scope.Db.SaveChangesAsync();
        }

        Assert.Equal("/connexion", (await client.GetAsync("/entreprise/equipe")).Url.AbsolutePath);
        (await site.Visit().SignInAsync("anne@exemple.bzh")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("désactivé");
        (await site.Visit().SignInAsync("anne@exemple.bzh", "pas le bon mot de passe")).ShouldNotShow("désactivé");
    }

    [Fact]
    public async Task The_first_page_is_where_the_work_is()
    {
        var one = await site.AddTenantAsync("berrien", "Commune de Berrien");
        var two = await site.AddTenantAsync("scrignac", "Commune de Scrignac");
        var clerk = await site.AddAccountAsync("secretaire@berrien.example");
        await site.AddMemberAsync(clerk, one, "Gestion", KernelPermissions.ManageUsers);
        var both = await site.AddAccountAsync("secretaire@deux.example");
        await site.AddMemberAsync(both, one, "Gestion");
        await site.AddMemberAsync(both, two, "Gestion", KernelPermissions.ManageUsers);
        await site.AddAccountAsync("personne@exemple.bzh");

        var desk = (await site.Visit().SignInAsync("secretaire@berrien.example")).Url;
        Assert.Equal(("berrien.localhost", "/bureau"), (desk.Host, desk.AbsolutePath));
        (await site.Visit().SignInAsync("secretaire@deux.example")).ShouldShow("Commune de Berrien", "Commune de Scrignac");
        Assert.Equal("/compte", (await site.Visit().SignInAsync("personne@exemple.bzh")).Url.AbsolutePath);
    }

    [Theory]
    [InlineData("https://ailleurs.example/")]
    [InlineData("//ailleurs.example/")]
    [InlineData("/%09/ailleurs.example/")]
    public async Task A_way_back_to_elsewhere_leads_to_ones_account(string target)
    {
        await site.AddAccountAsync("anne@exemple.bzh");
        var client = site.Visit();
        client.FollowRedirects = false;

        var page = await client.SignInAsync("anne@exemple.bzh", path: "/connexion?retour=" + target);

        Assert.Equal("/connexion/arrivee", page.Headers["Location"]);
    }

    [Fact]
    public async Task A_form_from_elsewhere_signs_nobody_in_or_out()
    {
        await site.AddAccountAsync("anne@exemple.bzh");
        var body = new FormUrlEncodedContent(new Dictionary<string, string> { ["Email"] = "anne@exemple.bzh", ["Password"] = TestPeople.Password });

        (await site.Visit().PostAsync("/connexion", body)).ShouldBe(HttpStatusCode.BadRequest);

        var client = await site.SignedInAsync("anne@exemple.bzh");
        (await client.PostAsync("/deconnexion", new FormUrlEncodedContent([]))).ShouldBe(HttpStatusCode.BadRequest);
        (await client.GetAsync("/entreprise/equipe")).ShouldShow("Mon équipe");
    }

    [Fact]
    public async Task The_sessions_cookie_belongs_to_one_host_and_no_script_reads_it()
    {
        await site.AddAccountAsync("anne@exemple.bzh");
        var client = site.Visit();
        client.FollowRedirects = false;

        var cookies = (await client.SignInAsync("anne@exemple.bzh")).Headers["Set-Cookie"].ToLowerInvariant();

        var session = cookies.Split(", __host-").First(c => c.TrimStart('_').StartsWith("host-megalis=", StringComparison.Ordinal) || c.StartsWith("megalis=", StringComparison.Ordinal));
        Assert.Contains("secure", session, StringComparison.Ordinal);
        Assert.Contains("httponly", session, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", session, StringComparison.Ordinal);
        Assert.DoesNotContain("domain=", session, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_elses_demonstration_button_exists_outside_development()
    {
        var account = await site.AddAccountAsync("admin@megalis.example", demo: true);
        var client = site.Visit();
        var page = await client.GetAsync("/connexion");

        page.ShouldNotShow("Comptes de démonstration");
        (await client.ForgeAsync(page, "/connexion?handler=Demo", ("account", account.Id))).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task In_development_the_demonstrations_accounts_are_buttons_and_nobody_elses()
    {
        await using var development = await SiteFixture.StartAsync(new SiteOptions { Environment = "Development" });
        await development.AddAccountAsync("admin@megalis.example", "Admin de démonstration", demo: true);
        await development.AddAccountAsync("anne@exemple.bzh");

        var page = await development.Visit().GetAsync("/connexion");

        page.ShouldShow("Comptes de démonstration").ShouldNotShow("anne@exemple.bzh");
        (await page.Form("Admin de démonstration").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("Admin de démonstration");
    }

    [Fact]
    public async Task A_session_ends_after_a_week_however_busy()
    {
        await site.AddAccountAsync("anne@exemple.bzh");
        var client = await site.SignedInAsync("anne@exemple.bzh");
        for (var i = 0; i < 18; i++)
        {
            site.Clock.Advance(TimeSpan.FromHours(9));
            (await client.GetAsync("/entreprise/equipe")).ShouldShow("Mon équipe");
        }

        site.Clock.Advance(TimeSpan.FromHours(9));

        Assert.Equal("/connexion", (await client.GetAsync("/entreprise/equipe")).Url.AbsolutePath);
    }

    private static async Task<double> MedianAsync(Action work)
    {
        var times = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await Task.Run(work);
            times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }

        return times.Order().ElementAt(3);
    }
}
