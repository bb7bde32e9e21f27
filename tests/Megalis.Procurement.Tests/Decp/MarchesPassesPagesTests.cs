using System.Net;
using System.Text;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain.MarchesPasses;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Decp;

public sealed class MarchesPassesPagesTests(BothSites sites) : IClassFixture<BothSites>, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_past_contract_is_found_by_its_words_without_accents_and_shown(string database)
    {
        var site = await sites.OnAsync(database);
        await ImportAsync(site, Contract("PAGE1", "Réfection de l'ÉGLISE<br />Saint-Gwénolé &amp; parvis"));
        var visitor = site.Visit();
        var list = await visitor.GetAsync("/marches/passes?q=eglise gwenole");
        list.ShouldBe(HttpStatusCode.OK).ShouldShow("1 marché", "Réfection de l'ÉGLISE Saint-Gwénolé & parvis", "Commune de Kerbihan", "Vannes", "11 février 2019", "Couvreurs du Golfe", "48\u202f250,50 €");
        var page = await list.FollowAsync("Réfection de l'ÉGLISE Saint-Gwénolé & parvis");
        page.ShouldBe(HttpStatusCode.OK).ShouldShow("21260198300019", "Procédure adaptée", "45261210 Travaux de couverture", "3 mois", "Couvreurs du Golfe", "35600000000048", "Une publication, conservée mot pour mot");
        page.ShouldNotShow("numéro faux", "Modifications");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Each_filter_narrows_the_list_and_can_be_taken_away(string database)
    {
        var site = await sites.OnAsync(database);
        await ImportAsync(
            site,
            Contract("FILT1", "Filtre toiture"),
            Contract("FILT2", "Filtre espaces verts", ("45261210-9", "77310000-6"), ("\"56000\"", "\"29200\""), ("2019-02-11", "2018-02-11"), ("Commune de Kerbihan", "Ville de Port-Rhu"), ("\"21260198300019\"", "\"35600000000048\""), ("48250.5", "900000")));
        var visitor = site.Visit();
        await ShowsAsync("q=filtre", "Filtre toiture", "Filtre espaces verts");
        await ShowsAsync("q=filtre&cpv=45", "Filtre toiture");
        await ShowsAsync("q=filtre&Cpv=77310000-6", "Filtre espaces verts");
        await ShowsAsync("q=filtre&departement=29", "Filtre espaces verts");
        await ShowsAsync("q=filtre&annee=2018", "Filtre espaces verts");
        await ShowsAsync("q=filtre&acheteur=kerbihan", "Filtre toiture");
        await ShowsAsync("q=filtre&acheteur=356 000 000", "Filtre espaces verts");
        await ShowsAsync("q=filtre&annee=1812");
        await ShowsAsync("q=filtre&annee=2018&annee=2019", "Filtre toiture", "Filtre espaces verts");
        await ShowsAsync("q=filtre&montant=500000-", "Filtre espaces verts");
        await ShowsAsync("q=filtres+couvertures", "Filtre toiture");
        await ShowsAsync("q=filtre&procedure=procedure-adaptee", "Filtre toiture", "Filtre espaces verts");
        await ShowsAsync("q=filtre&procedure=dialogue-competitif");
        var filtered = await visitor.GetAsync("/marches/passes?q=filtre&departement=29");
        Assert.Equal("(1)", CountOf(filtered, "departement", "56"));
        Assert.Equal("(1)", CountOf(filtered, "annee", "2018"));
        Assert.Equal("(0)", CountOf(filtered, "montant", "0-40000"));
        var without = await filtered.FollowAsync("Département Finistère (29)");
        without.ShouldShow("Filtre toiture", "Filtre espaces verts");

        async Task ShowsAsync(string query, params string[] titles)
        {
            var page = await visitor.GetAsync("/marches/passes?" + query);
            page.ShouldBe(HttpStatusCode.OK);
            Assert.Equal(titles.Order(), page.Document.QuerySelectorAll(".m-results h3").Select(title => title.TextContent.Trim()).Order());
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_list_is_sorted_paged_and_exported(string database)
    {
        var site = await sites.OnAsync(database);
        await ImportAsync(site, [.. Enumerable.Range(10, 45).Select(i => Contract($"TRI{i}", $"Tri numéro {i}", ("48250.5", $"{i}000"), ("\"dateNotification\": \"2019-02-11\"", i == 30 ? "\"x\": 1" : $"\"dateNotification\": \"2017-01-{i % 28 + 1:00}\"")))]);
        var visitor = site.Visit();
        var first = await visitor.GetAsync("/marches/passes?q=tri+numero&tri=Montant");
        Assert.Equal("Tri numéro 54", first.Document.QuerySelector(".m-results h3")!.TextContent.Trim());
        first.ShouldShow("45 marchés", "1 à 20 sur 45");
        var last = await visitor.GetAsync("/marches/passes?q=tri+numero&tri=Montant&p=3");
        Assert.Equal("Tri numéro 10", last.Document.QuerySelectorAll(".m-results h3")[^1].TextContent.Trim());
        (await visitor.GetAsync("/marches/passes?q=tri+numero&p=99")).ShouldShow("41 à 45 sur 45");
        var recent = await visitor.GetAsync("/marches/passes?q=tri+numero&tri=Recents&p=3");
        Assert.Equal("Tri numéro 30", recent.Document.QuerySelectorAll(".m-results h3")[^1].TextContent.Trim());
        var csv = await first.FollowAsync("Exporter (CSV)");
        Assert.StartsWith("text/csv", csv.Headers["Content-Type"], StringComparison.Ordinal);
        var lines = Encoding.UTF8.GetString(csv.Body).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(46, lines.Length);
        Assert.StartsWith("\uFEFFIdentifiant;Objet;", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2019TRI5400;Tri numéro 54;Commune de Kerbihan;21260198300019;Couvreurs du Golfe;Marché;Procédure adaptée;45261210;Vannes;56;", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(";54000,00", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpv=couvreur&departement=%3Cb%3E&annee=hier&montant=1&tri=x&p=-3")]
    [InlineData("q=%22&acheteur=%22%29+OR+%2A")]
    [InlineData("q=a%27+OR+1%3D1--&acheteur=%5C")]
    public async Task What_is_not_understood_filters_nothing_and_breaks_nothing(string address)
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        var page = await site.Visit().GetAsync("/marches/passes?" + address);
        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Marchés passés");
    }

    [Fact]
    public async Task A_word_typed_wrong_is_proposed_right_and_what_was_sought_is_marked()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        await ImportAsync(site, Contract("FAUTE1", "Ravalement des façades du gymnase"));
        var visitor = site.Visit();
        var right = await (await visitor.GetAsync("/marches/passes?q=ravalemnt+facade")).FollowAsync("ravalement facade");
        right.ShouldShow("1 marché");
        Assert.Equal(["Ravalement", "façades"], right.Document.QuerySelectorAll(".m-results mark").Select(mark => mark.TextContent));
    }

    [Fact]
    public async Task A_contract_with_dirt_and_modifications_says_so()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        await ImportAsync(site, Contract(
            "SALE1", "Contrat sale",
            ("\"35600000000048\"", "\"35600000000049\""), ("48250.5", "0"), ("2019-02-11", "0218-10-29"),
            ("\"modifications\": []", "\"modifications\": [ { \"objetModification\": \"Travaux en plus\", \"dateNotificationModification\": \"2019-06-03\", \"montant\": 52000 } ]")));
        var page = await (await site.Visit().GetAsync("/marches/passes?q=contrat sale")).FollowAsync("Contrat sale");
        page.ShouldShow("numéro faux", "Travaux en plus", "Notifiée le 3 juin 2019", "Nouveau montant : 52\u202f000 €");
        Assert.Equal("non publiée", page.Document.QuerySelectorAll("dt").First(dt => dt.TextContent == "Notification").NextElementSibling!.TextContent.Trim());
    }

    [Fact]
    public async Task An_unfinished_import_and_an_unknown_address_are_not_found()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        await using (var scope = TenantScope.EnterHost(site.Services))
        {
            scope.Db.Add(new MarchePasse { Id = "hidden00000000000000000000", MarcheKey = "hidden", ImportId = "none", Objet = "Invisible", SearchFolded = "invisible" });
            await scope.Db.SaveChangesAsync();
        }
        var visitor = site.Visit();
        (await visitor.GetAsync("/marches/passes?q=invisible")).ShouldShow("Aucun marché ne correspond");
        (await visitor.GetAsync("/marches/passes/hidden00000000000000000000")).ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync("/marches/passes/inconnu")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_site_of_an_entite_shows_its_own_contracts_only()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        await site.AddTenantAsync("kerbihan", "Commune de Kerbihan", siren: "212601983");
        await ImportAsync(site, Contract("ENT1", "Chez nous"), Contract("ENT2", "Ailleurs", ("\"21260198300019\"", "\"35600000000048\"")));
        var visitor = site.Visit("kerbihan.localhost");
        (await visitor.GetAsync("/marches/passes?q=chez nous")).ShouldShow("Chez nous");
        (await visitor.GetAsync("/marches/passes?q=ailleurs")).ShouldShow("Aucun marché ne correspond");
        var elsewhere = (await site.Visit().GetAsync("/marches/passes?q=ailleurs")).Document.QuerySelector(".m-results a")!.GetAttribute("href")!;
        (await visitor.GetAsync(elsewhere)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_word_is_completed_from_past_contracts_and_a_refused_question_gives_no_empty_table()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        await ImportAsync(site, Contract("COMP1", "Zinguerie du presbytère"));
        var visitor = site.Visit();

        Assert.Contains("\"zinguerie\"", (await visitor.GetAsync("/marches/passes/completer?q=zing")).Source, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("[]", (await visitor.GetAsync("/marches/completer?q=zing")).Source);
        (await visitor.GetAsync("/marches/passes?handler=csv&q=" + new string('a', 4500))).ShouldShow("La recherche est trop longue");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task While_there_is_no_index_the_list_comes_from_the_database_and_says_so(string database)
    {
        using var cache = new TempFolder();
        Directory.CreateDirectory(cache["search"]);
        // Another process has the folder of indexes.
        using var held = new FileStream(cache["search/search.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        await using var site = await SiteFixture.StartAsync(new SiteOptions { Database = database, ImpatientSearch = true, Settings = new Dictionary<string, string> { ["Megalis:CachePath"] = cache.Path } });
        var file = folder.Write("plain.json", DecpSamples.File2019(Contract("PLAIN1", "Toiture du musée"), Contract("PLAIN2", "Tonte", ("45261210-9", "77310000-6"), ("\"56000\"", "\"29200\""))));
        Assert.Equal(0, (await Verb.RunAsync(site, "decp import", [file, "--json"])).ExitCode);
        var visitor = site.Visit();

        (await visitor.GetAsync("/marches/passes?q=musee")).ShouldShow("1 marché", "Le moteur de recherche se prépare");
        (await visitor.GetAsync("/marches/passes?cpv=45&cpv=90&annee=2019&departement=56")).ShouldShow("1 marché", "Toiture du musée");
        (await visitor.GetAsync("/marches/passes?cpv=45&cpv=77&tri=Anciens")).ShouldShow("2 marchés");
        Assert.Equal(3, Encoding.UTF8.GetString((await visitor.GetAsync("/marches/passes?handler=csv")).Body).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static string CountOf(Page page, string name, string value) =>
        page.Document.QuerySelector($"[id='f-{name}-{value}']")!.ParentElement!.QuerySelector(".m-choice-count")!.TextContent.Trim();

    private static string Contract(string id, string objet, params (string From, string To)[] changes)
    {
        var contract = DecpSamples.Of2019.Replace("TOIT01", id, StringComparison.Ordinal).Replace("Réfection de la toiture de l'école", objet, StringComparison.Ordinal);
        foreach (var (from, to) in changes)
        {
            Assert.Contains(from, contract, StringComparison.Ordinal);
            contract = contract.Replace(from, to, StringComparison.Ordinal);
        }
        return contract;
    }

    private async Task ImportAsync(SiteFixture site, params string[] contracts)
    {
        var result = await Verb.RunAsync(site, "decp import", [folder.Write("import.json", DecpSamples.File2019(contracts)), "--json"]);
        Assert.Equal(0, result.ExitCode);
        await site.WhenIndexedAsync();
    }
}
