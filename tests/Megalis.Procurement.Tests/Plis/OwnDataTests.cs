using System.Net;
using System.Text.Json;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>What a person left in the salle des marchés is given to them, and forgotten as far as the law lets it (RGPD, articles 15 and 17).</summary>
public sealed class OwnDataTests
{
    private const string Name = "Maï Kerdonis";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_person_receives_their_retraits_questions_and_plis_and_nobody_elses(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        var other = await site.SignedUpAsync("Loïc Autre");
        await other.DepositAsync(salle, "autre.pdf", "Une autre offre");
        var client = await ActiveAsync(site, salle);

        var file = await (await client.GetAsync("/compte/mes-donnees")).Form("Télécharger mes données").SubmitAsync();

        var part = Assert.Single(JsonDocument.Parse(file.Body).RootElement.GetProperty("marches").EnumerateArray());
        var pli = Assert.Single(part.GetProperty("depots").EnumerateArray());
        Assert.Equal((salle.Reference, Name), (pli.GetProperty("consultation").GetString(), pli.GetProperty("nom").GetString()));
        Assert.Equal("offre.pdf", pli.GetProperty("fichiers")[0].GetProperty("nom").GetString());
        Assert.Equal("Peut-on visiter ?", Assert.Single(part.GetProperty("questions").EnumerateArray()).GetProperty("texte").GetString());
        Assert.Equal(Name, Assert.Single(part.GetProperty("retraits").EnumerateArray()).GetProperty("nom").GetString());
        Assert.Single(part.GetProperty("depotsEnPreparation").EnumerateArray());
        Assert.DoesNotContain("autre.pdf", file.Source, StringComparison.Ordinal);
        Assert.DoesNotContain("Loïc", file.Source, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_erasure_names_what_the_law_keeps_and_stops_the_mails(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var salle = await site.SalleAsync();
        var client = await ActiveAsync(site, salle);

        var page = (await client.GetAsync("/compte/mes-donnees")).ShouldShow(
            "Vos plis, avec le nom et l’adresse du déposant", "Vos retraits de dossiers et vos questions aux acheteurs", "R. 2184-12", "cinq ans au moins après la signature du marché");
        page = await page.Form("Effacer mon compte").Check("J'ai compris").Fill("Mot de passe actuel", Deposant.Password).SubmitAsync();
        page.ShouldShow("Votre compte est effacé.");

        // The register is part of the file of the procedure, whoever asks.
        var buyer = await site.SignInAsync(salle.Host, "Admin Mairie", KernelPermissions.SiteOwner);
        (await buyer.GetAsync($"/achats/{salle.Reference}/retraits")).ShouldShow(Name);
        (await buyer.GetAsync($"/achats/{salle.Reference}/questions")).ShouldShow("Peut-on visiter ?", Deposant.Email(Name));
        Assert.Equal(Name, Assert.Single(await salle.PlisAsync()).DepositorName);
        Assert.Empty(await salle.DepotsAsync());
        var before = (await site.MailsAsync(Deposant.Email(Name))).Count;
        await (await salle.Buyer.GetAsync($"/achats/{salle.Reference}/dossier")).Form("Ajouter au dossier").Attach("Documents à ajouter", "Plan.pdf", [1]).SubmitAsync();
        Assert.Equal(before, (await site.MailsAsync(Deposant.Email(Name))).Count);
        await using var scope = site.Enter(salle.Host);
        var consultation = await scope.Db.Set<Consultation>().SingleAsync(c => c.Reference == salle.Reference);
        var entries = (await scope.Services.GetRequiredService<Journal>().OfAsync(ConsultationActs.Subject, consultation.Id)).Where(e => e.Act is "dce.taken" or "question.asked").ToList();
        Assert.Equal(2, entries.Count);
        Assert.All(entries, e => Assert.NotNull(e.Payload));
    }

    [Fact]
    public async Task An_address_that_was_not_proved_gives_no_right_on_what_was_left_under_it()
    {
        await using var site = await SiteFixture.StartAsync();
        var salle = await site.SalleAsync();
        await TakeAsync(site.Visit(), salle, "Vraie Personne", Deposant.Email(Name));
        var thief = await site.SignedUpAsync(Name);

        var file = await (await thief.GetAsync("/compte/mes-donnees")).Form("Télécharger mes données").SubmitAsync();
        Assert.DoesNotContain("Vraie Personne", file.Source, StringComparison.Ordinal);

        var link = (await site.MailsAsync(Deposant.Email(Name))).First(m => !m.Subject.StartsWith("Vous serez prévenu", StringComparison.Ordinal)).Link;
        await (await thief.GetAsync(link)).Form("Oui, confirmer").SubmitAsync();
        file = await (await thief.GetAsync("/compte/mes-donnees")).Form("Télécharger mes données").SubmitAsync();
        Assert.Contains("Vraie Personne", file.Source, StringComparison.Ordinal);
    }

    /// <summary>Someone with a retrait, a question, a pli and a deposit that was begun.</summary>
    private static async Task<SiteClient> ActiveAsync(SiteFixture site, Salle salle)
    {
        var client = await site.SignedUpAsync(Name);
        await TakeAsync(client, salle, Name, Deposant.Email(Name));
        var form = (await client.GetAsync($"/marches/{salle.Reference}/questions")).Form("Envoyer la question").Fill("Votre question", "Peut-on visiter ?");
        (await form.Fill("Adresse électronique", Deposant.Email(Name)).Fill("Nom", Name).SubmitAsync()).ShouldBe(HttpStatusCode.OK);
        await client.DepositAsync(salle);
        await client.StartAsync(salle);
        return client;
    }

    private static async Task TakeAsync(SiteClient client, Salle salle, string name, string email) =>
        (await (await client.GetAsync($"/marches/{salle.Reference}/dce")).Form("M’identifier et télécharger").Fill("Adresse électronique", email).Fill("Nom", name).SubmitAsync()).ShouldBe(HttpStatusCode.OK);
}
