using System.Net;
using System.Text;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Tests.Consultations;

public sealed class ChangingTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_stale_edit_of_the_same_text_shows_both_and_loses_neither()
    {
        var (client, host) = await site.AtWorkAsync();
        var colleague = await site.SignInAsync(host, "Paul Le Roux", ProcurementPermissions.Edit);
        var reference = await Acheteur.DraftAsync(client);
        var mine = await client.GetAsync($"/achats/{reference}/modifier");
        await (await colleague.GetAsync($"/achats/{reference}/modifier")).Form("Enregistrer").Fill("Objet", "Toiture de Paul").SubmitAsync();

        var page = await mine.Form("Enregistrer").Fill("Objet", "Toiture d’Anne").Fill("Téléphone", "02 97 00 00 00").SubmitAsync();

        page.ShouldBe(HttpStatusCode.Conflict).ShouldShow("Deux personnes ont modifié la même chose", "Toiture de Paul", "Toiture d’Anne");
        page = await page.Form("Enregistrer").SubmitAsync();
        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Toiture d’Anne").ShouldNotShow("Toiture de Paul");
        Assert.Equal("02 97 00 00 00", (await client.GetAsync($"/achats/{reference}/modifier")).Form("Enregistrer").ValueOf("Téléphone"));
    }

    [Fact]
    public async Task A_version_without_its_note_leads_to_its_own_field_and_no_other_document_shows_what_was_typed()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        var path = $"/achats/{reference}/dossier";
        await (await client.GetAsync(path)).Form("Ajouter au dossier").Attach("Documents à ajouter", "Plan.pdf", [1]).SubmitAsync();

        var page = (await (await client.GetAsync(path)).Form("Remplacer ce document CCTP.pdf").Attach("Fichier qui remplace", "CCTP-2.pdf", [2]).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        AssertLeads(page);
        var open = Assert.Single(page.Document.QuerySelectorAll("details[open]"), d => d.QuerySelector("textarea") is not null);
        Assert.Contains("CCTP.pdf", open.TextContent, StringComparison.Ordinal);

        page = (await (await client.GetAsync(path)).Form("Remplacer ce document Plan.pdf").Fill("Ce qui change", "Lot 2 corrigé").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        AssertLeads(page);
        Assert.Single(page.Document.QuerySelectorAll("textarea"), t => t.TextContent.Contains("Lot 2 corrigé", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_error_of_the_buyers_and_visitors_forms_leads_to_a_field_that_is_there()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        (SiteClient Who, string Path, string Button)[] forms =
        [
            (site.Visit(), $"/marches/{reference}/dce", "M’identifier et télécharger"), (site.Visit(), $"/marches/{reference}/questions", "Envoyer la question"),
            (client, $"/achats/{reference}/sans-suite", "Déclarer sans suite"), (client, $"/achats/{reference}/dossier", "Ajouter au dossier"),
            (client, $"/achats/{reference}/date-limite", "Changer la date limite"),
        ];
        foreach (var (who, path, button) in forms)
            AssertLeads((await (await who.GetAsync(path)).Form(button).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_draft_deleted_twice_at_once_is_deleted_once_and_nobody_sees_a_fault()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(client);
        var form = (await client.GetAsync($"/achats/{reference}")).Form("Supprimer le brouillon");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => form.SubmitAsync()));

        Assert.All(answers, a => Assert.True((int)a.Status < 500, a.Status.ToString()));
        (await client.GetAsync($"/achats/{reference}")).ShouldBe(HttpStatusCode.NotFound);
    }

    private static void AssertLeads(Page page)
    {
        var links = page.Document.QuerySelectorAll(".m-errors a[href^='#']").Select(a => a.GetAttribute("href")![1..]).ToList();
        Assert.NotEmpty(links);
        Assert.All(links, id => Assert.True(page.Document.GetElementById(id) is not null, $"{page.Url} has no #{id}."));
    }

    [Fact]
    public async Task The_other_text_is_kept_when_it_is_chosen()
    {
        var (client, host) = await site.AtWorkAsync();
        var colleague = await site.SignInAsync(host, "Paul Le Roux", ProcurementPermissions.Edit);
        var reference = await Acheteur.DraftAsync(client);
        var mine = await client.GetAsync($"/achats/{reference}/modifier");
        await (await colleague.GetAsync($"/achats/{reference}/modifier")).Form("Enregistrer").Fill("Objet", "Toiture de Paul").SubmitAsync();
        var conflict = await mine.Form("Enregistrer").Fill("Objet", "Toiture d’Anne").SubmitAsync();

        var page = await conflict.Form("Enregistrer").Check("Garder le texte enregistré : Toiture de Paul").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Toiture de Paul").ShouldNotShow("Toiture d’Anne");
    }

    [Fact]
    public async Task Two_edits_of_different_texts_are_put_together_by_themselves()
    {
        var (client, host) = await site.AtWorkAsync();
        var colleague = await site.SignInAsync(host, "Paul Le Roux", ProcurementPermissions.Edit);
        var reference = await Acheteur.DraftAsync(client);
        var mine = await client.GetAsync($"/achats/{reference}/modifier");
        await (await colleague.GetAsync($"/achats/{reference}/modifier")).Form("Enregistrer").Fill("Objet", "Toiture de Paul").SubmitAsync();

        var page = await mine.Form("Enregistrer").Fill("Code CPV principal", "45261210").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Toiture de Paul", "ce qu’un collègue avait changé pendant ce temps : objet");
        Assert.StartsWith("45261210", (await client.GetAsync($"/achats/{reference}/modifier")).Form("Enregistrer").ValueOf("Code CPV principal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_after_publication_stands_in_the_public_history_and_in_the_list()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, "Corection à faire");
        var page = await (await client.GetAsync($"/achats/{reference}")).FollowAsync("Corriger");
        page.ShouldShow("Chaque correction sera inscrite à son historique public");

        await page.Form("Enregistrer").Fill("Objet", "Correction faite").Fill("Valeur estimée hors taxes", "45000").SubmitAsync();

        var visitor = site.Visit();
        (await visitor.GetAsync($"/marches/{reference}")).ShouldShow("Objet : « Corection à faire » devient « Correction faite ».").ShouldNotShow("45000", "45 000");
        (await visitor.GetAsync("/marches?q=correction faite")).ShouldShow("1 consultation");
    }

    [Fact]
    public async Task A_new_deadline_needs_a_reason_that_everybody_reads()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        var page = await (await client.GetAsync($"/achats/{reference}")).FollowAsync("Changer la date limite");

        page = await page.Form("Changer la date limite").Fill("Nouvelle date limite", "2027-04-15T12:00").SubmitAsync();
        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Dites aux entreprises pourquoi");
        page = await page.Form("Changer la date limite").Fill("Motif", "Le plan de masse a été remplacé").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("La date limite est maintenant le jeudi 15 avril 2027");
        (await site.Visit().GetAsync($"/marches/{reference}")).ShouldShow("La date limite passe du mercredi 31 mars 2027 à 12 h 00 (heure de Paris) au jeudi 15 avril 2027", "Le plan de masse a été remplacé");
        await using var scope = site.Enter();
        var row = await scope.Db.Set<ConsultationPublic>().SingleAsync(p => p.Reference == reference);
        Assert.Equal(new DateTimeOffset(2027, 4, 15, 10, 0, 0, TimeSpan.Zero), row.Deadline);
    }

    [Fact]
    public async Task Sans_suite_is_said_with_its_reason_and_ends_everything()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        var page = await (await client.GetAsync($"/achats/{reference}")).FollowAsync("Déclarer sans suite");

        (await page.Form("Déclarer sans suite").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Dites pourquoi la procédure est sans suite");
        page = await page.Form("Déclarer sans suite").Fill("Motif", "Le budget est revu.").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("est sans suite", "Le budget est revu.");
        (await site.Visit().GetAsync($"/marches/{reference}")).ShouldShow("Cette consultation est sans suite", "Le budget est revu.").ShouldNotShow("Poser une question");
        (await site.Visit().GetAsync("/marches?q=" + reference)).ShouldShow("Aucune consultation");
        (await client.GetAsync($"/achats/{reference}/modifier")).ShouldShow("Cette consultation ne se modifie plus");
    }

    [Fact]
    public async Task A_draft_goes_with_one_button_and_a_published_one_never()
    {
        var (client, host) = await site.AtWorkAsync();
        var draft = await Acheteur.DraftAsync(client);
        var page = await client.GetAsync($"/achats/{draft}");
        var kept = await Acheteur.PublishedAsync(client);
        (await page.Form("Supprimer le brouillon").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow($"Le brouillon {draft} est supprimé");

        (await client.GetAsync($"/achats/{draft}")).ShouldBe(HttpStatusCode.NotFound);
        await using var scope = site.Enter(host);
        Assert.Equal(1, await scope.Db.Set<DceVersion>().CountAsync());
        (await client.GetAsync($"/achats/{kept}")).ShouldNotShow("Supprimer ce brouillon");
    }

    [Fact]
    public async Task A_new_version_of_a_document_says_what_changes_and_keeps_the_old_one()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        var page = await client.GetAsync($"/achats/{reference}/dossier");
        page.ShouldNotShow("Retirer CCTP.pdf");

        page = await page.Form("Remplacer ce document").Attach("Fichier qui remplace", "CCTP v2.pdf", Encoding.UTF8.GetBytes("Clauses 2")).SubmitAsync();
        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Dites ce qui change dans « CCTP.pdf »");
        page = await page.Form("Remplacer ce document").Attach("Fichier qui remplace", "CCTP v2.pdf", Encoding.UTF8.GetBytes("Clauses 2")).Fill("Ce qui change", "Article 4").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("CCTP v2.pdf", "version 2");
        (await site.Visit().GetAsync($"/marches/{reference}")).ShouldShow("CCTP v2.pdf", "modifié le lundi 1er mars 2027", "Article 4");
        var downloads = await site.Visit().GetAsync($"/marches/{reference}/dce");
        downloads.ShouldShow("version 2, en vigueur", "version 1, remplacée");
        Assert.Equal("Clauses 2", (await downloads.FollowAsync("CCTP v2.pdf")).Source);
        Assert.Equal("Clauses techniques", (await downloads.FollowAsync("CCTP.pdf")).Source);
    }

    [Theory]
    [InlineData("../../etc/passwd.pdf", "passwd.pdf", "chemin de dossier")]
    [InlineData("facture\u202Efdp.pdf", "facturefdp.pdf", "caractère invisible")]
    [InlineData("plan?.pdf", "plan_.pdf", "caractère interdit")]
    public async Task A_dangerous_name_is_cleaned_and_the_person_is_told(string given, string shown, string why)
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(client);

        var page = await (await client.GetAsync($"/achats/{reference}/dossier")).Form("Ajouter au dossier").Attach("Documents à ajouter", given, [1]).SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow(shown, why);
    }

    [Theory]
    [InlineData("vide.pdf", 0, "« vide.pdf » est vide")]
    [InlineData("installer.exe", 3, "« installer.exe » est un programme")]
    [InlineData("CCTP.pdf", 3, "Le dossier contient déjà « CCTP.pdf »")]
    public async Task A_file_that_helps_nobody_is_refused_with_a_sentence(string name, int bytes, string sentence)
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(client);

        var page = await (await client.GetAsync($"/achats/{reference}/dossier")).Form("Ajouter au dossier")
            .Attach("Documents à ajouter", name, new byte[bytes]).Attach("Documents à ajouter", "RC.pdf", [1]).SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow(sentence, "RC.pdf");
    }

    [Fact]
    public async Task A_document_of_a_draft_can_be_taken_back()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(client);

        var page = await (await client.GetAsync($"/achats/{reference}/dossier")).Form("Retirer CCTP.pdf").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("« CCTP.pdf » est retiré du dossier.", "Le dossier est vide");
    }

    [Fact]
    public async Task After_the_deadline_nothing_of_the_consultation_changes()
    {
        await using var own = await SiteFixture.StartAsync();
        var (client, _) = await own.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, Acheteur.Objet, "2027-03-02T12:00");
        var deadline = await client.GetAsync($"/achats/{reference}/date-limite");
        var edit = await client.GetAsync($"/achats/{reference}/modifier");

        own.Clock.Advance(TimeSpan.FromDays(2));

        (await deadline.Form("Changer la date limite").Fill("Nouvelle date limite", "2027-04-15T12:00").Fill("Motif", "x").SubmitAsync())
            .ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("La date limite est passée");
        (await edit.Form("Enregistrer").Fill("Objet", "Autre").SubmitAsync()).ShouldShow("ne se modifie plus").ShouldNotShow("Autre");
        (await client.GetAsync($"/achats/{reference}/dossier")).ShouldShow("Ce dossier ne se modifie plus").ShouldNotShow("Ajouter au dossier");
        (await client.GetAsync("/achats")).ShouldShow("Plis à ouvrir");
    }
}
