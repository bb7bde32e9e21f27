using System.Net;
using System.Text;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Consultations;

public sealed class PublishingTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task Five_informations_make_a_draft_that_only_its_buyer_sees()
    {
        var (client, _) = await site.AtWorkAsync();

        var form = await Acheteur.FilledFormAsync(client);
        var page = await form.Attach("Dossier de consultation (DCE)", "CCTP.pdf", Encoding.UTF8.GetBytes("Clauses")).SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Réfection de la toiture de l’école", "Travaux, Procédure adaptée", "Vannes (56000), Morbihan", "mercredi 31 mars 2027 à 12 h 00 (heure de Paris)", "1 fichier");
        (await client.GetAsync("/achats")).ShouldShow("Réfection de la toiture de l’école", "Prête à publier");
        var reference = page.Url.Segments[^1];
        await using var scope = site.Enter();
        Assert.False(await scope.Db.Set<ConsultationPublic>().AnyAsync(p => p.Reference == reference));
    }

    [Fact]
    public async Task A_draft_is_read_again_then_published_by_one_button()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(client);

        var page = await (await client.GetAsync($"/achats/{reference}")).FollowAsync("Relire et publier");
        page.ShouldShow("Ce qui va se passer", "Jusqu’à la date limite, personne ne voit qui a répondu");
        page = await page.Form("Publier maintenant").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow($"La consultation {reference} est publiée", "Publiée le lundi 1er mars 2027");
        await using var scope = site.Enter();
        var row = await scope.Db.Set<ConsultationPublic>().SingleAsync(p => p.Reference == reference);
        Assert.Equal(PublicStatus.Published, row.Status);
        Assert.Equal(("56", "Vannes"), (row.Departement, row.Commune));
    }

    [Fact]
    public async Task Two_clicks_on_publish_are_one_publication()
    {
        var (client, host) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(client);
        var page = await client.GetAsync($"/achats/{reference}/publier");

        var answers = await Task.WhenAll(page.Form("Publier maintenant").SubmitAsync(), page.Form("Publier maintenant").SubmitAsync());

        Assert.All(answers, a => a.ShouldBe(HttpStatusCode.OK).ShouldShow("est publiée"));
        await using var scope = site.Enter(host);
        Assert.Equal(1, await scope.Db.Set<ConsultationFact>().CountAsync(f => f.Kind == FactKind.Published));
        var consultation = await scope.Db.FindConsultationAsync(reference);
        var journal = scope.Services.GetRequiredService<Kernel.Journal.Journal>();
        Assert.Single(await journal.OfAsync(ConsultationActs.Subject, consultation!.Id), e => e.Act == "consultation.published");
    }

    [Fact]
    public async Task A_text_that_a_colleague_just_changed_is_not_published_unread()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(client);
        var confirmation = await client.GetAsync($"/achats/{reference}/publier");
        await (await client.GetAsync($"/achats/{reference}/modifier")).Form("Enregistrer").Fill("Objet", "Autre objet").SubmitAsync();

        var page = await confirmation.Form("Publier maintenant").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Un collègue vient de modifier cette consultation", "Autre objet");
        (await page.Form("Publier maintenant").SubmitAsync()).ShouldShow("est publiée");
    }

    [Fact]
    public async Task A_form_sent_twice_makes_one_draft()
    {
        var (client, host) = await site.AtWorkAsync();
        var form = await Acheteur.FilledFormAsync(client);

        var first = await form.SubmitAsync();
        var second = await form.SubmitAsync();

        Assert.Equal(first.Url, second.Url);
        await using var scope = site.Enter(host);
        Assert.Equal(1, await scope.Db.Set<Consultation>().CountAsync());
    }

    [Fact]
    public async Task A_draft_without_documents_says_what_lacks_and_offers_no_button()
    {
        var (client, _) = await site.AtWorkAsync();
        var page = await (await Acheteur.FilledFormAsync(client)).SubmitAsync();

        page.ShouldShow("Ajoutez au moins un fichier au dossier de consultation").ShouldNotShow("Relire et publier");
        var reference = page.Url.Segments[^1];
        (await client.GetAsync($"/achats/{reference}/publier")).ShouldShow("Il manque encore").ShouldNotShow("Publier maintenant");
    }

    [Fact]
    public async Task What_is_wrong_is_said_beside_its_field_and_the_files_are_kept()
    {
        var (client, _) = await site.AtWorkAsync();
        var form = await Acheteur.FilledFormAsync(client);

        var page = await form.Fill("Commune où le marché s’exécute", "Vanes").Fill("Valeur estimée hors taxes", "beaucoup")
            .Attach("Dossier de consultation (DCE)", "CCTP.pdf", Encoding.UTF8.GetBytes("Clauses")).SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("« beaucoup » n’est pas un montant", "Vanes", "avec ses fichiers (1)");
        var again = page.Form("Enregistrer le brouillon");
        Assert.Equal("beaucoup", again.ValueOf("Valeur estimée hors taxes"));
        Assert.Equal(Acheteur.Objet, again.ValueOf("Objet"));
        page = await again.Fill("Commune où le marché s’exécute", "56000").Fill("Valeur estimée hors taxes", "45 000,50").SubmitAsync();
        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Vannes (56000)", "1 fichier").ShouldNotShow("À compléter");
    }

    [Fact]
    public async Task Lots_are_added_and_removed_without_a_script()
    {
        var (client, _) = await site.AtWorkAsync();
        var page = await (await Acheteur.FilledFormAsync(client)).SubmitAsync();
        page = await page.FollowAsync("Modifier");

        page = await page.Form("Ajouter un lot").Fill("Objet", "Objet gardé").SubmitAsync();
        page = await page.Form("Ajouter un lot").Fill("Objet du lot 1", "Gros œuvre").SubmitAsync();
        page = await page.Form("Ajouter un lot").Fill("Objet du lot 2", "Couverture").Fill("Code CPV du lot 2", "45261210").SubmitAsync();
        page = await page.Form("Retirer le lot 1").Fill("Objet du lot 3", "Peinture").SubmitAsync();
        Assert.Equal("Couverture", page.Form("Enregistrer").ValueOf("Objet du lot 1"));
        page = await page.Form("Enregistrer").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Objet gardé", "2 lots");
    }
}
