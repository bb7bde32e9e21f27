using System.Net;
using System.Text.RegularExpressions;
using Megalis.Testing;

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

        var mail = Assert.Single(await site.MailsAsync("suivre@menuiserie.example"));
        Assert.Equal("Consultation modifiée : Toiture à suivre", mail.Subject);
        Assert.Contains("jeudi 15\u00a0avril 2027", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Plan remplacé", mail.Text, StringComparison.Ordinal);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);

        var stop = StopAddress().Match(mail.Headers["List-Unsubscribe"]).Value;
        (await site.Visit().PostAsync(new Uri(stop).PathAndQuery, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]))).ShouldBe(HttpStatusCode.OK).ShouldShow("C’est noté");
        await ExtendAsync(client, reference, "2027-04-20T12:00", "Encore");
        Assert.Single(await site.MailsAsync("suivre@menuiserie.example"));
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

        var mails = await site.MailsAsync("tout@menuiserie.example");
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

    private async Task IdentifyAsync(string reference, string email) =>
        (await (await site.Visit().GetAsync($"/marches/{reference}/dce")).Form("M’identifier et télécharger").Fill("Adresse électronique", email).SubmitAsync()).ShouldShow("chaque modification");

    private static async Task ExtendAsync(SiteClient client, string reference, string deadline, string reason) =>
        (await (await client.GetAsync($"/achats/{reference}/date-limite")).Form("Changer la date limite").Fill("Nouvelle date limite", deadline).Fill("Motif", reason).SubmitAsync())
        .ShouldShow("La date limite est maintenant");

    [GeneratedRegex(@"http\S+/ne-plus-prevenir\?r=[0-9a-z]{26}")]
    private static partial Regex StopAddress();
}
