using System.Net;
using Megalis.Kernel.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.PrepareDepot;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>What people without an account may leave here is bounded by address, kept for a week, and an account lifts the bound.</summary>
public sealed class VisitorTests
{
    [Fact]
    public async Task An_address_that_began_too_many_answers_is_told_to_sign_in_and_an_account_goes_on()
    {
        await using var site = await SiteAsync(("Megalis:Depots:VisitorStartsPerHour", "3"));
        var salle = await site.SalleAsync();
        for (var i = 0; i < 3; i++)
            await site.Visit().StartAsync(salle);

        var page = await (await site.Visit().GetAsync(salle.Depot)).Form("Commencer ma réponse").SubmitAsync();

        page.ShouldShow("Plus de 3 réponses ont été commencées sans compte", "Connectez-vous ou créez un compte");
        Assert.Equal(3, (await salle.DepotsAsync()).Count);
        (await (await site.SignedUpAsync("Anne Réseau")).StartAsync(salle)).ShouldShow("Lots et pièces");
    }

    [Fact]
    public async Task An_address_that_sent_its_share_keeps_what_it_sent_and_an_account_sends_the_rest()
    {
        await using var site = await SiteAsync(("Megalis:Depots:VisitorMegabytesPerDay", "2"));
        var salle = await site.SalleAsync();
        var client = site.Visit();
        var page = await client.StartAsync(salle);
        page = await page.SendAsync("un.pdf", "premier");
        page = await page.SendAsync("deux.pdf", "deuxième");

        page = await page.Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "trois.pdf", Deposant.Bytes("3")).Attach("Pièces de l’offre", "quatre.pdf", Deposant.Bytes("4")).SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("un.pdf", "deux.pdf", "a déjà envoyé 2 Mo sans compte aujourd’hui", "Connectez-vous ou créez un compte");
        Assert.Equal(3, salle.FilesOnDisk().Count);
        (await client.SignUpAsync("Katell Réseau", Deposant.NewSiret())).ShouldBe(HttpStatusCode.OK);
        page = await (await client.GetAsync(page.Url)).SendAsync("trois.pdf", "3");
        page.ShouldShow("« trois.pdf » est reçu", "un.pdf", "deux.pdf");
        page = await page.Form("Continuer : relire").SubmitAsync();
        (await page.Form("Déposer mon pli").SubmitAsync()).ShouldShow("Récépissé de dépôt", "un.pdf", "trois.pdf");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_no_account_has_taken_goes_a_week_after_its_last_file_and_what_one_has_taken_stays(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        var mine = await site.SignedUpAsync("Loïc Fidèle");
        await (await mine.StartAsync(salle)).SendAsync("à moi.pdf", "x");
        var abandoned = await (await site.Visit().StartAsync(salle)).SendAsync("abandonné.pdf", "x");
        var visitor = site.Visit();
        var slow = await (await visitor.StartAsync(salle)).SendAsync("lentement.pdf", "x");
        abandoned.ShouldShow("gardés 7 jours");

        await AdvanceAsync(site, TimeSpan.FromDays(4));
        await (await visitor.GetAsync(slow.Url)).SendAsync("plus tard.pdf", "y");
        await AdvanceAsync(site, TimeSpan.FromDays(4));

        Assert.Equal(["lentement.pdf", "plus tard.pdf", "à moi.pdf"], (await salle.DepotsAsync()).SelectMany(d => d.Files).Select(f => f.DisplayName).Order(StringComparer.Ordinal));
        (await site.Visit().GetAsync(abandoned.Url)).ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync(slow.Url)).ShouldShow("lentement.pdf", "plus tard.pdf");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_account_leaves_three_unfinished_plis_here_with_all_buyers_together_and_no_more(string database)
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { Database = database, Settings = new Dictionary<string, string> { ["Megalis:Depots:AccountUnfinishedMegabytes"] = "1" } });
        var (here, there) = (await site.SalleAsync(), await site.SalleAsync());
        var client = await site.SignedUpAsync("Grosse Réserve");
        var first = (await (await client.StartAsync(here)).Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "un.bin", new byte[600_000]).SubmitAsync()).ShouldShow("« un.bin » est reçu");
        var second = await client.StartAsync(there);

        second = await second.Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "deux.bin", new byte[600_000]).SubmitAsync();

        second.ShouldShow("« deux.bin » n’a pas été pris : vos réponses commencées et pas encore déposées ne peuvent plus prendre que", "Déposez celles qui sont prêtes", "sur la page « Mes réponses »");
        Assert.Equal("/entreprise/depots#commencees", second.Document.QuerySelectorAll("main a").Single(a => a.TextContent == "Toutes mes réponses commencées").GetAttribute("href"));
        // Begun without an account, sent with one: it counts too.
        var visitor = site.Visit();
        var begun = await visitor.StartAsync(there);
        begun = (await (await client.GetAsync(begun.Url)).Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "trois.bin", new byte[300_000]).SubmitAsync()).ShouldShow("« trois.bin » est reçu");
        (await begun.Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "quatre.bin", new byte[300_000]).SubmitAsync()).ShouldShow("« quatre.bin » n’a pas été pris");
        // What is handed in is unfinished no more.
        await (await first.Form("Continuer : relire").SubmitAsync()).Form("Déposer mon pli").SubmitAsync();
        (await second.Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "deux.bin", new byte[600_000]).SubmitAsync()).ShouldShow("« deux.bin » est reçu");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_an_account_has_begun_stands_on_its_page_goes_on_there_and_can_be_taken_away(string database)
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { Database = database, Settings = new Dictionary<string, string> { ["Megalis:Depots:AccountUnfinishedMegabytes"] = "1" } });
        var (here, there) = (await site.SalleAsync("Réfection du lavoir"), await site.SalleAsync("Achat de tables"));
        var (client, other) = (await site.SignedUpAsync("Tête En L’Air"), await site.SignedUpAsync("Curieuse Voisine"));
        var first = await (await client.StartAsync(here)).Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "un.bin", new byte[900_000]).SubmitAsync();
        var second = await client.StartAsync(there);
        (await second.Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "deux.bin", new byte[600_000]).SubmitAsync()).ShouldShow("« deux.bin » n’a pas été pris");

        // The consultation's own page leads to it first; the list shows both to nobody else.
        (await (await client.GetAsync(here.Depot)).ShouldShow("Vous avez déjà commencé une réponse", "1 pièce", "Commencer une autre réponse").FollowAsync("Reprendre ma réponse")).ShouldShow("un.bin");
        (await other.GetAsync(here.Depot)).ShouldNotShow("Reprendre ma réponse");
        (await other.GetAsync("/entreprise/depots")).ShouldNotShow("pas encore déposées");
        var list = (await client.GetAsync("/entreprise/depots")).ShouldShow("Commencées, pas encore déposées", "Réfection du lavoir", "Achat de tables", "Vous n’avez encore rien déposé");
        Assert.Equal([first.Url.AbsolutePath, second.Url.AbsolutePath], list.Document.QuerySelectorAll("main a").Where(a => a.TextContent.StartsWith("Reprendre", StringComparison.Ordinal)).Select(a => a.GetAttribute("href")!));

        // Another account's click takes nothing away.
        var forged = (await other.StartAsync(there)).Url.Segments[^1];
        var theirs = (await other.GetAsync("/entreprise/depots")).Form("Supprimer");
        await theirs.Tamper("depot", first.Url.Segments[^1]).SubmitAsync();
        Assert.Equal(2, here.FilesOnDisk().Count); // With the DCE.
        await list.Form("Supprimer", within: "Réfection du lavoir").SubmitAsync();

        (await client.GetAsync("/entreprise/depots")).ShouldNotShow("Réfection du lavoir").ShouldShow("Achat de tables");
        Assert.Single(here.FilesOnDisk());
        Assert.Equal(2, (await there.DepotsAsync()).Count);
        (await second.Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "deux.bin", new byte[600_000]).SubmitAsync()).ShouldShow("« deux.bin » est reçu");
        Assert.Contains(await there.DepotsAsync(), d => d.Id == forged);
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_takes_no_new_file_and_every_finished_deposit()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        var client = await site.SignedUpAsync("Disque Juste");
        var page = await (await client.StartAsync(salle)).SendAsync("arrivé.pdf", "1");
        site.Services.GetRequiredService<IOptions<DepotOptions>>().Value.FreeMegabytes = int.MaxValue;

        page = (await page.SendAsync("de trop.pdf", "2")).ShouldShow("« de trop.pdf » n’a pas été pris : la plateforme manque de place", "peut être déposé", "arrivé.pdf");
        (await client.SendAsync(await client.OneShotAsync(salle, "disque-juste-0001", [("api.pdf", Deposant.Bytes("3"))]))).ShouldBe(HttpStatusCode.InsufficientStorage).ShouldSay("manque de place");
        var ready = (await client.GetAsync("/sante/pret")).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("prêt ; dégradé : réserve de disque atteinte, nouveaux fichiers de plis refusés", ready.Source);

        page = await page.Form("Continuer : relire").SubmitAsync();
        (await page.Form("Déposer mon pli").SubmitAsync()).ShouldShow("Récépissé de dépôt", "arrivé.pdf");
        Assert.Equal(2, salle.FilesOnDisk().Count); // With the DCE.
    }

    [Fact]
    public async Task A_file_that_was_on_its_way_when_others_filled_the_disk_goes_again()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        var client = await site.SignedUpAsync("En Route");
        var shot = await client.OneShotAsync(salle, "en-route-00000001", []);
        ((MultipartFormDataContent)shot.Content!).Add(new SlowContent(() => site.Services.GetRequiredService<IOptions<DepotOptions>>().Value.FreeMegabytes = int.MaxValue), "Offre", "lent.bin");

        (await client.SendAsync(shot)).ShouldBe(HttpStatusCode.InsufficientStorage).ShouldSay("manque de place");

        Assert.Empty(await salle.PlisAsync());
        Assert.Single(salle.FilesOnDisk()); // The DCE.
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_tabs_at_once_pass_the_limit_of_a_pli_no_more_than_one(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        var page = await (await (await site.SignedUpAsync("Deux Onglets Pleins")).StartAsync(salle)).SendAsync("énorme.bin", "x");
        await using var scope = site.Enter(salle.Host);
        (await scope.Db.Set<DepotFile>().SingleAsync()).Length = PliLimits.Total - 300_000;
        await scope.Db.SaveChangesAsync();

        Task<Page>[] tabs = [];
        await scope.Db.TransactAsync(async () =>
        {
            await scope.Db.HoldAsync<Depot>(Assert.Single(await salle.DepotsAsync()).Id, alone: true);
            tabs = [.. new[] { "a.bin", "b.bin" }.Select(name => page.Form("Envoyer ces fichiers").Attach("Pièces de l’offre", name, new byte[name == "a.bin" ? 200_000 : 200_001]).SubmitAsync())];
            // Both have read what is left, and wait to write.
            await Task.Delay(TimeSpan.FromSeconds(1));
        });
        var answers = await Task.WhenAll(tabs);

        // Two tabs share the cookie that carries a refusal to the next page: both may show it.
        Assert.Contains(answers, a => a.Document.Body!.TextContent.Contains("il ne reste que", StringComparison.Ordinal));
        Assert.Equal(2, Assert.Single(await salle.DepotsAsync()).Files.Count);
        Assert.Equal(3, salle.FilesOnDisk().Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_answers_filled_at_once_pass_the_bound_of_their_account_no_more_than_one(string database)
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { Database = database, Settings = new Dictionary<string, string> { ["Megalis:Depots:AccountUnfinishedMegabytes"] = "1" } });
        var (here, there) = (await site.SalleAsync(), await site.SalleAsync());
        var client = await site.SignedUpAsync("Deux À La Fois");
        Page[] pages = [await client.StartAsync(here), await client.StartAsync(there)];
        await using var scope = site.Enter(here.Host);
        var account = Assert.Single(await here.DepotsAsync()).AccountId;

        Task<Page>[] sendings = [];
        await scope.Db.TransactAsync(async () =>
        {
            await scope.Db.HoldNameAsync($"depots/{account}");
            sendings = [.. pages.Select((page, i) => page.Form("Envoyer ces fichiers").Attach("Pièces de l’offre", $"{i}.bin", new byte[600_000]).SubmitAsync())];
            // Both have read what is left, and wait to write.
            await Task.Delay(TimeSpan.FromSeconds(2));
        });
        var answers = await Task.WhenAll(sendings);

        // Two tabs share the cookie that carries a refusal to the next page: both may show it.
        Assert.Contains(answers, a => a.Text.Contains("ne peuvent plus prendre que", StringComparison.Ordinal));
        Assert.Single((await here.DepotsAsync()).Concat(await there.DepotsAsync()).SelectMany(d => d.Files));
        Assert.Equal(3, here.FilesOnDisk().Count + there.FilesOnDisk().Count); // With the two DCE.
    }

    [Fact]
    public async Task What_is_sent_into_a_preparation_that_has_become_somebody_elses_stays_out_of_it()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        var begun = await (await site.Visit().StartAsync(salle)).SendAsync("premier.pdf", "1");
        var other = await (await site.SignedUpAsync("Autre Compte")).GetAsync(begun.Url);
        await using var scope = site.Enter(salle.Host);

        var sending = Task.FromResult(other);
        await scope.Db.TransactAsync(async () =>
        {
            sending = other.SendAsync("glissé.pdf", "2");
            await Task.Delay(TimeSpan.FromSeconds(1));
            (await scope.Db.Set<Depot>().SingleAsync()).AccountId = "quelqu’un";
            await scope.Db.SaveChangesAsync();
        });

        (await sending).ShouldBe(HttpStatusCode.NotFound);
        Assert.Equal("premier.pdf", Assert.Single(Assert.Single(await salle.DepotsAsync()).Files).DisplayName);
        Assert.Equal(2, salle.FilesOnDisk().Count);
    }

    private static async Task AdvanceAsync(SiteFixture site, TimeSpan time)
    {
        site.Clock.Advance(time);
        await site.WhenQuietAsync();
    }

    private static Task<SiteFixture> SiteAsync(params (string Key, string Value)[] settings) =>
        SiteFixture.StartAsync(new SiteOptions { Settings = settings.ToDictionary(s => s.Key, s => s.Value) });

    /// <summary>A file that arrives in two halves; something happens between them.</summary>
    private sealed class SlowContent(Action between) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[200_000]);
            await stream.FlushAsync();
            // Long enough for the server to have begun with it.
            await Task.Delay(TimeSpan.FromSeconds(2));
            between();
            await stream.WriteAsync(new byte[200_000]);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 400_000;
            return true;
        }
    }
}
