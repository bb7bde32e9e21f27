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
        var second = (await colleague.DepositAsync(salle, "seconde.pdf", "2", "remplace le précédent")).ShouldShow("Récépissé de dépôt");

        (await manager.GetAsync(second.Url)).ShouldShow("seconde.pdf", "Malo Collègue");
        Assert.Equal("seconde.pdf", Assert.Single(PliRules.ToOpen(await salle.PlisAsync())).Files[0].DisplayName);
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
