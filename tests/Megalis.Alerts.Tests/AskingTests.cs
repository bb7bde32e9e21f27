using System.Net;
using Megalis.Alerts.Domain;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Tests;

/// <summary>« Me prévenir »: what is shown, asked, and answered.</summary>
public sealed class AskingTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_visitor_is_written_to_only_after_the_click_in_the_mail(string database)
    {
        var site = await sites.OnAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());

        (await site.AskAsync($"?q={word}&p=3&tri=recentes", email)).ShouldShow("Un courriel part vers", "sept jours").ShouldNotShow(email);
        await Alerting.PublishAsync(buyer, $"Toiture {word} avant");
        var asked = Assert.Single(await site.MailsAsync(email));
        Assert.StartsWith("Confirmez votre alerte", asked.Subject, StringComparison.Ordinal);
        Assert.False(asked.Headers.ContainsKey("List-Unsubscribe"));

        // Programs that guard mailboxes open links: a look changes nothing.
        var page = (await site.Visit().GetAsync(asked.Link)).ShouldBe(HttpStatusCode.OK).ShouldShow(word);
        await Alerting.PublishAsync(buyer, $"Toiture {word} toujours avant");
        Assert.Empty(await site.AlertsAsync(email));

        (await page.Form("Oui, me prévenir").SubmitAsync()).ShouldShow("Votre alerte est en route");
        (await site.Visit().GetAsync(asked.Link)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("déjà servi");
        await Alerting.PublishAsync(buyer, $"Toiture {word} après");

        var alert = Assert.Single(await site.AlertsAsync(email));
        Assert.Equal($"Nouvelle consultation : Toiture {word} après", alert.Subject);
        Assert.Contains($"/marches?q={word}\n", alert.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_answer_tells_nobody_whether_an_address_is_known(string database)
    {
        var site = await sites.OnAsync(database);
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        await site.SubscribeAsync($"?q={word}", email, name: "Le nom que j’ai choisi");

        var known = await site.AskAsync($"?q={word}", email, Alerting.Weekly, "Un nom donné par un autre");
        var unknown = await site.AskAsync($"?q={word}", "q" + Alerting.NewAddress(), Alerting.Weekly);

        Assert.Equal(Anonymous(unknown.Text), Anonymous(known.Text));
        var mails = await site.MailsAsync(email);
        Assert.Equal(2, mails.Count);
        Assert.StartsWith("Vous avez déjà cette alerte : Le nom que j’ai choisi", mails[^1].Subject, StringComparison.Ordinal);
        await using var scope = site.Enter();
        var saved = await scope.Db.Set<SavedSearch>().SingleAsync(s => s.Email == email);
        Assert.Equal(("Le nom que j’ai choisi", Rhythm.Immediate), (saved.Name, saved.Rhythm));
        static string Anonymous(string text) => text[..text.IndexOf("part vers", StringComparison.Ordinal)] + text[text.IndexOf("@artisan", StringComparison.Ordinal)..];
    }

    [Fact]
    public async Task Too_many_mails_to_one_address_are_refused_with_the_wait()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        var email = Alerting.NewAddress();
        for (var i = 0; i < 3; i++)
            (await site.AskAsync($"?q={Alerting.NewWord()}", email)).ShouldShow("Un courriel part vers");

        (await site.AskAsync($"?q={Alerting.NewWord()}", email)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("attendez 10 minutes");
        site.Clock.Advance(TimeSpan.FromMinutes(9.5));
        (await site.AskAsync($"?q={Alerting.NewWord()}", email)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("attendez une minute");
        Assert.Equal(3, (await site.MailsAsync(email)).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_account_with_a_confirmed_address_is_told_from_now_on_and_twice_is_once(string database)
    {
        var site = await sites.OnAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        var client = await site.SignUpAsync(email);
        (await client.GetAsync("/compte/alertes")).ShouldShow("Aucune alerte pour l’instant", "Chercher une consultation");

        await Alerting.SaveAsync(client, $"?q={word}", name: "Premier nom");
        await Alerting.SaveAsync(client, $"?q={word}&p=2", name: "Second nom");
        await Alerting.PublishAsync(buyer, $"Charpente {word}");

        Assert.Single(await site.AlertsAsync(email));
        (await client.GetAsync("/compte/alertes")).ShouldShow("Second nom", "1 avis cette semaine").ShouldNotShow("Premier nom");
    }

    [Fact]
    public async Task An_account_whose_address_nobody_confirmed_says_yes_by_mail_first()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        var (buyer, _) = await site.BuyerAsync();
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        var client = await site.SignUpAsync(email, confirmed: false);

        var page = await (await client.GetAsync($"/alertes/nouvelle?q={word}")).Form("Me prévenir").Check(Alerting.AtOnce, "Quand vous prévenir").SubmitAsync();
        page.ShouldShow("Un courriel part vers");
        await Alerting.PublishAsync(buyer, $"Menuiserie {word}");
        Assert.Empty(await site.AlertsAsync(email));
        (await client.GetAsync("/compte/alertes")).ShouldShow("attend votre confirmation");

        var mail = (await site.MailsAsync(email)).Single(m => m.Subject.StartsWith("Confirmez votre alerte", StringComparison.Ordinal));
        await (await site.Visit().GetAsync(mail.Link)).Form("Oui, me prévenir").SubmitAsync();
        await Alerting.PublishAsync(buyer, $"Menuiserie {word} encore");
        Assert.Single(await site.AlertsAsync(email));
    }

    [Fact]
    public async Task Somebody_has_so_many_alerts_and_no_more()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { Settings = new Dictionary<string, string> { ["Megalis:Alerts:PerPerson"] = "2" } });
        var email = Alerting.NewAddress();
        var client = await site.SignUpAsync(email);
        await Alerting.SaveAsync(client, "?q=un");
        await Alerting.SaveAsync(client, "?q=deux");

        var page = await (await client.GetAsync("/alertes/nouvelle?q=trois")).Form("Me prévenir").Check(Alerting.Daily, "Quand vous prévenir").SubmitAsync();
        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("déjà 2 alertes");

        var visitor = Alerting.NewAddress();
        await site.SubscribeAsync("?q=un", visitor);
        await site.SubscribeAsync("?q=deux", visitor);
        (await site.AskAsync("?q=trois", visitor)).ShouldShow("Un courriel part vers");
        Assert.Contains("déjà 2 alertes", (await site.MailsAsync(visitor))[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_stopped_counts_again_when_it_is_taken_back()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { Settings = new Dictionary<string, string> { ["Megalis:Alerts:PerPerson"] = "1" } });
        var client = await site.SignUpAsync("plein@artisan.example");
        await Alerting.SaveAsync(client, "?q=un", name: "Un");
        var removed = (await (await client.GetAsync("/compte/alertes")).Form("Supprimer").SubmitAsync()).ShouldShow("est supprimée");
        await Alerting.SaveAsync(client, "?q=deux", name: "Deux");

        (await removed.Form("Annuler").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("déjà 1 alertes");
        (await (await client.GetAsync("/alertes/nouvelle?q=un")).Form("Me prévenir").Check(Alerting.Daily, "Quand vous prévenir").SubmitAsync())
            .ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("déjà 1 alertes");
        string mark;
        await using (var scope = site.Enter())
            mark = (await scope.Db.Set<SavedSearch>().SingleAsync(s => s.Name == "Un")).Mark;
        (await (await site.Visit().GetAsync("/alertes/arreter?a=" + mark)).Form("Remettre en route Un").SubmitAsync())
            .ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("déjà 1 alertes");
        (await client.GetAsync("/compte/alertes")).ShouldShow("Deux");
        await using var after = site.Enter();
        Assert.Equal("Deux", (await after.Db.Set<SavedSearch>().SingleAsync(s => s.StoppedAt == null)).Name);
    }

    [Fact]
    public async Task What_is_refused_does_not_say_that_a_mail_is_on_its_way()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { Settings = new Dictionary<string, string> { ["Megalis:Alerts:PerPerson"] = "1" } });
        var client = await site.SignUpAsync("refus@artisan.example", confirmed: false);
        async Task<Page> AskAsync(string query) =>
            await (await client.GetAsync("/alertes/nouvelle" + query)).Form("Me prévenir").Check(Alerting.Daily, "Quand vous prévenir").SubmitAsync();

        (await AskAsync("?q=un")).ShouldShow("Un courriel part vers");
        (await AskAsync("?q=deux")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("déjà 1 alertes").ShouldNotShow("Un courriel part vers");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_stranger_renames_no_alert_that_its_owner_stopped(string database)
    {
        var site = await sites.OnAsync(database);
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        await site.SubscribeAsync($"?q={word}", email, Alerting.Weekly, "Le nom que j’ai choisi");
        await using var scope = site.Enter();
        var mark = (await scope.Db.Set<SavedSearch>().AsNoTracking().SingleAsync(s => s.Email == email)).Mark;
        (await site.Visit().PostAsync("/alertes/arreter?a=" + mark, new FormUrlEncodedContent([]))).ShouldShow("est arrêtée");

        await site.AskAsync($"?q={word}", email, Alerting.AtOnce, "Un nom donné par un autre");

        Assert.Equal("Confirmez votre alerte : Le nom que j’ai choisi", (await site.MailsAsync(email))[^1].Subject);
        var kept = await scope.Db.Set<SavedSearch>().AsNoTracking().SingleAsync(s => s.Email == email);
        Assert.Equal(("Le nom que j’ai choisi", Rhythm.Weekly), (kept.Name, kept.Rhythm));
    }

    [Fact]
    public async Task Names_and_queries_of_any_kind_break_neither_page_nor_mail()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        var (buyer, _) = await site.BuyerAsync();
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        const string Name = "<script>alert(1)</script>\r\nBcc: autre@exemple.bzh\u2028 été";

        await site.SubscribeAsync($"?q={word}", email, Alerting.AtOnce, Name);
        await Alerting.PublishAsync(buyer, $"Peinture {word}");
        await Alerting.PublishAsync(buyer, $"Peinture {word} encore");

        var mails = await site.MailsAsync(email);
        Assert.Equal(3, mails.Count);
        Assert.All(mails, m => Assert.False(m.Headers.ContainsKey("Bcc")));
        var page = await site.Visit().GetAsync(Alerting.OneClick(mails[^1]));
        page.ShouldShow("<script>alert(1)</script> Bcc: autre@exemple.bzh été");
        Assert.DoesNotContain("<script>alert(1)", page.Source, StringComparison.Ordinal);

        foreach (var query in new[] { "?q=a%27+OR+1%3D1--", "?q=%28%28%28", "?q=%22", "?q=%00%01%E2%80%A8", "?dep=99&cpv=x&acheteur=-1", "?q=" + new string('*', 2000) })
            (await site.Visit().GetAsync("/alertes/nouvelle" + query)).ShouldBe(HttpStatusCode.OK);
        var huge = await site.Visit().GetAsync("/alertes/nouvelle?q=" + string.Join('+', Enumerable.Repeat("toiture", 700)));
        var refused = await huge.Form("Me prévenir").Check(Alerting.Daily, "Quand vous prévenir").Fill("Adresse électronique", Alerting.NewAddress()).SubmitAsync();
        refused.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_nobody_confirms_is_swept_after_seven_days()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions());
        var email = Alerting.NewAddress();
        await site.AskAsync("?q=toiture", email);
        var link = Assert.Single(await site.MailsAsync(email)).Link;

        await site.MorningAsync(FakeClock.Start.AddDays(7).AddMinutes(1));

        (await site.Visit().GetAsync(link)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("trop ancien");
        await using var scope = site.Enter();
        Assert.False(await scope.Db.Set<SavedSearch>().AnyAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_page_says_what_the_search_would_have_given(string database)
    {
        var site = await sites.OnAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        var word = Alerting.NewWord();
        await Alerting.PublishAsync(buyer, $"Ardoise {word}");
        await Alerting.PublishAsync(buyer, $"Zinc {word}", commune: "Rennes");

        Assert.True(await Eventually.TrueAsync(async () => (await site.Visit().GetAsync($"/alertes/nouvelle?q={word}")).Text.Contains("aurait donné 2 avis", StringComparison.Ordinal)));
        (await site.Visit().GetAsync($"/alertes/nouvelle?q={word}&dep=35")).ShouldShow("aurait donné 1 avis", $"Zinc {word}").ShouldNotShow("Ardoise");
        (await site.Visit().GetAsync($"/alertes/nouvelle?q={word}+introuvable")).ShouldShow("n’aurait rien donné");
    }
}
