using System.Net;
using System.Reflection;
using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Alerts.Features;
using Megalis.Alerts.Features.ProposeWider;
using Megalis.Alerts.Features.SendDigest;
using Megalis.Search.Contracts;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Alerts.Tests;

/// <summary>The mails of the morning: what is in them, when they leave, and that they leave once.</summary>
public sealed class DigestTests
{
    /// <summary>The clock begins on Monday 1 March 2027 at 9 h in Paris.</summary>
    private static readonly DateTimeOffset Tuesday = new(2027, 3, 2, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NextMonday = new(2027, 3, 8, 6, 0, 0, TimeSpan.Zero);

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_digest_gathers_the_searches_of_an_address_and_leaves_once_a_morning(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        await site.SubscribeAsync("?q=toiture", "jour@artisan.example", Alerting.Daily, "Les toitures");
        await site.SubscribeAsync("?q=peinture", "jour@artisan.example", Alerting.Daily, "Les peintures");
        await site.SubscribeAsync("?q=toiture", "rien@artisan.example", Alerting.Weekly);
        await site.SubscribeAsync("?q=plomberie", "rien@artisan.example", Alerting.Daily);
        await Alerting.PublishAsync(buyer, "Toiture de l’école", "2027-03-05T12:00");
        await Alerting.PublishAsync(buyer, "Toiture de la mairie");
        await Alerting.PublishAsync(buyer, "Peinture du gymnase");
        Assert.Empty(await site.AlertsAsync("jour@artisan.example"));

        await site.MorningAsync(Tuesday.AddSeconds(-1));
        Assert.Empty(await site.AlertsAsync("jour@artisan.example"));
        await site.MorningAsync(Tuesday);
        await site.AddAsync(new SendDigests(Rhythm.Daily, new DateOnly(2027, 3, 2)));
        await site.MorningAsync(Tuesday.AddMinutes(20));

        var mail = Assert.Single(await site.AlertsAsync("jour@artisan.example"));
        Assert.Equal("3 nouvelles consultations : Les toitures, Les peintures", mail.Subject);
        Assert.Contains("Toiture de l’école", mail.Text, StringComparison.Ordinal);
        Assert.Contains("encore 3\u00a0jours", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Peinture du gymnase", mail.Text, StringComparison.Ordinal);
        Assert.Empty(await site.AlertsAsync("rien@artisan.example"));

        await site.MorningAsync(Tuesday.AddDays(1));
        Assert.Single(await site.AlertsAsync("jour@artisan.example"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_weekly_digest_leaves_on_Monday_and_tells_each_consultation_as_it_is_then(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        await site.SubscribeAsync("?q=toiture", "semaine@artisan.example", Alerting.Weekly, "Les toitures");
        var moved = await Alerting.PublishAsync(buyer, "Toiture du port", "2027-04-05T12:00");
        await Alerting.ExtendAsync(buyer, moved, "2027-04-12T12:00", "Pont de Pâques");
        var dead = await Alerting.PublishAsync(buyer, "Toiture abandonnée");
        await Alerting.CancelAsync(buyer, dead, "Budget revu");

        await site.MorningAsync(Tuesday);
        Assert.Empty(await site.AlertsAsync("semaine@artisan.example"));
        await site.MorningAsync(NextMonday);

        var mail = Assert.Single(await site.AlertsAsync("semaine@artisan.example"));
        Assert.Equal("Nouvelle consultation : Toiture du port", mail.Subject);
        Assert.Contains("12\u00a0avril 2027", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Toiture abandonnée", mail.Text, StringComparison.Ordinal);

        await Alerting.ExtendAsync(buyer, moved, "2027-04-19T12:00", "Encore une semaine");
        await site.MorningAsync(NextMonday.AddDays(7));
        Assert.Equal("Consultation modifiée : Toiture du port", (await site.AlertsAsync("semaine@artisan.example"))[^1].Subject);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_digest_that_died_half_way_goes_on_and_sends_nothing_twice(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        await site.SubscribeAsync("?q=toiture", "a@artisan.example", Alerting.Daily);
        await site.SubscribeAsync("?q=toiture", "b@artisan.example", Alerting.Daily);
        await Alerting.PublishAsync(buyer, "Toiture à refaire");
        await site.WhenQuietAsync();
        site.Clock.Set(Tuesday.AddMinutes(-1));
        var payload = new SendDigests(Rhythm.Daily, new DateOnly(2027, 3, 2));

        await using (var scope = site.Enter())
        {
            var handler = scope.Services.GetRequiredService<SendDigestsHandler>();
            await Assert.ThrowsAsync<InvalidOperationException>(() => scope.Db.TransactAsync(async () =>
            {
                await handler.HandleAsync(payload, CancellationToken.None);
                Assert.Equal(3, await scope.Db.Set<AlertMailing>().CountAsync(m => m.Period == "daily:2027-03-02"));
                throw new InvalidOperationException("The power goes.");
            }));
        }

        Assert.Empty(await site.AlertsAsync("a@artisan.example"));
        await site.AddAsync(payload with { After = "a@artisan.example" });
        await site.WhenQuietAsync();
        await site.AddAsync(payload);

        Assert.Single(await site.AlertsAsync("a@artisan.example"));
        Assert.Single(await site.AlertsAsync("b@artisan.example"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_mark_of_what_no_mail_told_stops_nobody(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        await site.SubscribeAsync("?q=toiture", "reste@artisan.example", Alerting.Daily, "Ma veille");
        await Alerting.CancelAsync(buyer, await Alerting.PublishAsync(buyer, "Toiture abandonnée"), "Budget revu");
        await site.MorningAsync(Tuesday);
        await using var scope = site.Enter();
        Assert.True(await scope.Db.Set<AlertMatch>().AnyAsync(m => m.MailingId == AlertPost.Untold));

        foreach (var mailing in new[] { AlertPost.Untold, "" })
        {
            (await site.Visit().GetAsync("/alertes/arreter?envoi=" + mailing)).ShouldBe(HttpStatusCode.NotFound).ShouldNotShow("Ma veille");
            (await site.Visit().PostAsync("/alertes/arreter?envoi=" + mailing, new FormUrlEncodedContent([]))).ShouldBe(HttpStatusCode.NotFound);
        }

        Assert.True(await scope.Db.Set<SavedSearch>().AllAsync(s => s.StoppedAt == null));
    }

    [Fact]
    public async Task Other_words_leave_nothing_behind_that_the_words_of_before_had_found()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions());
        var (buyer, _) = await site.BuyerAsync();
        var client = await site.SignUpAsync("mots@artisan.example");
        await Alerting.SaveAsync(client, "?q=toiture", Alerting.Daily, "Ma veille");
        await Alerting.PublishAsync(buyer, "Toiture du port");
        await site.WhenQuietAsync();

        var form = (await (await client.GetAsync("/compte/alertes")).FollowAsync("Ma veille")).Form("Enregistrer");
        (await form.Fill("Mots cherchés", "peinture").SubmitAsync()).ShouldShow("L’alerte est enregistrée.");
        await Alerting.PublishAsync(buyer, "Peinture du port");
        await site.MorningAsync(Tuesday);

        Assert.Equal("Nouvelle consultation : Peinture du port", Assert.Single(await site.AlertsAsync("mots@artisan.example")).Subject);
    }

    [Fact]
    public async Task Two_changes_of_one_consultation_are_one_consultation_that_changed()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions());
        var (buyer, _) = await site.BuyerAsync();
        await site.SubscribeAsync("?q=toiture", "change@artisan.example", Alerting.Daily, "Ma veille");
        var reference = await Alerting.PublishAsync(buyer, "Toiture du port", "2027-04-05T12:00");
        await site.MorningAsync(Tuesday);
        await Alerting.ExtendAsync(buyer, reference, "2027-04-12T12:00", "Plan remplacé");
        await site.WhenQuietAsync();
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await Alerting.ExtendAsync(buyer, reference, "2027-04-19T12:00", "Plan remplacé");
        await site.MorningAsync(Tuesday.AddDays(1));

        Assert.Equal("1 consultation a changé : Ma veille", (await site.AlertsAsync("change@artisan.example"))[^1].Subject);
    }

    [Fact]
    public async Task While_the_index_is_not_open_no_search_loses_its_proposal()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions());
        await site.SubscribeAsync("?q=toiture&dep=35", "attente@artisan.example", Alerting.Daily);
        await site.WhenQuietAsync();
        site.Clock.Advance(TimeSpan.FromDays(22));
        await using var scope = site.Enter();
        var closed = (SearchIndexes)Activator.CreateInstance(typeof(SearchIndexes), BindingFlags.Instance | BindingFlags.NonPublic, null, [null], null)!;
        var reader = ActivatorUtilities.CreateInstance<CriteriaReader>(scope.Services, closed);

        await ActivatorUtilities.CreateInstance<ProposeWiderHandler>(scope.Services, reader).HandleAsync(new ProposeWider(), CancellationToken.None);
        Assert.Null((await scope.Db.Set<SavedSearch>().AsNoTracking().SingleAsync()).WidenedAt);

        site.Clock.Advance(TimeSpan.FromMinutes(16));
        await site.WhenQuietAsync();
        Assert.NotNull((await scope.Db.Set<SavedSearch>().AsNoTracking().SingleAsync()).WidenedAt);
    }

    [Fact]
    public async Task A_host_that_slept_over_the_morning_sends_when_it_wakes()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions());
        var (buyer, _) = await site.BuyerAsync();
        await site.SubscribeAsync("?q=toiture", "reveil@artisan.example", Alerting.Daily);
        await Alerting.PublishAsync(buyer, "Toiture du phare");

        await site.MorningAsync(Tuesday.AddDays(2).AddHours(5));

        Assert.Single(await site.AlertsAsync("reveil@artisan.example"));
    }

    [Fact]
    public async Task An_account_and_the_same_address_without_one_are_one_mail()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions());
        var (buyer, _) = await site.BuyerAsync();
        await site.SubscribeAsync("?q=toiture", "Meme@artisan.example", Alerting.Daily, "D’avant");
        var client = await site.SignUpAsync("meme@artisan.example");
        await Alerting.SaveAsync(client, "?q=toiture&dep=56", Alerting.Daily, "D’après");
        (await client.GetAsync("/compte/alertes")).ShouldShow("D’avant", "D’après");
        await Alerting.PublishAsync(buyer, "Toiture du port");

        await site.MorningAsync(Tuesday);

        var mail = Assert.Single(await site.MailsAsync(), m => m.Headers.ContainsKey("List-Unsubscribe"));
        Assert.Contains("« D’avant »", mail.Text, StringComparison.Ordinal);
        Assert.Contains("« D’après »", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2027-03-28T04:59:59Z", "2027-03-27")]
    [InlineData("2027-03-28T05:00:00Z", "2027-03-28")]
    [InlineData("2027-10-31T05:59:59Z", "2027-10-30")]
    [InlineData("2027-10-31T06:00:00Z", "2027-10-31")]
    public void Seven_o_clock_is_that_of_Paris_in_summer_and_winter(string instant, string day)
    {
        var period = DigestPeriod.Last(Rhythm.Daily, DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), 7);

        Assert.Equal(DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), period.Day);
        Assert.True(period.Due <= DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Three_empty_weeks_bring_one_proposal_to_search_wider()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions());
        var (buyer, _) = await site.BuyerAsync();
        await site.SubscribeAsync("?q=toiture+ardoise&dep=35", "vide@artisan.example", Alerting.Daily, "Ardoise en Ille-et-Vilaine");
        await site.SubscribeAsync("?q=toiture", "plein@artisan.example", Alerting.AtOnce);
        await Alerting.PublishAsync(buyer, "Toiture en ardoise du port", "2027-06-30T12:00");
        Assert.True(await Eventually.TrueAsync(async () => (await site.Visit().GetAsync("/alertes/nouvelle?q=toiture")).Text.Contains("aurait donné 1 avis", StringComparison.Ordinal)));

        await site.MorningAsync(Tuesday.AddDays(19));
        Assert.Empty(await site.AlertsAsync("vide@artisan.example"));
        await site.MorningAsync(Tuesday.AddDays(21));
        await site.MorningAsync(Tuesday.AddDays(45));

        var mail = Assert.Single(await site.AlertsAsync("vide@artisan.example"));
        Assert.Contains("n’a rien trouvé depuis trois semaines", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("dans toute la Bretagne : 1 avis", mail.Text, StringComparison.Ordinal);
        Assert.Single(await site.AlertsAsync("plein@artisan.example"));

        var page = await site.Visit().GetAsync(mail.Link);
        (await page.ShouldShow("Proposé à la place").Form("Enregistrer").SubmitAsync()).ShouldShow("L’alerte est enregistrée.");
        await Alerting.PublishAsync(buyer, "Toiture en ardoise de la cale", "2027-06-30T12:00");
        await site.MorningAsync(Tuesday.AddDays(46));
        Assert.Equal("Nouvelle consultation : Toiture en ardoise de la cale", (await site.AlertsAsync("vide@artisan.example"))[^1].Subject);
    }
}
