using System.Net;
using System.Text;
using Megalis.Alerts.Domain;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Alerts.Tests;

/// <summary>« Mes alertes », with an account or by the link of a mail; the one click that stops; one's own data.</summary>
public sealed class ManagingTests(BothSites sites) : IClassFixture<BothSites>
{
    [Fact]
    public async Task The_second_of_two_writers_is_told_and_saved_when_they_say_so_again()
    {
        var site = await sites.OnAsync("Sqlite");
        var client = await site.SignUpAsync(Alerting.NewAddress());
        await Alerting.SaveAsync(client, $"?q={Alerting.NewWord()}", Alerting.Weekly, "Avant");
        var mine = await (await client.GetAsync("/compte/alertes")).FollowAsync("Avant");
        var theirs = await client.GetAsync(mine.Url);
        (await mine.Form("Enregistrer").Fill("Nom de l’alerte", "Mien").SubmitAsync()).ShouldShow("L’alerte est enregistrée.");

        var refused = (await theirs.Form("Enregistrer").Fill("Nom de l’alerte", "Leur").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Enregistrez encore une fois");

        (await refused.Form("Enregistrer").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("L’alerte est enregistrée.", "Leur").ShouldNotShow("Mien");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_alert_is_paused_resumed_removed_and_put_back(string database)
    {
        var site = await sites.OnAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        var client = await site.SignUpAsync(email);
        await Alerting.SaveAsync(client, $"?q={word}", name: "Ma veille");

        (await (await client.GetAsync("/compte/alertes")).Form("Mettre en pause").SubmitAsync()).ShouldShow("« Ma veille » est en pause");
        await Alerting.PublishAsync(buyer, $"Sols {word} un");
        Assert.Empty(await site.AlertsAsync(email));
        (await (await client.GetAsync("/compte/alertes")).Form("Reprendre").SubmitAsync()).ShouldShow("reprend");
        await Alerting.PublishAsync(buyer, $"Sols {word} deux");
        Assert.Single(await site.AlertsAsync(email));

        var removed = await (await client.GetAsync("/compte/alertes")).Form("Supprimer").SubmitAsync();
        removed.ShouldShow("« Ma veille » est supprimée", "Aucune alerte pour l’instant");
        await Alerting.PublishAsync(buyer, $"Sols {word} trois");
        Assert.Single(await site.AlertsAsync(email));
        (await removed.Form("Annuler").SubmitAsync()).ShouldShow("est remise", "Ma veille");
        await Alerting.PublishAsync(buyer, $"Sols {word} quatre");
        Assert.Equal(2, (await site.AlertsAsync(email)).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Name_rhythm_and_criteria_are_changed_and_the_second_of_two_writers_is_told(string database)
    {
        var site = await sites.OnAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        var (word, wanted, email) = (Alerting.NewWord(), Alerting.NewWord(), Alerting.NewAddress());
        var client = await site.SignUpAsync(email);
        await Alerting.SaveAsync(client, $"?q={word}", Alerting.Weekly, "Avant");
        await Alerting.SaveAsync(client, "?q=autre", name: "Autre");

        var mine = await (await client.GetAsync("/compte/alertes")).FollowAsync("Avant");
        var theirs = await client.GetAsync(mine.Url);
        (await mine.Form("Enregistrer").Fill("Nom de l’alerte", "Après").Check(Alerting.AtOnce, "Quand vous prévenir")
            .Fill("Mots cherchés", $"https://localhost/marches?q={wanted}&dep=56").SubmitAsync()).ShouldShow("L’alerte est enregistrée.", "Après", wanted);
        (await theirs.Form("Enregistrer").Fill("Nom de l’alerte", "Trop tard").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("a changé entre-temps");

        await Alerting.PublishAsync(buyer, $"Serrurerie {word}");
        await Alerting.PublishAsync(buyer, $"Serrurerie {wanted}");
        Assert.Equal($"Nouvelle consultation : Serrurerie {wanted}", Assert.Single(await site.AlertsAsync(email)).Subject);

        var same = await (await client.GetAsync("/compte/alertes")).FollowAsync("Après");
        (await same.Form("Enregistrer").Fill("Mots cherchés", "?q=autre").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Vous avez déjà une alerte", "Autre");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_new_search_takes_the_place_of_an_alert(string database)
    {
        var site = await sites.OnAsync(database);
        var (before, after, email) = (Alerting.NewWord(), Alerting.NewWord(), Alerting.NewAddress());
        var client = await site.SignUpAsync(email);
        await Alerting.SaveAsync(client, $"?q={before}", name: "À remplacer");

        var form = (await client.GetAsync($"/alertes/nouvelle?q={after}")).Form("Me prévenir").Check(Alerting.Weekly, "Quand vous prévenir");
        (await form.Fill("À la place d’une de mes alertes", "À remplacer").Fill("Nom de l’alerte", "Remplacée").SubmitAsync()).ShouldShow("C’est enregistré");

        (await client.GetAsync("/compte/alertes")).ShouldShow("Remplacée", after, "chaque lundi").ShouldNotShow(before, "À remplacer");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Clicks_at_the_same_instant_are_one_alert(string database)
    {
        var site = await sites.OnAsync(database);
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        var client = await site.SignUpAsync(email);
        var page = await client.GetAsync($"/alertes/nouvelle?q={word}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => page.Form("Me prévenir").Check(Alerting.Daily, "Quand vous prévenir").SubmitAsync()));

        Assert.All(answers, answer => answer.ShouldShow("C’est enregistré"));
        await using var scope = site.Enter();
        Assert.Equal(1, await scope.Db.Set<SavedSearch>().CountAsync(s => s.Query.Contains(word)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_alerts_of_others_are_not_there(string database)
    {
        var site = await sites.OnAsync(database);
        var owner = Alerting.NewAddress();
        await site.SubscribeAsync($"?q={Alerting.NewWord()}", owner, name: "Secret de fabrication");
        string mark;
        await using (var scope = site.Enter())
            mark = (await scope.Db.Set<SavedSearch>().SingleAsync(s => s.Email == owner)).Mark;
        var stranger = await site.SignUpAsync(Alerting.NewAddress());

        (await stranger.GetAsync($"/alertes/modifier?a={mark}")).ShouldBe(HttpStatusCode.NotFound);
        await Alerting.SaveAsync(stranger, "?q=piscine", name: "Piscine");
        var page = await stranger.GetAsync("/compte/alertes");
        foreach (var handler in new[] { "Mettre en pause", "Supprimer" })
            (await page.Form(handler).Tamper("a", mark).SubmitAsync()).ShouldBe(HttpStatusCode.NotFound);
        (await (await stranger.GetAsync("/alertes/nouvelle?q=x")).Form("Me prévenir").Check(Alerting.Daily, "Quand vous prévenir").Tamper("Replaced", mark).SubmitAsync())
            .ShouldBe(HttpStatusCode.NotFound);
        Assert.Equal("/connexion", (await site.Visit().GetAsync("/compte/alertes")).Url.AbsolutePath);
        (await site.Visit().GetAsync("/alertes/mes-alertes?lien=" + mark)).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await site.Visit().GetAsync("/alertes/arreter?a=00000000000000000000000000")).ShouldBe(HttpStatusCode.NotFound);
        (await site.Visit().PostAsync("/alertes/arreter?envoi=-", new FormUrlEncodedContent([]))).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task One_click_stops_exactly_one_alert_and_can_be_taken_back(string database)
    {
        var site = await sites.OnAsync(database);
        var (buyer, _) = await site.BuyerAsync();
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        await site.SubscribeAsync($"?q={word}+rouge", email, name: "Rouge");
        await site.SubscribeAsync($"?q={word}+bleu", email, name: "Bleu");
        await Alerting.PublishAsync(buyer, $"Peinture {word} rouge");
        var mail = Assert.Single(await site.AlertsAsync(email));

        (await site.Visit().GetAsync(Alerting.OneClick(mail))).ShouldShow("Si vous arrêtez l’alerte « Rouge », vous ne recevrez plus ses messages.");
        await Alerting.PublishAsync(buyer, $"Peinture {word} rouge toujours");
        Assert.Equal(2, (await site.AlertsAsync(email)).Count);

        var stopped = (await site.ClickAsync(mail)).ShouldBe(HttpStatusCode.OK).ShouldShow("« Rouge » est arrêtée");
        (await site.ClickAsync(mail)).ShouldBe(HttpStatusCode.OK);
        await Alerting.PublishAsync(buyer, $"Peinture {word} rouge encore");
        await Alerting.PublishAsync(buyer, $"Peinture {word} bleu");
        Assert.Equal(3, (await site.AlertsAsync(email)).Count);

        (await stopped.Form("Remettre en route Rouge").SubmitAsync()).ShouldShow("Arrêter cette alerte");
        await Alerting.PublishAsync(buyer, $"Peinture {word} rouge enfin");
        Assert.Equal(4, (await site.AlertsAsync(email)).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_has_no_account_manages_alerts_by_the_link_that_their_mailbox_gets(string database)
    {
        var site = await sites.OnAsync(database);
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        await site.SubscribeAsync($"?q={word}", email, name: "Sans compte");

        var asking = await site.Visit().GetAsync("/alertes/mes-alertes");
        (await asking.Form("Recevoir le lien").Fill("Adresse électronique", "jamais-vue@artisan.example").SubmitAsync()).ShouldShow("Si des alertes sont enregistrées");
        (await asking.Form("Recevoir le lien").Fill("Adresse électronique", email).SubmitAsync()).ShouldShow("Si des alertes sont enregistrées");
        Assert.Empty(await site.MailsAsync("jamais-vue@artisan.example"));
        var link = (await site.MailsAsync(email))[^1].Link;

        var list = (await site.Visit().GetAsync(link)).ShouldBe(HttpStatusCode.OK).ShouldShow("Sans compte", email);
        (await (await list.FollowAsync("Sans compte")).Form("Enregistrer").Fill("Nom de l’alerte", "Autrement").SubmitAsync()).ShouldShow("L’alerte est enregistrée.", "Autrement");
        (await (await site.Visit().GetAsync(link)).Form("Mettre en pause").SubmitAsync()).ShouldShow("est en pause");
        var removed = (await (await site.Visit().GetAsync(link)).Form("Supprimer").SubmitAsync()).ShouldShow("est supprimée");
        (await removed.Form("Annuler").SubmitAsync()).ShouldShow("est remise", "Autrement");
    }

    [Fact]
    public async Task A_link_to_all_alerts_grows_old()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions());
        await site.SubscribeAsync("?q=toiture", "vieux@artisan.example");
        await (await site.Visit().GetAsync("/alertes/mes-alertes")).Form("Recevoir le lien").Fill("Adresse électronique", "vieux@artisan.example").SubmitAsync();
        var link = (await site.MailsAsync("vieux@artisan.example"))[^1].Link;

        site.Clock.Advance(TimeSpan.FromDays(61));

        (await site.Visit().GetAsync(link)).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("trop ancien", "Recevoir le lien");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Own_data_hold_the_alerts_and_an_erasure_takes_them_away(string database)
    {
        var site = await sites.OnAsync(database);
        var (word, email) = (Alerting.NewWord(), Alerting.NewAddress());
        await site.SubscribeAsync($"?q={word}", email, name: "Sans compte");
        var client = await site.SignUpAsync(email);
        await Alerting.SaveAsync(client, $"?q={word}&dep=22", name: "Avec compte");

        var file = Encoding.UTF8.GetString((await (await client.GetAsync("/compte/mes-donnees")).Form("Télécharger mes données").SubmitAsync()).Body);
        Assert.Contains("Sans compte", file, StringComparison.Ordinal);
        Assert.Contains("Avec compte", file, StringComparison.Ordinal);

        (await (await client.GetAsync("/compte/mes-donnees")).Form("Effacer mon compte").Check("J'ai compris : mon compte sera effacé pour toujours")
            .Fill("Mot de passe actuel", Alerting.Password).SubmitAsync()).ShouldShow("Votre compte est effacé");
        await using var scope = site.Enter();
        Assert.False(await scope.Db.Set<SavedSearch>().AnyAsync(s => s.Query.Contains(word)));
    }
}
