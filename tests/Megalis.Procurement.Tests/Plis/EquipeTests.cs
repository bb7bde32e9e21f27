using System.Net;
using Megalis.Procurement.Domain;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>A SIRET is public and proves nothing: what colleagues see of each other, before and after a manager accepts.</summary>
public sealed class EquipeTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_second_person_on_a_SIRET_deposits_at_once_and_sees_their_own_plis_only_until_accepted()
    {
        var salle = await site.SalleAsync();
        var siret = Deposant.NewSiret();
        var manager = await site.SignedUpAsync("Rozenn Gestin", siret);
        var second = await site.SignedUpAsync("Erwan Second", siret);

        var ofManager = await manager.DepositAsync(salle, "équipe.pdf", "1");
        // Not accepted, not of the team: nothing earlier is known of, and nothing asked about it.
        var own = (await second.DepositAsync(salle, "personnel.pdf", "2")).ShouldShow("Récépissé de dépôt", "Menuiserie Kerbrat");

        (await second.GetAsync("/entreprise/depots")).ShouldShow("Erwan Second").ShouldNotShow("Rozenn Gestin");
        (await second.GetAsync(ofManager.Url)).ShouldBe(HttpStatusCode.NotFound);
        (await second.GetAsync(ofManager.Url + "/recepisse.pdf")).ShouldBe(HttpStatusCode.NotFound);
        (await manager.GetAsync("/entreprise/depots")).ShouldShow("Rozenn Gestin").ShouldNotShow("Erwan Second");
        (await manager.GetAsync(own.Url)).ShouldBe(HttpStatusCode.NotFound);

        await (await manager.GetAsync("/entreprise/equipe")).Form("Accepter", within: "Erwan Second").SubmitAsync();

        (await second.GetAsync("/entreprise/depots")).ShouldShow("Erwan Second", "Rozenn Gestin");
        (await second.GetAsync(ofManager.Url)).ShouldBe(HttpStatusCode.OK).ShouldShow("équipe.pdf");
        // What was handed in alone stays alone.
        (await manager.GetAsync(own.Url)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_team_sees_each_others_plis_and_says_which_replaces_which()
    {
        var salle = await site.SalleAsync();
        var siret = Deposant.NewSiret();
        var manager = await site.SignedUpAsync("Soizic Chef", siret);
        var colleague = await site.SignedUpAsync("Malo Collègue", siret);
        await (await manager.GetAsync("/entreprise/equipe")).Form("Accepter", within: "Malo Collègue").SubmitAsync();
        var first = await manager.DepositAsync(salle, "première.pdf", "1");

        (await colleague.GetAsync(first.Url)).ShouldShow("première.pdf", "Soizic Chef");
        (await colleague.DepositAsync(salle, "seconde.pdf", "2")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("ou un collègue l’a fait");
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = (await colleague.DepositAsync(salle, "seconde.pdf", "2", "remplace le pli ci-dessus")).ShouldShow("Récépissé de dépôt");

        (await manager.GetAsync(second.Url)).ShouldShow("seconde.pdf", "Malo Collègue");
        Assert.Equal("seconde.pdf", Assert.Single(PliRules.ToOpen(await salle.PlisAsync())).Files[0].DisplayName);
    }

    [Fact]
    public async Task Who_has_left_a_team_replaces_none_of_its_plis()
    {
        var salle = await site.SalleAsync();
        var siret = Deposant.NewSiret();
        var manager = await site.SignedUpAsync("Nolwenn Patronne", siret);
        var leaver = await site.SignedUpAsync("Denez Parti", siret);
        await (await manager.GetAsync("/entreprise/equipe")).Form("Accepter", within: "Denez Parti").SubmitAsync();
        await leaver.DepositAsync(salle, "pour l’équipe.pdf", "1");
        await (await manager.GetAsync("/entreprise/equipe")).Form("Retirer de l'équipe", within: "Denez Parti").SubmitAsync();

        // By the pages nothing is asked; by the API « Replaces » finds nothing to replace.
        (await leaver.DepositAsync(salle, "contre l’équipe.pdf", "2")).ShouldShow("Récépissé de dépôt");
        var forged = await leaver.OneShotAsync(salle, "replacer-000000001", [("encore.pdf", Deposant.Bytes("3"))], ("relation", "Replaces"));
        Assert.Equal(HttpStatusCode.Created, (await leaver.SendAsync(forged)).Status);

        var plis = await salle.PlisAsync();
        Assert.Contains("pour l’équipe.pdf", PliRules.ToOpen(plis).Select(p => p.Files[0].DisplayName));
    }

    [Fact]
    public void A_pli_of_before_replaced_ids_were_kept_replaces_as_its_depositor_was_told()
    {
        var at = new DateTimeOffset(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);
        var ofTeam = new Pli { Id = "1", AccountId = "denez", EntrepriseId = "kerbrat", ReceivedAt = at };
        var afterLeaving = new Pli { Id = "2", AccountId = "denez", Relation = PliRelation.Replaces, ReceivedAt = at.AddMinutes(1) };
        var ofColleague = new Pli { Id = "3", AccountId = "nolwenn", EntrepriseId = "kerbrat", ReceivedAt = at.AddMinutes(2) };
        Assert.Equal(["2", "3"], PliRules.ToOpen([ofTeam, afterLeaving, ofColleague]).Select(p => p.Id));

        // One of since names what it replaces, and nothing else goes by side.
        afterLeaving.ReplacedIds = "0";
        Assert.Equal(["1", "2", "3"], PliRules.ToOpen([ofTeam, afterLeaving, ofColleague]).Select(p => p.Id));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Whoever_takes_up_an_abandoned_SIRET_sees_and_replaces_nothing_of_before(bool erased)
    {
        var salle = await site.SalleAsync();
        var siret = Deposant.NewSiret();
        var alone = await site.SignedUpAsync(erased ? "Effacée Seule" : "Partie Seule", siret);
        var first = await alone.DepositAsync(salle, "premiers.pdf", "1");
        if (erased)
            await (await alone.GetAsync("/compte/mes-donnees")).Form("Effacer mon compte").Check("J'ai compris").Fill("Mot de passe actuel", Deposant.Password).SubmitAsync();
        else
            await (await alone.GetAsync("/entreprise/equipe")).Form("Quitter cette entreprise").SubmitAsync();
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var stranger = await site.SignedUpAsync(erased ? "Inconnue Après Elle" : "Inconnu Après", siret);

        (await stranger.GetAsync("/entreprise/depots")).ShouldShow("Vous n’avez encore rien déposé").ShouldNotShow("Seule");
        (await stranger.GetAsync(first.Url)).ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync(first.Url + "/recepisse.pdf")).ShouldBe(HttpStatusCode.NotFound);
        (await stranger.DepositAsync(salle, "nouveaux.pdf", "2")).ShouldShow("Récépissé de dépôt");
        Assert.Equal(["nouveaux.pdf", "premiers.pdf"], PliRules.ToOpen(await salle.PlisAsync()).Select(p => p.Files[0].DisplayName).Order(StringComparer.Ordinal));
        (await stranger.GetAsync("/entreprise/depots")).ShouldShow("Après");
    }

    [Fact]
    public async Task A_pli_under_a_name_that_its_entreprise_has_not_confirmed_says_so_wherever_it_is_read()
    {
        await using var own = await SiteFixture.StartAsync();
        var salle = await own.SalleAsync();
        var siret = Deposant.NewSiret();
        await own.SignedUpAsync("Rozenn Gestin", siret);
        var pending = await own.SignedUpAsync("Erwan Second", siret);
        var review = await (await (await pending.StartAsync(salle)).SendAsync("offre.pdf", "1")).Form("Continuer : relire").SubmitAsync();
        review.ShouldShow("Votre rattachement n’est pas confirmé par l’entreprise");
        var receipt = (await review.Form("Déposer mon pli").SubmitAsync()).ShouldShow("rattachement non confirmé par l’entreprise");
        Assert.Contains("rattachement non confirmé", PdfText.Of((await pending.GetAsync(receipt.Url + "/recepisse.pdf")).Body), StringComparison.Ordinal);

        own.Clock.Set(await salle.DeadlineAsync() + TimeSpan.FromMinutes(1));
        var holder = await salle.HolderAsync("Anne Secrétaire");
        (await holder.GetAsync($"/achats/{salle.Reference}/depots")).ShouldShow("rattachement non confirmé par l’entreprise");
        Assert.Contains(";non confirmé par l’entreprise;", (await holder.GetAsync($"/achats/{salle.Reference}/depots?handler=csv")).Source, StringComparison.Ordinal);
        var minutes = await OuvertureTests.OpenAsync(salle);
        minutes.ShouldShow("rattachement non confirmé par l’entreprise");
        Assert.Contains("rattachement non confirmé", PdfText.Of((await minutes.FollowAsync("Télécharger le procès-verbal (PDF)")).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receipt_is_of_its_own_side_alone()
    {
        var salle = await site.SalleAsync();
        var page = await (await site.SignedUpAsync("Yann Kerbrat")).DepositAsync(salle);

        foreach (var other in new[] { await site.SignedUpAsync("Concurrent Direct"), salle.Buyer, await salle.HolderAsync("Anne") })
            (await other.GetAsync($"/entreprise/depots/{Deposant.IdOf(page)}")).ShouldBe(HttpStatusCode.NotFound);
        Assert.Equal("/connexion", (await site.Visit().GetAsync(page.Url)).Url.AbsolutePath);
    }
}
