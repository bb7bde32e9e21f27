using System.Net;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Domain.Trades;
using Megalis.Procurement.Tests.Consultations;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Searching;

/// <summary>« Quel est votre métier ? »: what the product brings, what an administrator makes of it, what a visitor finds with it.</summary>
public sealed class TradeTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public void The_product_brings_forty_trades_with_words_and_codes_that_exist()
    {
        Assert.Equal(40, TradeLists.BuiltIn.Count);
        Assert.Equal(40, TradeLists.BuiltIn.Select(trade => trade.Key).Distinct().Count());
        foreach (var trade in TradeLists.BuiltIn)
        {
            Assert.Matches("^[a-z]+(-[a-z]+)*$", trade.Key);
            Assert.NotEmpty(trade.Words);
            Assert.NotEmpty(trade.CpvPrefixes);
            Assert.All(trade.CpvPrefixes, prefix => Assert.True(
                Cpv.TryParsePrefix(prefix, out _) && Cpv.TryParse(prefix.PadRight(8, '0'), out var code) && CpvNomenclature.BuiltIn.Knows(code), $"{trade.Key}: {prefix}"));
        }
    }

    [Fact]
    public async Task A_first_visit_chooses_a_trade_and_a_place_and_reads_the_list()
    {
        var (client, _) = await site.AtWorkAsync();
        await Acheteur.PublishedAsync(client, "Réfection de la toiture de la halle");
        await Acheteur.PublishedAsync(client, "Achat de denrées alimentaires");
        await site.WhenIndexedAsync();

        var page = await site.Visit().GetAsync("/");
        page = await page.FollowAsync("Quel est votre métier ? Deux réponses suffisent.");
        page.ShouldBe(HttpStatusCode.OK).ShouldNotShow("D’après vos réponses");
        page = await page.Form("Voir les marchés").Check("Couverture, toiture, étanchéité", "Votre métier").Check("Morbihan").SubmitAsync();

        page.ShouldShow("Réfection de la toiture de la halle", "pour le métier « Couverture, toiture, étanchéité », dans le Morbihan").ShouldNotShow("denrées");
        Assert.Equal("Toiture", page.Document.QuerySelector(".m-results mark")!.TextContent, ignoreCase: true);
    }

    [Fact]
    public async Task An_administrator_changes_the_trades_and_visitors_see_it_at_once()
    {
        await using var own = await SiteFixture.StartAsync();
        var admin = await own.SignInAsync("localhost", "Yann Moal", ProcurementPermissions.Trades);
        (await own.Visit().GetAsync("/marches/metier")).ShouldNotShow("Vannerie");

        var page = await admin.GetAsync("/admin/metiers");
        page = await page.Form("Enregistrer ce métier").Fill("Nom", "").Fill("Codes CPV", "4").SubmitAsync();
        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Nommez le métier", "Chaque code a deux à huit chiffres");
        page = await page.Form("Enregistrer ce métier").Fill("Nom", "Vannerie d’art").Fill("Mots", "osier\nvannerie").Fill("Codes CPV", "").SubmitAsync();
        page.ShouldShow("Le métier « Vannerie d’art » est enregistré", "41 métiers");

        (await own.Visit().GetAsync("/marches/metier")).ShouldShow("Vannerie d’art");
        (await own.Visit().GetAsync("/marches?metier=vannerie-d-art")).ShouldShow("pour le métier « Vannerie d’art »");
        page = await (await admin.GetAsync("/admin/metiers?metier=vannerie-d-art")).Form("Enregistrer ce métier").Fill("Nom", "Vannerie").SubmitAsync();
        page.ShouldShow("41 métiers");
        (await own.Visit().GetAsync("/marches?metier=vannerie-d-art")).ShouldShow("pour le métier « Vannerie »");
        page = await (await admin.GetAsync("/admin/metiers")).Form("Rétablir les métiers d’origine").SubmitAsync();
        page.ShouldShow("40 métiers");
    }

    [Fact]
    public async Task Two_administrators_do_not_write_over_each_other()
    {
        await using var own = await SiteFixture.StartAsync();
        var anne = await own.SignInAsync("localhost", "Anne Riou", ProcurementPermissions.Trades);
        var yann = await own.SignInAsync("localhost", "Yann Moal", ProcurementPermissions.Trades);
        var hers = await anne.GetAsync("/admin/metiers?metier=couverture");
        var his = await yann.GetAsync("/admin/metiers?metier=maconnerie");
        var same = await yann.GetAsync("/admin/metiers?metier=couverture");

        (await hers.Form("Enregistrer ce métier").Fill("Mots", "toiture\nchaume").SubmitAsync()).ShouldShow("est enregistré");
        (await his.Form("Enregistrer ce métier").Fill("Mots", "muret").SubmitAsync()).ShouldShow("est enregistré");
        var page = await same.Form("Enregistrer ce métier").Fill("Mots", "ardoise").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Un collègue vient de changer ce métier", "toiture, chaume");
        Assert.Equal("ardoise", page.Form("Enregistrer ce métier").ValueOf("Mots"));
        var after = (await anne.GetAsync("/admin/metiers")).ShouldShow("chaume", "muret");
        await after.Form("Rétablir les métiers d’origine").SubmitAsync();
        (await same.Form("Enregistrer ce métier").SubmitAsync()).ShouldShow("est enregistré");
    }

    [Fact]
    public async Task Nobody_else_changes_them_and_an_entite_has_no_list_of_its_own()
    {
        var (client, host) = await site.AtWorkAsync();
        (await client.GetAsync("/admin/metiers")).ShouldBe(HttpStatusCode.Forbidden);
        var boss = await site.SignInAsync(host, "Marie Le Bras", ProcurementPermissions.Settings);
        (await boss.GetAsync("/admin/metiers")).ShouldBe(HttpStatusCode.NotFound);
    }
}
