using System.Net;
using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Tests.Consultations;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>What the instant of reception decides, on both databases: each test has a site of its own, for it moves the clock.</summary>
public sealed class DeadlineTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task At_the_instant_itself_a_pli_is_in_time_and_one_microsecond_later_it_is_kept_and_marked_late(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        var (one, two) = (await site.SignInAsync("localhost", "Juste Temps"), await site.SignInAsync("localhost", "Trop Tard"));
        var deadline = await salle.DeadlineAsync();

        site.Clock.Set(deadline);
        (await one.DepositAsync(salle)).ShouldShow("Reçu dans les délais", "12 h 00 min 00 s");
        site.Clock.Set(deadline + TimeSpan.FromMicroseconds(1));
        var page = await two.GetAsync(salle.Depot);
        page.ShouldShow("La date limite est passée", "marqué hors délai");
        (await two.DepositAsync(salle)).ShouldBe(HttpStatusCode.OK).ShouldShow("Hors délai", "Il est reçu et gardé");

        var plis = await salle.PlisAsync();
        Assert.Equal([false, true], plis.Select(p => p.IsLate));
        Assert.Equal(deadline + TimeSpan.FromMicroseconds(1), plis[1].ReceivedAt);
        Assert.Contains("HORS DÉLAI", Assert.Single(await site.MailsAsync("trop.tard@exemple.bzh")).Text, StringComparison.Ordinal);
        (await (await salle.HolderAsync("Anne")).GetAsync($"/achats/{salle.Reference}/depots")).ShouldShow("Juste Temps", "Trop Tard", "Hors délai");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_deposit_begun_before_the_first_deadline_is_in_time_when_it_was_extended_meanwhile(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        var first = await salle.DeadlineAsync();
        var client = await site.SignInAsync("localhost", "En Vol");
        var page = await (await client.StartAsync(salle)).SendAsync("offre.pdf", "O");
        page = await page.Form("Continuer : relire").SubmitAsync();

        site.Clock.Set(first - TimeSpan.FromSeconds(1));
        var change = (await salle.Buyer.GetAsync($"/achats/{salle.Reference}/date-limite")).Form("Changer la date limite");
        (await change.Fill("Nouvelle date limite", "2027-03-20T12:00").Fill("Motif", "Plans corrigés").SubmitAsync()).ShouldBe(HttpStatusCode.OK);
        site.Clock.Set(first + TimeSpan.FromSeconds(5));
        page = await page.Form("Déposer mon pli").SubmitAsync();

        page.ShouldShow("Reçu dans les délais", "samedi 20 mars 2027 à 12 h 00");
        Assert.False(Assert.Single(await salle.PlisAsync()).IsLate);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_extension_posted_in_time_and_written_too_late_is_refused(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        var deadline = await salle.DeadlineAsync();
        var change = (await salle.Buyer.GetAsync($"/achats/{salle.Reference}/date-limite")).Form("Changer la date limite");
        var late = await site.SignInAsync("localhost", "Trop Tard");
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var scope = site.Enter(salle.Host);
        var id = (await scope.Db.Set<Consultation>().AsNoTracking().SingleAsync(c => c.Reference == salle.Reference)).Id;
        var holding = scope.Db.TransactAsync(async () =>
        {
            await scope.Db.HoldAsync<Consultation>(id, alone: true);
            held.SetResult();
            await release.Task;
        });
        await held.Task;

        site.Clock.Set(deadline - TimeSpan.FromSeconds(1));
        var extending = change.Fill("Nouvelle date limite", "2027-03-20T12:00").Fill("Motif", "Plans corrigés").SubmitAsync();
        // Long enough for the page to have read what it reads before it must wait.
        await Task.Delay(TimeSpan.FromSeconds(1));
        site.Clock.Set(deadline + TimeSpan.FromSeconds(1));
        release.SetResult();
        await holding;

        (await extending).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("La date limite est passée : elle ne peut plus être changée");
        Assert.Equal(deadline, await salle.DeadlineAsync());
        (await late.DepositAsync(salle)).ShouldShow("Hors délai");
        Assert.True(Assert.Single(await salle.PlisAsync()).IsLate);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_a_pli_replaces_is_settled_with_its_deposit_whatever_another_servers_clock_says(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Deux Serveurs");
        await client.DepositAsync(salle, "première.pdf", "1");

        site.Clock.Set(site.Clock.GetUtcNow() - TimeSpan.FromSeconds(2));
        await client.DepositAsync(salle, "seconde.pdf", "2", "remplace le pli ci-dessus");

        Assert.Equal("seconde.pdf", Assert.Single(PliRules.ToOpen(await salle.PlisAsync())).Files[0].DisplayName);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_instants_at_which_files_arrived_stand_apart_from_the_preparation_and_the_deposit(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Preuve Horodatée");
        var start = site.Clock.GetUtcNow();
        var page = await client.StartAsync(salle);
        foreach (var name in new[] { "un.pdf", "deux.pdf" })
        {
            site.Clock.Advance(TimeSpan.FromMinutes(10));
            page = await page.SendAsync(name, name);
        }

        site.Clock.Advance(TimeSpan.FromMinutes(10));
        page = await page.Form("Continuer : relire").SubmitAsync();
        var receipt = (await page.Form("Déposer mon pli").SubmitAsync()).ShouldShow("Envoi commencé le", "9 h 10 min 00 s", "Dernier fichier arrivé le", "9 h 20 min 00 s", "9 h 30 min 00 s");

        var pli = Assert.Single(await salle.PlisAsync());
        Assert.Equal(start.AddMinutes(10), pli.StartedAt);
        Assert.Equal([start.AddMinutes(10), start.AddMinutes(20)], pli.Files.OrderBy(f => f.Position).Select(f => f.ArrivedAt!.Value));
        Assert.Equal(start.AddMinutes(30), pli.ReceivedAt);
        Assert.Contains("arrivé le", PdfText.Of((await client.GetAsync(receipt.Url + "/recepisse.pdf")).Body), StringComparison.Ordinal);
        await using var scope = site.Enter(salle.Host);
        var entry = Assert.Single(await scope.Services.GetRequiredService<Journal>().ByAsync(ConsultationActs.Subject, pli.ConsultationId, PliActs.Deposited, pli.AccountId));
        Assert.Equal(start.AddMinutes(10), entry.Payload!.Value.GetProperty("startedAt").GetDateTimeOffset());
        Assert.Equal(start.AddMinutes(20), entry.Payload!.Value.GetProperty("files")[1].GetProperty("arrivedAt").GetDateTimeOffset());

        var program = await site.SignInAsync("localhost", "Un Logiciel");
        (await program.SendAsync(await program.OneShotAsync(salle, "logiciel-0000001", [("tout.pdf", Deposant.Bytes("T"))]))).ShouldBe(HttpStatusCode.Created);
        Assert.Equal(start.AddMinutes(30), Assert.Single((await salle.PlisAsync()).Single(p => p.DepositorName == "Un Logiciel").Files).BeganAt);

        site.Clock.Set(await salle.DeadlineAsync() + TimeSpan.FromMinutes(1));
        (await OuvertureTests.OpenAsync(salle)).ShouldShow("envoi commencé le lundi 1er mars 2027 à 9 h 10 min 00 s");
    }

    [Fact]
    public async Task Everything_that_a_pli_would_replace_is_listed_above_the_choice()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Trois Plis");
        await client.DepositAsync(salle, "un.pdf", "1");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await client.DepositAsync(salle, "deux.pdf", "2", "le complète");
        site.Clock.Advance(TimeSpan.FromMinutes(1));

        var review = await (await (await client.StartAsync(salle)).SendAsync("trois.pdf", "3")).Form("Continuer : relire").SubmitAsync();
        review.ShouldShow("Déjà déposé pour cette consultation", "9 h 00 min 00 s", "9 h 01 min 00 s", "remplace les 2 plis ci-dessus : lui seul sera ouvert", "les complète : tous seront ouverts");
        // A fourth one, handed in from another tab meanwhile, is not what was read of.
        await client.DepositAsync(salle, "entre-temps.pdf", "4", "les complète");
        var again = (await review.Form("Déposer mon pli").Check("remplace les 2 plis").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("ont changé dans une autre fenêtre");

        (await again.Form("Déposer mon pli").Check("remplace les 3 plis").SubmitAsync()).ShouldShow("Récépissé de dépôt", "remplace les 3 précédents");
        Assert.Equal("trois.pdf", Assert.Single(PliRules.ToOpen(await salle.PlisAsync())).Files[0].DisplayName);
    }

    [Fact]
    public async Task A_second_pli_says_whether_it_replaces_or_completes_the_first()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        var (replacing, completing) = (await site.SignInAsync("localhost", "Remplace Tout"), await site.SignInAsync("localhost", "Complète Bien"));
        foreach (var client in new[] { replacing, completing })
            await client.DepositAsync(salle, "première.pdf", "1");

        site.Clock.Advance(TimeSpan.FromMinutes(1));
        (await replacing.DepositAsync(salle, "seconde.pdf", "2")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Dites si celui-ci le remplace ou le complète");
        (await replacing.DepositAsync(salle, "seconde.pdf", "2", "remplace le pli ci-dessus")).ShouldShow("Récépissé de dépôt", "remplace le précédent");
        (await completing.DepositAsync(salle, "annexe.pdf", "3", "le complète")).ShouldShow("Récépissé de dépôt", "complète le précédent");

        Assert.Equal(["Complète Bien", "Complète Bien", "Remplace Tout"], PliRules.ToOpen(await salle.PlisAsync()).Select(p => p.DepositorName).Order());
        Assert.Equal("seconde.pdf", PliRules.ToOpen(await salle.PlisAsync()).Single(p => p.DepositorName == "Remplace Tout").Files[0].DisplayName);
    }

    [Fact]
    public async Task A_late_pli_never_replaces_one_in_time()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Trop Tard");
        await client.DepositAsync(salle, "à temps.pdf", "1");
        site.Clock.Set(await salle.DeadlineAsync() + TimeSpan.FromSeconds(1));

        var review = await (await (await client.StartAsync(salle)).SendAsync("tard.pdf", "2")).Form("Continuer : relire").SubmitAsync();
        review.ShouldShow("Hors délai, il ne prend pas la place d’un pli reçu à temps").ShouldNotShow("sera ouvert", "seront ouverts");
        var receipt = await review.Form("Déposer mon pli").Check("est présenté pour remplacer ce qui précède").SubmitAsync();

        receipt.ShouldShow("Récépissé de dépôt", "hors délai : ne remplace pas le pli reçu à temps").ShouldNotShow("remplace le précédent");
        Assert.Equal("à temps.pdf", Assert.Single(PliRules.ToOpen(await salle.PlisAsync())).Files[0].DisplayName);
        // Of two late ones the second does take the first one's place.
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        (await client.DepositAsync(salle, "plus tard.pdf", "3", "est présenté pour remplacer ce qui précède")).ShouldShow("remplace le précédent");
    }

    [Fact]
    public async Task A_consultation_that_was_given_up_takes_no_pli_more()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Trop Tard");
        var page = await (await client.StartAsync(salle)).SendAsync("offre.pdf", "O");
        page = await page.Form("Continuer : relire").SubmitAsync();
        var form = (await salle.Buyer.GetAsync($"/achats/{salle.Reference}/sans-suite")).Form("Déclarer sans suite");
        await form.Fill("Motif", "Budget").SubmitAsync();

        (await page.Form("Déposer mon pli").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("déclarée sans suite");
        Assert.Empty(await salle.PlisAsync());
    }

    [Fact]
    public async Task Lots_are_asked_for_when_there_are_some()
    {
        await using var site = await SiteFixture.StartAsync();
        var (buyer, host) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(buyer);
        var edit = await buyer.GetAsync($"/achats/{reference}/modifier");
        edit = await edit.Form("Ajouter un lot").SubmitAsync();
        edit = await edit.Form("Ajouter un lot").Fill("Objet du lot 1", "Gros œuvre").SubmitAsync();
        await edit.Form("Enregistrer").Fill("Objet du lot 2", "Couverture").SubmitAsync();
        await (await buyer.GetAsync($"/achats/{reference}/publier")).Form("Publier maintenant").SubmitAsync();
        var salle = new Salle(site, buyer, host, reference);
        var client = await site.SignInAsync("localhost", "Couvreur Zingueur");

        var page = await (await client.StartAsync(salle)).SendAsync("offre.pdf", "O");
        page = (await page.Form("Continuer : relire").SubmitAsync()).ShouldShow("Lots et pièces", "Cochez au moins un lot");
        page = await page.Form("Continuer : relire").Check("Lot 2 : Couverture").SubmitAsync();

        // Another tab ticks a lot more: what was reread is not what would be handed in.
        await (await client.GetAsync(page.Url.AbsolutePath.Replace("/relire", "", StringComparison.Ordinal))).Form("Continuer : relire").Check("Lot 1 : Gros œuvre").SubmitAsync();
        page = (await page.Form("Déposer mon pli").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("ont changé dans une autre fenêtre", "Lots 1, 2");
        (await page.Form("Déposer mon pli").SubmitAsync()).ShouldShow("Récépissé de dépôt", "Lots 1, 2");
        Assert.Equal("1 2", Assert.Single(await salle.PlisAsync()).LotNumbers);
    }
}
