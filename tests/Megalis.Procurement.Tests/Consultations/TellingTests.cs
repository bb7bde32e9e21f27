using System.Net;
using System.Text.RegularExpressions;
using Megalis.Kernel.Identifiers;
using Megalis.Procurement.Domain;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Tests.Consultations;

public sealed partial class TellingTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task Who_gave_an_address_is_told_of_each_change_once_until_one_click_stops_it()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, "Toiture à suivre");
        await IdentifyAsync(reference, "suivre@menuiserie.example");
        await IdentifyAsync(reference, "suivre@menuiserie.example");

        await ExtendAsync(client, reference, "2027-04-15T12:00", "Plan remplacé");

        var mail = Assert.Single(await TidingsAsync("suivre@menuiserie.example"));
        Assert.Equal("Consultation modifiée : Toiture à suivre", mail.Subject);
        Assert.Contains("jeudi 15\u00a0avril 2027", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Plan remplacé", mail.Text, StringComparison.Ordinal);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);

        await StopAsync(mail);
        await ExtendAsync(client, reference, "2027-04-20T12:00", "Encore");
        Assert.Single(await TidingsAsync("suivre@menuiserie.example"));
        (await client.GetAsync($"/achats/{reference}/retraits")).ShouldShow("suivre@menuiserie.example");
    }

    [Fact]
    public async Task An_answer_a_document_and_the_end_are_told_and_an_anonymous_retrait_is_not()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        await site.Visit().GetAsync($"/marches/{reference}/dce/dossier.zip");
        await IdentifyAsync(reference, "tout@menuiserie.example");

        await (await client.GetAsync($"/achats/{reference}/dossier")).Form("Ajouter au dossier").Attach("Documents à ajouter", "Plan.pdf", [1]).SubmitAsync();
        await (await (await client.GetAsync($"/achats/{reference}")).FollowAsync("Déclarer sans suite")).Form("Déclarer sans suite").Fill("Motif", "Budget revu").SubmitAsync();

        var mails = await TidingsAsync("tout@menuiserie.example");
        Assert.Equal(2, mails.Count);
        Assert.Contains(mails, m => m.Text.Contains("Nouveau document", StringComparison.Ordinal) && m.Text.Contains("Plan.pdf", StringComparison.Ordinal));
        Assert.Contains(mails, m => m.Subject.Contains("sans suite", StringComparison.Ordinal) && m.Text.Contains("Budget revu", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_buyers_contact_learns_that_a_question_waits_without_reading_who_asks()
    {
        var (client, host) = await site.AtWorkAsync("Gwenn Contact");
        var reference = await Acheteur.PublishedAsync(client);
        await (await site.Visit().GetAsync($"/marches/{reference}/questions")).Form("Envoyer la question")
            .Fill("Votre question", "Secret de fabrication ?").Fill("Adresse électronique", "curieux@menuiserie.example").SubmitAsync();

        var mail = Assert.Single(await site.MailsAsync("gwenn.contact@exemple.bzh"));

        Assert.Contains($"/achats/{reference}/questions", mail.Text, StringComparison.Ordinal);
        Assert.Contains(host, mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("curieux@menuiserie.example", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_stops_nobodys_mails()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);

        (await site.Visit().GetAsync($"/marches/{reference}/ne-plus-prevenir?r=00000000000000000000000000")).ShouldBe(HttpStatusCode.NotFound);
        (await site.Visit().PostAsync($"/marches/{reference}/ne-plus-prevenir", new FormUrlEncodedContent([]))).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_address_is_told_at_once_that_it_was_given_and_stops_with_one_click_and_a_second_retrait_tells_nothing_new()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, "Voirie");
        await IdentifyAsync(reference, "tiers@exemple.example");
        await IdentifyAsync(reference, "tiers@exemple.example");

        var mail = Assert.Single(await site.MailsAsync("tiers@exemple.example"));

        Assert.Equal("Vous serez prévenu : Voirie", mail.Subject);
        await StopAsync(mail);
        await ExtendAsync(client, reference, "2027-04-15T12:00", "Plan remplacé");
        Assert.Single(await site.MailsAsync("tiers@exemple.example"));
    }

    [Fact]
    public async Task Who_stopped_the_mails_and_identifies_again_is_told_again()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        await IdentifyAsync(reference, "retour@menuiserie.example");
        await StopAsync(Assert.Single(await site.MailsAsync("retour@menuiserie.example")));

        await IdentifyAsync(reference, "retour@menuiserie.example");
        await ExtendAsync(client, reference, "2027-04-15T12:00", "Plan remplacé");

        Assert.Single(await TidingsAsync("retour@menuiserie.example"));
    }

    [Fact]
    public async Task An_address_that_no_mail_can_reach_keeps_nobody_elses_mail_back()
    {
        var (client, host) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        await IdentifyAsync(reference, "bonne@menuiserie.example");
        await using (var scope = site.Enter(host))
        {
            var consultation = await scope.Db.Set<Consultation>().SingleAsync(c => c.Reference == reference);
            const string poison = "a\u0092b@menuiserie.example";
            scope.Db.Add(new Retrait { Id = Ids.Random(), ConsultationId = consultation.Id, At = consultation.ChangedAt, What = "Dossier", Email = poison, EmailFolded = poison, Folded = poison });
            await scope.Db.SaveChangesAsync();
        }

        await ExtendAsync(client, reference, "2027-04-15T12:00", "Plan remplacé");

        Assert.Single(await TidingsAsync("bonne@menuiserie.example"));
        Assert.Contains(site.Log.Lines, l => l.Contains(reference, StringComparison.Ordinal) && l.Contains("nothing is sent", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a\u0092b@menuiserie.example")]
    [InlineData("a\u2028b@menuiserie.example")]
    [InlineData("achats@mairie.example, b@menuiserie.example")]
    [InlineData("é@menuiserie.example")]
    public async Task No_form_takes_an_address_that_no_mail_can_reach(string email)
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);

        (await (await site.Visit().GetAsync($"/marches/{reference}/dce")).Form("M’identifier et télécharger").Fill("Adresse électronique", email).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await (await site.Visit().GetAsync($"/marches/{reference}/questions")).Form("Envoyer la question").Fill("Votre question", "Quand ?").Fill("Adresse électronique", email).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await (await Acheteur.FilledFormAsync(client)).Fill("Adresse électronique", email).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("n’est pas une adresse électronique");
    }

    [Fact]
    public async Task Who_asked_reads_by_mail_that_the_answer_is_there_and_stops_what_follows()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        await AskAsync(reference, "Quelle épaisseur ?", "demande@menuiserie.example");
        var page = await (await client.GetAsync($"/achats/{reference}/questions")).FollowAsync("Répondre à cette question");
        await page.Form("Publier la réponse").Fill("Votre réponse", "18 mm.").SubmitAsync();

        var mail = Assert.Single(await TidingsAsync("demande@menuiserie.example"));

        Assert.Contains("Vous avez posé une question", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Réponse à la question", mail.Text, StringComparison.Ordinal);
        await StopAsync(mail);
        await ExtendAsync(client, reference, "2027-04-15T12:00", "Plan remplacé");
        Assert.Single(await TidingsAsync("demande@menuiserie.example"));
    }

    [Fact]
    public async Task Every_question_is_taken_though_an_address_gets_three_first_mails_and_the_buyer_one_an_hour()
    {
        var (client, _) = await site.AtWorkAsync("Soizic Flot");
        var reference = await Acheteur.PublishedAsync(client);
        foreach (var text in new[] { "Une ?", "Deux ?", "Trois ?", "Quatre ?", "Cinq ?" })
        {
            await AskAsync(reference, text, "flot@menuiserie.example");
            site.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, (await site.MailsAsync("flot@menuiserie.example")).Count);
        Assert.Single(await site.MailsAsync("soizic.flot@exemple.bzh"));
        (await client.GetAsync($"/achats/{reference}/questions")).ShouldShow("Une ?", "Deux ?", "Trois ?", "Quatre ?", "Cinq ?");
    }

    [Fact]
    public async Task An_address_that_many_consultations_hear_of_is_in_each_register_and_is_told_of_changes_without_a_first_mail()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = "";
        for (var i = 0; i < 4; i++)
        {
            reference = await Acheteur.PublishedAsync(client);
            await IdentifyAsync(reference, "partout@menuiserie.example");
        }

        Assert.Equal(3, (await site.MailsAsync("partout@menuiserie.example")).Count);
        (await client.GetAsync($"/achats/{reference}/retraits")).ShouldShow("partout@menuiserie.example");
        await ExtendAsync(client, reference, "2027-04-15T12:00", "Plan remplacé");
        Assert.Single(await TidingsAsync("partout@menuiserie.example"));
    }

    private async Task AskAsync(string reference, string text, string email) =>
        (await (await site.Visit().GetAsync($"/marches/{reference}/questions")).Form("Envoyer la question").Fill("Votre question", text).Fill("Adresse électronique", email).SubmitAsync())
        .ShouldShow("Votre question est envoyée");

    private async Task StopAsync(ReceivedMail mail)
    {
        var stop = StopAddress().Match(mail.Headers["List-Unsubscribe"]).Value;
        (await site.Visit().PostAsync(new Uri(stop).PathAndQuery, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]))).ShouldBe(HttpStatusCode.OK).ShouldShow("C’est noté");
    }

    /// <summary>Mails about a change or the end, without the one that greets an address.</summary>
    private async Task<IReadOnlyList<ReceivedMail>> TidingsAsync(string to) =>
        [.. (await site.MailsAsync(to)).Where(m => m.Subject.StartsWith("Consultation ", StringComparison.Ordinal))];

    private async Task IdentifyAsync(string reference, string email) =>
        (await (await site.Visit().GetAsync($"/marches/{reference}/dce")).Form("M’identifier et télécharger").Fill("Adresse électronique", email).SubmitAsync()).ShouldShow("chaque modification");

    private static async Task ExtendAsync(SiteClient client, string reference, string deadline, string reason) =>
        (await (await client.GetAsync($"/achats/{reference}/date-limite")).Form("Changer la date limite").Fill("Nouvelle date limite", deadline).Fill("Motif", reason).SubmitAsync())
        .ShouldShow("La date limite est maintenant");

    [GeneratedRegex(@"http\S+/ne-plus-prevenir\?r=[0-9a-z]{26}")]
    private static partial Regex StopAddress();
}
