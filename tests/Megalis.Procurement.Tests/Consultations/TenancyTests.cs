using System.Net;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Consultations;

public sealed class TenancyTests(BothSites sites) : IClassFixture<BothSites>
{
    private static readonly string[] BuyersPages = ["", "/modifier", "/publier", "/dossier", "/questions", "/retraits", "/retraits?handler=csv", "/date-limite", "/sans-suite"];

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Another_buyers_consultation_is_not_there(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, _) = await site.AtWorkAsync();
        var (other, otherHost) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);

        foreach (var page in BuyersPages)
            (await other.GetAsync($"/achats/{reference}{page}")).ShouldBe(HttpStatusCode.NotFound);
        (await other.GetAsync("/achats")).ShouldNotShow(Acheteur.Objet);
        await using var scope = site.Enter(otherHost);
        Assert.Empty(await scope.Db.Set<Consultation>().ToListAsync());
        Assert.Empty(await scope.Db.Set<DceVersion>().ToListAsync());
        Assert.Empty(await scope.Db.Set<ConsultationFact>().ToListAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_portal_writes_into_the_owners_tenant_and_nowhere_else(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, host) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);

        await site.Visit().GetAsync($"/marches/{reference}/dce/dossier.zip");
        await (await site.Visit().GetAsync($"/marches/{reference}/questions")).Form("Envoyer la question")
            .Fill("Votre question", "Quand visiter ?").Fill("Adresse électronique", "a@b.example").SubmitAsync();

        await using (var owner = site.Enter(host))
        {
            Assert.Equal(1, await owner.Db.Set<Retrait>().CountAsync());
            Assert.Equal(1, await owner.Db.Set<Question>().CountAsync());
        }

        await using var portal = site.Enter();
        Assert.Empty(await portal.Db.Set<Retrait>().ToListAsync());
        Assert.Empty(await portal.Db.Set<Question>().ToListAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_reference_is_unique_in_the_region_even_when_two_buyers_share_three_letters(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, _) = await site.AtWorkAsync();
        var (other, _) = await site.AtWorkAsync();

        // Each takes the cookie of its forms before it sends several at once.
        await client.GetAsync("/achats/nouvelle");
        await other.GetAsync("/achats/nouvelle");

        var references = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Acheteur.DraftAsync(i % 2 == 0 ? client : other)));

        Assert.Equal(6, references.Distinct().Count());
        Assert.All(references, r => Assert.Matches("^2027-ACH-[0-9]{4}$", r));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_publications_at_once_are_one_and_the_loser_is_told_the_same(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, host) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(client);
        var page = await client.GetAsync($"/achats/{reference}/publier");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => page.Form("Publier maintenant").SubmitAsync()));

        Assert.All(answers, a => a.ShouldBe(HttpStatusCode.OK).ShouldShow("est publiée"));
        await using var scope = site.Enter(host);
        var consultation = await scope.Db.FindConsultationAsync(reference);
        Assert.Single(await scope.Services.GetRequiredService<Kernel.Journal.Journal>().OfAsync(ConsultationActs.Subject, consultation!.Id), e => e.Act == "consultation.published");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_stale_edit_is_merged_on_either_database(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(client);
        var (first, second) = (await client.GetAsync($"/achats/{reference}/modifier"), await client.GetAsync($"/achats/{reference}/modifier"));

        await first.Form("Enregistrer").Fill("Objet", "Premier").SubmitAsync();
        var page = await second.Form("Enregistrer").Fill("Objet", "Second").SubmitAsync();

        page.ShouldBe(HttpStatusCode.Conflict).ShouldShow("Premier", "Second");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Words_cpv_and_places_are_searched_the_same_way(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, host) = await site.AtWorkAsync();
        await Acheteur.PublishedAsync(client, "ÉLAGAGE des allées");
        await site.WhenIndexedAsync();
        var own = $"acheteur={site.TenantOf(host).Id}";

        (await site.Visit().GetAsync($"/marches?q=elagage allees&dep=56&{own}")).ShouldShow("1 consultation", "ÉLAGAGE des allées");
        (await site.Visit().GetAsync($"/marches?q=élagage&epci=200067932&{own}")).ShouldShow("1 consultation");
        (await site.Visit().GetAsync($"/marches?q=elagage&cpv=45&{own}")).ShouldShow("Aucune consultation");
        (await client.GetAsync("/achats?q=elagage")).ShouldShow("ÉLAGAGE des allées");
        (await client.GetAsync("/achats?etape=consultation&tri=objet")).ShouldShow("ÉLAGAGE des allées");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Someone_who_only_looks_changes_nothing(string database)
    {
        var site = await sites.OnAsync(database);
        var (client, host) = await site.AtWorkAsync();
        var draft = await Acheteur.DraftAsync(client);
        var reference = await Acheteur.PublishedAsync(client);
        var reader = await site.SignInAsync(host, "Paul Le Roux", ProcurementPermissions.View);

        (await reader.GetAsync($"/achats/{draft}")).ShouldBe(HttpStatusCode.OK).ShouldNotShow("Relire et publier", "Supprimer ce brouillon");
        (await reader.GetAsync($"/achats/{draft}/dossier")).ShouldBe(HttpStatusCode.OK).ShouldNotShow("Ajouter au dossier");
        foreach (var page in new[] { "/achats/nouvelle", $"/achats/{draft}/modifier", $"/achats/{draft}/publier", $"/achats/{reference}/date-limite", $"/achats/{reference}/sans-suite", "/admin/achats" })
            (await reader.GetAsync(page)).ShouldBe(HttpStatusCode.Forbidden);
    }
}
