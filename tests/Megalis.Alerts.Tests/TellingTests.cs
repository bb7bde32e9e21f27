using System.Text.Json.Nodes;
using Megalis.Alerts.Data;
using Megalis.Alerts.Domain;
using Megalis.Alerts.Features.TellConsultation;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Alerts.Tests;

/// <summary>Who hears of a consultation at once, and that nobody hears twice.</summary>
public sealed class TellingTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_event_that_is_handled_twice_is_one_mail(string database)
    {
        var site = await sites.OnAsync(database);
        var (buyer, tenant) = await site.BuyerAsync();
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        await site.SubscribeAsync($"?q={word}", email);
        var reference = await Alerting.PublishAsync(buyer, $"Toiture {word}");
        await site.WhenQuietAsync();
        var id = await IdAsync(site, email);

        await site.AddAsync(new ConsultationPublished(id, reference), tenant.Hosts[0]);
        await site.AddAsync(new TellAlerts(id, reference, AlertMatch.New, ""));

        var mail = Assert.Single(await site.AlertsAsync(email));
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        Assert.Contains($"/marches/{reference}", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Date limite : lundi 31\u00a0mai 2027", mail.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_step_that_does_not_commit_has_done_nothing_and_is_done_again(string database)
    {
        var site = await sites.OnAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        var reference = await Alerting.PublishAsync(buyer, $"Couverture {word}");
        await site.WhenQuietAsync();
        await site.SubscribeAsync($"?q={word}", email);
        var payload = new TellAlerts(await PublicIdAsync(site, reference), reference, AlertMatch.New, "");

        await using (var scope = site.Enter())
        {
            var handler = scope.Services.GetRequiredService<TellAlertsHandler>();
            await Assert.ThrowsAsync<InvalidOperationException>(() => scope.Db.TransactAsync(async () =>
            {
                await handler.HandleAsync(payload, CancellationToken.None);
                Assert.True(await scope.Db.Set<AlertMatch>().AnyAsync(m => m.ConsultationId == payload.ConsultationId));
                throw new InvalidOperationException("The power goes.");
            }));
        }

        Assert.Empty(await site.AlertsAsync(email));
        await site.AddAsync(payload);
        Assert.Single(await site.AlertsAsync(email));
        await site.AddAsync(payload);
        Assert.Single(await site.AlertsAsync(email));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_process_that_dies_between_the_publication_and_the_mail_loses_nothing(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        for (var i = 0; i < 5; i++)
            await site.SubscribeAsync("?q=toiture", $"mort{i}@artisan.example");

        await Alerting.PublishAsync(buyer, "Toiture du phare");
        await site.RestartAsync();

        for (var i = 0; i < 5; i++)
            Assert.Single(await site.AlertsAsync($"mort{i}@artisan.example"));
    }

    [Fact]
    public async Task Many_who_want_to_hear_are_told_in_steps_each_once()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions());
        var (buyer, _) = await site.BuyerAsync();
        await using (var scope = site.Enter())
        {
            var searches = scope.Services.GetRequiredService<SavedSearches>();
            for (var i = 0; i < 230; i++)
            {
                var email = $"foule{i:D3}@artisan.example";
                await searches.SaveAsync(Owner.OfAddress(email), email, new Wish(site.TenantOf("localhost").Id, "?q=toiture", "Toitures", i < 120 ? Rhythm.Immediate : Rhythm.Daily), ask: null, CancellationToken.None);
            }
        }

        await Alerting.PublishAsync(buyer, "Toiture de la halle");
        Assert.Equal(120, (await site.MailsAsync()).Select(m => m.To).Distinct().Count());
        await site.MorningAsync(new DateTimeOffset(2027, 3, 2, 6, 0, 0, TimeSpan.Zero));

        var mails = await site.MailsAsync();
        Assert.Equal(230, mails.Count);
        Assert.Equal(230, mails.Select(m => m.To).Distinct().Count());
    }

    [Fact]
    public async Task What_was_published_before_the_search_was_saved_is_no_news_until_it_changes()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions());
        var (buyer, _) = await site.BuyerAsync();
        var reference = await Alerting.PublishAsync(buyer, "Toiture d’avant");
        await site.WhenQuietAsync();
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await site.SubscribeAsync("?q=toiture", "apres@artisan.example");

        await site.AddAsync(new TellAlerts(await PublicIdAsync(site, reference), reference, AlertMatch.New, ""));
        Assert.Empty(await site.AlertsAsync("apres@artisan.example"));

        await Alerting.ExtendAsync(buyer, reference, "2027-06-15T12:00", "Plan remplacé");
        Assert.Equal("Nouvelle consultation : Toiture d’avant", Assert.Single(await site.AlertsAsync("apres@artisan.example")).Subject);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_change_is_told_to_those_who_heard_of_it_and_to_those_whose_search_it_newly_meets(string database)
    {
        var site = await sites.OnAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        var (word, told, late, stranger) = (Alerting.NewWord(), Alerting.NewAddress(), Alerting.NewAddress(), Alerting.NewAddress());
        await site.SubscribeAsync($"?q={word}", told);
        await site.SubscribeAsync($"?q={word}+stranger", stranger);
        var reference = await Alerting.PublishAsync(buyer, $"Façade {word}", "2027-04-10T12:00");
        await site.WhenQuietAsync();
        await site.SubscribeAsync($"?q={word}&apres=2027-04-15", late);

        await Alerting.ExtendAsync(buyer, reference, "2027-04-20T12:00", "Plan remplacé");
        await Alerting.ExtendAsync(buyer, reference, "2027-04-25T12:00", "Plan remplacé");

        var mails = await site.AlertsAsync(told);
        Assert.Equal(["Nouvelle consultation", "Consultation modifiée", "Consultation modifiée"], mails.Select(m => m.Subject.Split(" : ")[0]));
        Assert.Contains("20\u00a0avril 2027", mails[1].Text, StringComparison.Ordinal);
        Assert.Equal("Nouvelle consultation", (await site.AlertsAsync(late))[0].Subject.Split(" : ")[0]);
        Assert.Equal(2, (await site.AlertsAsync(late)).Count);
        Assert.Empty(await site.AlertsAsync(stranger));

        await Alerting.CancelAsync(buyer, reference, "Budget revu");
        var last = (await site.AlertsAsync(told))[^1];
        Assert.Equal($"Consultation sans suite : Façade {word}", last.Subject);
        Assert.Contains("> Budget revu", last.Text, StringComparison.Ordinal);
        Assert.Empty(await site.AlertsAsync(stranger));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_searches_of_one_address_are_one_mail_whose_click_stops_both_or_one(string database)
    {
        var site = await sites.OnAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        await site.SubscribeAsync($"?q={word}", email, name: "Par le mot");
        await site.SubscribeAsync($"?q={word}&dep=56", email, name: "Dans le Morbihan");
        await Alerting.PublishAsync(buyer, $"Zinguerie {word}");

        var mail = Assert.Single(await site.AlertsAsync(email));
        Assert.Contains("« Par le mot »", mail.Text, StringComparison.Ordinal);
        Assert.Contains("« Dans le Morbihan »", mail.Text, StringComparison.Ordinal);

        var page = await site.Visit().GetAsync(Alerting.OneClick(mail));
        (await page.Form("Arrêter cette alerte Par le mot").SubmitAsync()).ShouldShow("« Par le mot » est arrêtée", "Dans le Morbihan");
        await Alerting.PublishAsync(buyer, $"Zinguerie {word} encore");
        Assert.DoesNotContain("« Par le mot »", (await site.AlertsAsync(email))[^1].Text, StringComparison.Ordinal);

        (await site.ClickAsync(mail)).ShouldShow("« Dans le Morbihan » est arrêtée");
        await Alerting.PublishAsync(buyer, $"Zinguerie {word} enfin");
        Assert.Equal(2, (await site.AlertsAsync(email)).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_search_made_on_the_site_of_an_entite_looks_at_its_own_consultations(string database)
    {
        var site = await sites.OnAsync(database);
        var (buyer, tenant) = await site.BuyerAsync();
        var (other, _) = await site.BuyerAsync();
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        await site.SubscribeAsync($"?q={word}", email, host: tenant.Hosts[0]);

        await Alerting.PublishAsync(other, $"Voirie {word} ailleurs");
        Assert.Empty(await site.AlertsAsync(email));
        await Alerting.PublishAsync(buyer, $"Voirie {word} ici");

        Assert.Contains(tenant.Hosts[0], Assert.Single(await site.AlertsAsync(email)).Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_search_whose_trade_is_gone_finds_nothing_until_its_owner_changes_it(string database)
    {
        var site = await sites.OnAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        string list;
        await using (var scope = site.Enter())
        {
            await scope.Services.GetRequiredService<SavedSearches>().SaveAsync(
                Owner.OfAddress(email), email, new Wish(site.TenantOf("localhost").Id, $"?q={word}&metier=disparu", "Mon métier", Rhythm.Immediate), ask: null, CancellationToken.None);
            list = new Uri(scope.Services.GetRequiredService<AlertLinks>().OfAddress(Owner.OfAddress(email).EmailFolded)).PathAndQuery;
        }

        await Alerting.PublishAsync(buyer, $"Toiture {word}");
        Assert.Empty(await site.AlertsAsync(email));

        var page = (await site.Visit().GetAsync(list)).ShouldShow("Mon métier", "Un des critères n’existe plus : modifiez cette alerte.");
        (await (await page.FollowAsync("Mon métier")).ShouldShow("Un des critères n’existe plus").Form("Enregistrer").SubmitAsync())
            .ShouldShow("L’alerte est enregistrée.").ShouldNotShow("n’existe plus");
        await Alerting.PublishAsync(buyer, $"Façade {word}");
        Assert.Equal($"Nouvelle consultation : Façade {word}", Assert.Single(await site.AlertsAsync(email)).Subject);
    }

    [Fact]
    public async Task The_operator_s_synonyms_count_as_soon_as_they_are_written()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions());
        var (buyer, _) = await site.BuyerAsync();
        await site.SubscribeAsync("?q=zygobique", "synonyme@artisan.example");
        await Alerting.PublishAsync(buyer, "Pose de zygodique un");
        Assert.Empty(await site.AlertsAsync("synonyme@artisan.example"));

        await using (var scope = site.Enter())
            await scope.Services.GetRequiredService<TenantRegister>().ChangeSettingsAsync(
                site.TenantOf("localhost").Id, new JsonObject { ["Search"] = new JsonObject { ["Synonyms"] = "zygobique, zygodique" } });
        await Alerting.PublishAsync(buyer, "Pose de zygodique deux");

        Assert.Equal("Nouvelle consultation : Pose de zygodique deux", Assert.Single(await site.AlertsAsync("synonyme@artisan.example")).Subject);
    }

    [Fact]
    public async Task What_has_closed_when_its_turn_comes_is_not_told()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions());
        var (buyer, _) = await site.BuyerAsync();
        var (open, all) = (Alerting.NewAddress(), Alerting.NewAddress());
        var reference = await Alerting.PublishAsync(buyer, "Toiture fermée", "2027-04-01T12:00");
        await site.WhenQuietAsync();
        await site.SubscribeAsync("?q=toiture", open);
        await site.SubscribeAsync("?q=toiture&etat=toutes", all);
        var id = await PublicIdAsync(site, reference);

        site.Clock.Set(new DateTimeOffset(2027, 4, 1, 10, 0, 1, TimeSpan.Zero));
        await site.AddAsync(new TellAlerts(id, reference, AlertMatch.New, ""));

        Assert.Empty(await site.AlertsAsync(open));
        Assert.Contains("Close depuis", Assert.Single(await site.AlertsAsync(all)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_node_asks_a_search_that_was_saved_a_moment_ago_and_no_longer_one_that_was_stopped()
    {
        await using var site = await SiteFixture.StartAsync(BothDatabases.Postgres);
        var other = await site.StartAnotherNodeAsync();
        var (buyer, _) = await site.BuyerAsync();
        var reference = await Alerting.PublishAsync(buyer, "Toiture de la salle des fêtes");
        var id = await PublicIdAsync(site, reference);
        Assert.Empty(await MatchedAsync(other, id));

        await site.SubscribeAsync("?q=toiture", "noeud@artisan.example");
        var matched = Assert.Single(await MatchedAsync(other, id));

        await using (var scope = site.Enter())
            await scope.Services.GetRequiredService<SavedSearches>().ActAsync(matched, (s, now) => s.Stop(now), CancellationToken.None);
        Assert.Empty(await MatchedAsync(other, id));
    }

    private static async Task<IReadOnlyList<long>> MatchedAsync(SiteFixture node, string id)
    {
        await using var scope = node.Enter();
        var document = (await node.Services.GetRequiredService<ConsultationDocuments>().ReadAsync([id], CancellationToken.None))[id];
        return await node.Services.GetRequiredService<SearchBook>().MatchAsync(scope.Db, document, CancellationToken.None);
    }

    private static async Task<string> IdAsync(SiteFixture site, string email)
    {
        await using var scope = site.Enter();
        var search = await scope.Db.Set<SavedSearch>().SingleAsync(s => s.Email == email);
        return (await scope.Db.Set<AlertMatch>().SingleAsync(m => m.SavedSearchId == search.Id)).ConsultationId;
    }

    /// <summary>The consultation's id by its reference, from the change log that its publication left.</summary>
    private static async Task<string> PublicIdAsync(SiteFixture site, string reference)
    {
        await using var scope = site.Enter();
        var documents = site.Services.GetRequiredService<ConsultationDocuments>();
        string? id = null;
        Assert.True(await Eventually.TrueAsync(async () =>
        {
            await using var host = Kernel.Tenants.TenantScope.EnterHost(site.Services);
            var keys = (await host.Services.GetRequiredService<ChangeLog>().ReadAsync(0, 10_000)).Where(c => c.Kind == ChangeKinds.Consultation).Select(c => c.Key).Distinct().ToList();
            id = (await documents.ReadAsync(keys, CancellationToken.None)).Values.Select(Notice.Of).FirstOrDefault(n => n.Reference == reference)?.ConsultationId;
            return id is not null;
        }));
        return id!;
    }
}
