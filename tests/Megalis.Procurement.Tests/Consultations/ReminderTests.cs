using System.Net;
using Megalis.Procurement.Data;
using Megalis.Procurement.Features.RemindOfDeadline;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Consultations;

/// <summary>The chain « rappels-date-limite » on a clock that stands: the first of March 2027 at nine in Paris.</summary>
public sealed class ReminderTests
{
    private const string Contact = "achats@commune.example";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_buyer_is_reminded_at_seven_and_two_days_and_asked_to_open_after_the_deadline(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var (client, host, reference) = await PublishedAsync(site, "2027-03-31T12:00");
        await AskAsync(site, reference);
        await AtAsync(site, "2027-03-24T09:59:00Z");
        Assert.Empty(await MailsAsync(site));

        await AtAsync(site, "2027-03-24T10:01:00Z");
        var mail = Assert.Single(await MailsAsync(site));
        Assert.Equal("Encore 7 jours pour répondre : " + Acheteur.Objet, mail.Subject);
        Assert.Contains("1 question attend votre réponse", mail.Text, StringComparison.Ordinal);
        Assert.Contains("se ferme le 31 mars 2027 à 12:00", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("pli", mail.Text, StringComparison.Ordinal);
        var task = Assert.Single(await OpenAsync(site, host, reference));
        Assert.Equal(("Répondre aux questions des entreprises\u00a0: " + Acheteur.Objet, "Acheteur"), (task.Title, task.Role));

        await site.RestartAsync();
        client = await site.SignInAsync(host, "Anne Le Goff", ProcurementPermissions.Publish);
        await (await (await client.GetAsync($"/achats/{reference}/questions")).FollowAsync("Répondre à cette question")).Form("Publier la réponse").Fill("Votre réponse", "18 mm.").SubmitAsync();
        await site.WhenQuietAsync();
        Assert.Empty(await OpenAsync(site, host, reference));

        await AtAsync(site, "2027-03-29T10:01:00Z");
        Assert.Equal(["Encore 7 jours pour répondre : " + Acheteur.Objet, "Encore 2 jours pour répondre : " + Acheteur.Objet], (await MailsAsync(site)).Select(m => m.Subject).OrderDescending());
        await AtAsync(site, "2027-03-31T10:59:00Z");
        Assert.Empty(await OpenAsync(site, host, reference));
        await AtAsync(site, "2027-03-31T11:01:00Z");
        Assert.StartsWith("Ouvrir les plis", Assert.Single(await OpenAsync(site, host, reference)).Title, StringComparison.Ordinal);
        Assert.Equal("Waiting", await StateAsync(site, host, reference));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_moved_deadline_moves_the_chain_and_sans_suite_ends_it(string database)
    {
        await using var site = await SiteFixture.StartAsync(database);
        var (client, host, reference) = await PublishedAsync(site, "2027-03-31T12:00");
        await AtAsync(site, "2027-03-24T10:01:00Z");
        Assert.Single(await MailsAsync(site));

        var page = await (await client.GetAsync($"/achats/{reference}/date-limite")).Form("Changer la date limite")
            .Fill("Nouvelle date limite", "2027-04-20T12:00").Fill("Motif", "Une visite de plus.").SubmitAsync();
        page.ShouldBe(HttpStatusCode.OK);
        await AtAsync(site, "2027-03-29T12:00:00Z");
        Assert.Single(await MailsAsync(site));
        await AtAsync(site, "2027-04-13T10:01:00Z");
        Assert.Equal(2, (await MailsAsync(site)).Count);

        await (await client.GetAsync($"/achats/{reference}/sans-suite")).Form("Déclarer sans suite").Fill("Motif", "Le besoin a disparu.").SubmitAsync();
        await site.WhenQuietAsync();
        Assert.Equal("Finished", await StateAsync(site, host, reference));
        await AtAsync(site, "2027-04-20T12:00:00Z");
        Assert.Equal(2, (await MailsAsync(site)).Count);
    }

    [Fact]
    public async Task A_near_deadline_skips_what_is_past()
    {
        await using var site = await SiteFixture.StartAsync();
        var (_, host, reference) = await PublishedAsync(site, "2027-03-05T12:00");
        Assert.Empty(await MailsAsync(site));

        await AtAsync(site, "2027-03-03T11:01:00Z");

        Assert.Equal("Encore 2 jours pour répondre : " + Acheteur.Objet, Assert.Single(await MailsAsync(site)).Subject);
        Assert.Equal("Waiting", await StateAsync(site, host, reference));
    }

    [Fact]
    public async Task Who_asks_to_be_reminded_tomorrow_is_left_alone_until_then()
    {
        await using var site = await SiteFixture.StartAsync();
        var (_, host, reference) = await PublishedAsync(site, "2027-03-31T12:00");
        await AtAsync(site, "2027-03-31T11:01:00Z");
        await using (var scope = site.Enter(host))
        {
            var task = Assert.Single(await OpenAsync(site, host, reference));
            Assert.Null(await scope.Services.GetRequiredService<UserTasks>().CompleteAsync(task.TaskId, new TaskPerson("anne", [task.Role], []), "Me le rappeler demain", ""));
        }

        await site.WhenQuietAsync();
        Assert.Empty(await OpenAsync(site, host, reference));
        await AtAsync(site, "2027-04-01T11:02:00Z");
        Assert.Single(await OpenAsync(site, host, reference));
    }

    private static async Task<(SiteClient Client, string Host, string Reference)> PublishedAsync(SiteFixture site, string deadline)
    {
        var (client, host) = await site.AtWorkAsync();
        await site.RunRecipeAsync(host, "collectivite");
        var reference = await Acheteur.DraftAsync(client, deadline: deadline);
        await using (var scope = site.Enter(host))
        {
            (await scope.Db.Set<Procurement.Domain.Consultation>().SingleAsync(c => c.Reference == reference)).ContactEmail = Contact;
            await scope.Db.SaveChangesAsync();
        }

        (await (await client.GetAsync($"/achats/{reference}/publier")).Form("Publier maintenant").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("est publiée");
        await site.WhenQuietAsync();
        return (client, host, reference);
    }

    private static async Task AskAsync(SiteFixture site, string reference)
    {
        var form = (await site.Visit().GetAsync($"/marches/{reference}/questions")).Form("Envoyer la question");
        (await form.Fill("Votre question", "Quelle épaisseur ?").Fill("Adresse électronique", "contact@menuiserie.example").Fill("Entreprise", "Menuiserie Le Bihan").Fill("Nom", "Yann Le Bihan").SubmitAsync()).ShouldBe(HttpStatusCode.OK);
        await site.WhenQuietAsync();
    }

    private static async Task AtAsync(SiteFixture site, string instant)
    {
        site.Clock.Set(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
        await site.WhenQuietAsync();
    }

    private static async Task<IReadOnlyList<ReceivedMail>> MailsAsync(SiteFixture site) =>
        [.. (await site.MailsAsync(Contact)).Where(mail => mail.Subject.Contains("pour répondre", StringComparison.Ordinal))];

    private static async Task<IReadOnlyList<TaskTrace>> OpenAsync(SiteFixture site, string host, string reference)
    {
        await using var scope = site.Enter(host);
        var id = (await scope.Db.FindConsultationAsync(reference))!.Id;
        return [.. (await scope.Services.GetRequiredService<WorkflowTrail>().OfAsync(id)).Where(task => task.IsOpen)];
    }

    private static async Task<string> StateAsync(SiteFixture site, string host, string reference)
    {
        await using var scope = site.Enter(host);
        var id = (await scope.Db.FindConsultationAsync(reference))!.Id;
        var chain = Assert.Single(await scope.Services.GetRequiredService<WorkflowEngine>().OfAsync(id));
        Assert.Equal((Reminders.Circuit, 0), (chain.DefinitionId, chain.Incidents));
        return chain.Status;
    }
}
