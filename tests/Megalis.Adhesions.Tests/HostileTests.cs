using System.Net;
using System.Text;
using Megalis.Adhesions.Domain;
using Megalis.Adhesions.Features;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Adhesions.Tests;

/// <summary>What a visitor of bad will, a guard of mailboxes and two quick hands may try.</summary>
public sealed class HostileTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_link_that_two_programs_follow_at_once_is_one_request_and_neither_is_told_off(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        await Asking.Fill(await asking.Site.Visit().GetAsync("/adherer/demande"), "CCAS de Rosguen", "200000248", "ccas@rosguen.example").SubmitAsync();
        await using var first = asking.Site.Enter();
        await using var second = asking.Site.Enter();
        var id = await first.Db.Set<Adhesion>().Where(a => a.Siren == "200000248").Select(a => a.Id).SingleAsync();
        var (one, other) = (first.Services.GetRequiredService<AdhesionBook>(), second.Services.GetRequiredService<AdhesionBook>());
        var (read, alsoRead) = (await one.FindAsync(id, default), await other.FindAsync(id, default));

        Assert.Null(await one.ConfirmAsync(read!, default));
        Assert.Null(await other.ConfirmAsync(alsoRead!, default));

        Assert.Single(await asking.TitlesAsync(), t => t.EndsWith("CCAS de Rosguen", StringComparison.Ordinal));
        Assert.Single(await asking.Site.MailsAsync("ccas@rosguen.example"), m => m.Subject.StartsWith("Demande reçue", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_requests_of_one_entite_that_are_confirmed_at_once_one_begins_and_the_other_is_told_why_not(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var forms = new List<PageForm>();
        foreach (var email in (string[])["maire@kerluz.example", "ccas@kerluz.example"])
        {
            var visitor = asking.Site.Visit();
            await Asking.Fill(await visitor.GetAsync("/adherer/demande"), "CCAS de Kerluz", "200000255", email).SubmitAsync();
            var mail = Assert.Single(await asking.Site.MailsAsync(email));
            forms.Add((await visitor.GetAsync(mail.Link.PathAndQuery)).Form("Oui, envoyer la demande"));
        }

        var pages = await Task.WhenAll(forms.Select(form => form.SubmitAsync()));
        Assert.Single(pages, page => page.Url.AbsolutePath == "/adherer/suivi");
        Assert.Single(pages, page => page.Status == HttpStatusCode.UnprocessableEntity).ShouldShow("Une demande est déjà en cours pour le SIREN 200000255");
        Assert.Single(await asking.TitlesAsync(), t => t.EndsWith("CCAS de Kerluz", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_cannot_be_seen_or_stored_is_not_kept_and_too_much_is_not_read(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var visitor = asking.Site.Visit();
        var form = Asking.Fill(await visitor.GetAsync("/adherer/demande"), "CCAS de\u200b Lan\u0007rivan\u2028", "200000263", "ccas@lanrivan.example");
        (await form.Fill("Autre chose à nous dire", new string('a', 1001)).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Le message compte 1000 caractères au plus");
        // No browser sends these: the field has its length, and the framework takes no NUL.
        (await form.Fill("Autre chose à nous dire", new string('a', 101_000)).SubmitAsync()).ShouldBe(HttpStatusCode.BadRequest);
        (await form.Fill("Autre chose à nous dire", "Bonjour\0").SubmitAsync()).ShouldBe(HttpStatusCode.BadRequest);
        (await form.Fill("Autre chose à nous dire", "Bonjour,\r\nun\u0007 mot\u202e à l’envers").SubmitAsync()).ShouldShow("Un courriel part");
        await using var scope = asking.Site.Enter();
        var kept = await scope.Db.Set<Adhesion>().SingleAsync(a => a.Siren == "200000263");
        Assert.Equal(("CCAS de Lan rivan", "Bonjour,\nun  mot à l’envers"), (kept.Name, kept.Message));
    }

    [Theory]
    [InlineData("500000005", "celui d’une entreprise")]
    [InlineData("200000009", "son dernier chiffre")]
    [InlineData("000000000", "SIREN")]
    [InlineData("２00000008", "neuf chiffres")]
    [InlineData("20000000800017", "celui-ci en a 14")]
    public void A_number_that_is_no_public_bodys_is_refused(string typed, string sentence) =>
        Assert.Contains(sentence, AdhesionForm.CheckSiren(typed)?.ToString() ?? "", StringComparison.Ordinal);

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_site_cannot_be_called_like_the_platforms_own_or_look_like_another(string database)
    {
        var site = await sites.OnAsync(database);
        var page = await site.Visit().GetAsync("/adherer/demande");
        foreach (var (name, sentence) in new[]
        {
            ("smtp2", "réservé à la plateforme"), ("wpad", "réservé à la plateforme"), ("www", "réservé à la plateforme"), ("default", "réservé à la plateforme"), ("Default", "réservé à la plateforme"),
            ("xn--rnnes-bsa", "deux traits d’union de suite"), ("a.b", "minuscules sans accent"), ("-a", "minuscules sans accent"), ("localhost", "réservé à la plateforme"),
        })
            (await Asking.Fill(page, "CCAS de Coatmel", "200000271", "ccas@coatmel.example", name).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow(sentence);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Tags_of_an_address_are_no_way_around_the_count_of_mails(string database)
    {
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        Page? last = null;
        foreach (var (siren, number) in ((string[])["200000289", "200000297", "200000305", "200000313"]).Select((s, i) => (s, i)))
            last = await Asking.Fill(await asking.Site.Visit().GetAsync("/adherer/demande"), "CCAS " + siren, siren, $"victime+{number}@exemple.example").SubmitAsync();
        last!.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Trop de demandes pour cette adresse");
    }

    [Fact]
    public async Task A_program_that_posts_without_end_is_slowed_down()
    {
        await using var site = await SiteFixture.StartAsync();
        var form = (await site.Visit().GetAsync("/adherer/demande")).Form("Envoyer la demande");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 61; i++)
            answers.Add((await form.SubmitAsync()).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_document_that_is_no_pdf_or_too_heavy_is_refused_and_the_request_waits_on(string database)
    {
        const string name = "CCAS de Botlan";
        var asking = await Asking.OnAsync(await sites.OnAsync(database));
        var staff = await asking.UntilConventionAsync(name, "200000321", "ccas@botlan.example", "");
        var request = await Asking.OpenAsync(staff, name);
        foreach (var (content, status, sentence) in new (byte[], HttpStatusCode, string)[]
        {
            ("<html><script>alert(1)</script>"u8.ToArray(), HttpStatusCode.UnprocessableEntity, "n’est pas un PDF"),
            ("MZ%PDF-1.7"u8.ToArray(), HttpStatusCode.UnprocessableEntity, "n’est pas un PDF"),
            ("%PD"u8.ToArray(), HttpStatusCode.UnprocessableEntity, "n’est pas un PDF"),
            ([], HttpStatusCode.UnprocessableEntity, "Le fichier est vide"),
            ([.. "%PDF-1.7"u8, .. new byte[20_000_000]], HttpStatusCode.UnprocessableEntity, "la limite est de"),
        })
        {
            var form = request.Form("Enregistrer la convention").Fill("Numéro de la convention", "2027-040").Fill("Signée le", "2027-02-26")
                .Attach("Convention signée (PDF)", "convention.pdf", content, "application/pdf");
            (await form.SubmitAsync()).ShouldBe(status).ShouldShow(sentence);
        }

        (await Asking.OpenAsync(staff, name)).ShouldShow("Convention à signer");
        var good = request.Form("Enregistrer la convention").Fill("Numéro de la convention", "2027\r\n-040").Fill("Signée le", "2027-02-26")
            .Attach("Convention signée (PDF)", "..\\..\\con\u202efdp.exe", Encoding.ASCII.GetBytes("%PDF-1.7 signed"), "text/html");
        var registered = await good.SubmitAsync();
        registered.ShouldShow("La convention est enregistrée");
        await using var scope = asking.Site.Enter();
        var convention = await scope.Db.Set<Convention>().SingleAsync(c => c.Number.StartsWith("2027 -040"));
        Assert.DoesNotContain(convention.FileName, c => c is '/' or '\\' or '\u202e');
        var document = await staff.GetAsync($"/admin/adhesions/{convention.AdhesionId}/convention");
        Assert.Equal("application/octet-stream", document.Headers["Content-Type"]);
        Assert.StartsWith("attachment", document.Headers["Content-Disposition"], StringComparison.Ordinal);
    }
}
