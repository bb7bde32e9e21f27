using System.Net;
using Megalis.Testing;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Tests;

/// <summary>Who fails on purpose waits alone: nobody can keep another out by knowing their address.</summary>
public sealed class ThrottleTests
{
    private const string Competitor = "192.0.2.7";
    private const string Owner = "198.51.100.9";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Failures_from_one_network_shut_nobody_out_who_comes_from_another(string database)
    {
        await using var site = await StartAsync(database);
        await site.AddAccountAsync("anne@exemple.bzh");
        var competitor = From(site, Competitor);
        for (var i = 0; i < 5; i++)
            (await competitor.SignInAsync("anne@exemple.bzh", "pas le bon mot de passe")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        var account = await FailuresAsync(site);

        for (var i = 0; i < 50; i++)
            (await competitor.SignInAsync("anne@exemple.bzh", "pas le bon mot de passe")).ShouldBe(HttpStatusCode.TooManyRequests);

        Assert.Equal((5, 5), (account, await FailuresAsync(site)));
        (await From(site, Owner).SignInAsync("anne@exemple.bzh")).ShouldBe(HttpStatusCode.OK).ShouldShow("Anne Le Goff");
        (await competitor.SignInAsync("anne@exemple.bzh")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Who_asks_for_anothers_new_password_in_vain_does_not_keep_them_from_theirs()
    {
        await using var site = await StartAsync(BothDatabases.Sqlite);
        await site.AddAccountAsync("anne@exemple.bzh");
        for (var i = 0; i < 8; i++)
            await AskAsync(From(site, Competitor), "anne@exemple.bzh");
        var before = (await site.MailsAsync("anne@exemple.bzh")).Count;

        (await AskAsync(From(site, Owner), "anne@exemple.bzh")).ShouldBe(HttpStatusCode.OK).ShouldShow("Si un compte existe");

        Assert.Equal((3, 4), (before, (await site.MailsAsync("anne@exemple.bzh")).Count));
    }

    [Fact]
    public async Task One_network_that_asks_for_many_addresses_waits()
    {
        await using var site = await StartAsync(BothDatabases.Sqlite);
        var competitor = From(site, Competitor);
        for (var i = 0; i < 40; i++)
            (await AskAsync(competitor, $"personne{i}@exemple.bzh")).ShouldBe(HttpStatusCode.OK);

        (await AskAsync(competitor, "encore@exemple.bzh")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await AskAsync(From(site, Owner), "encore@exemple.bzh")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(199, 0)]
    [InlineData(200, 5)]
    [InlineData(260, 60)]
    public void Many_networks_together_slow_an_account_down_and_never_for_more_than_a_minute(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), BackOff.Account.After(failures));

    private static Task<SiteFixture> StartAsync(string database) => SiteFixture.StartAsync(
        new SiteOptions { Database = database, Settings = new Dictionary<string, string> { ["Megalis:TrustedProxies"] = "127.0.0.1" } });

    private static SiteClient From(SiteFixture site, string address)
    {
        var client = site.Visit();
        client.ComesFrom = address;
        return client;
    }

    private static async Task<Page> AskAsync(SiteClient client, string email) =>
        await (await client.GetAsync("/connexion/oubli")).Form("Recevoir le lien").Fill("Adresse électronique", email).SubmitAsync();

    /// <summary>What is counted against the account, from wherever.</summary>
    private static async Task<int> FailuresAsync(SiteFixture site)
    {
        await using var scope = site.Enter();
        var key = ThrottleKey.Account("anne@exemple.bzh").Key;
        return await scope.Db.Set<ThrottleRow>().Where(t => t.Key == key).Select(t => t.Failures).SingleAsync();
    }
}
