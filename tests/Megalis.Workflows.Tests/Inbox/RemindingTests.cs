using Megalis.Testing;
using Megalis.Workflows.Features.RemindOfTasks;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Inbox;

/// <summary>Mails about tasks: when one opens, when it is handed on, when its date comes near and when it has passed.</summary>
public sealed class RemindingTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_few_of_a_role_are_written_to_once_then_on_the_eve_and_when_it_is_late(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Editor"));
        await town.PersonAsync("Maël Riou", "Author");
        await town.BeginAsync(DoingTests.Review(), "La piscine rouvre");

        foreach (var person in (Member[])[anne, yann])
        {
            var mail = Assert.Single(await town.Site.MailsAsync(person.Email));
            Assert.Equal("Une tâche vous attend : Relire l'actualité", mail.Subject);
            Assert.Contains("La piscine rouvre", mail.Text, StringComparison.Ordinal);
            Assert.Contains("qui ont le rôle « Rédaction et publication »", mail.Text, StringComparison.Ordinal);
            (await person.Client.GetAsync(mail.Link.AbsolutePath)).ShouldShow("Relire l'actualité");
        }

        Assert.Empty(await town.Site.MailsAsync($"mael.riou@{town.Tenant.Name}.example"));
        await AdvanceAsync(town, TimeSpan.FromHours(25));
        Assert.Equal(["Une tâche vous attend : Relire l'actualité", "À faire demain : Relire l'actualité"], await SubjectsAsync(town, anne));
        await AdvanceAsync(town, TimeSpan.FromHours(25));
        Assert.Equal("En retard : Relire l'actualité", (await SubjectsAsync(town, anne))[2]);
        (await anne.Client.GetAsync("/taches?liste=retard")).ShouldShow("en retard depuis le", "La piscine rouvre");
        await AdvanceAsync(town, TimeSpan.FromDays(7));
        Assert.Equal(3, (await SubjectsAsync(town, yann)).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_that_was_answered_reminds_nobody_and_who_gets_one_handed_on_reads_why(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella"));
        await town.BeginAsync(DoingTests.Review(), "La piscine rouvre");
        var choose = await (await (await anne.Client.GetAsync("/taches")).FollowAsync("Relire l'actualité")).FollowAsync("Confier à quelqu’un");
        await choose.Form("Confier").Check("Yann Kervella").Fill("Pourquoi, et ce qu’il faut savoir", "Tu connais les horaires").SubmitAsync();

        var mail = Assert.Single(await town.Site.MailsAsync(yann.Email));
        Assert.Equal("Anne Le Goff vous confie une tâche : Relire l'actualité", mail.Subject);
        Assert.Contains("« Tu connais les horaires »", mail.Text, StringComparison.Ordinal);
        Assert.Single(await SubjectsAsync(town, anne));

        await (await yann.Client.GetAsync(mail.Link.AbsolutePath)).Form("Publier").SubmitAsync();
        await AdvanceAsync(town, TimeSpan.FromDays(4));
        Assert.Single(await SubjectsAsync(town, yann));
        Assert.Single(await SubjectsAsync(town, anne));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Forty_tasks_that_come_at_once_are_one_mail_and_one_reminder_of_each_kind(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var anne = await town.PersonAsync("Anne Le Goff", "Editor");
        await town.PublishAsync(DoingTests.Review());
        await town.StartManyAsync("relecture", 40);

        // The first few may be told before the others are there.
        var alone = await SubjectsAsync(town, anne);
        Assert.InRange(alone.Count, 0, TellOfMany.Few);
        await AdvanceAsync(town, TimeSpan.FromMinutes(12));
        var mail = (await town.Site.MailsAsync(anne.Email))[^1];
        Assert.Equal("40 tâches vous attendent", mail.Subject);
        Assert.Contains("- et 30 autres", mail.Text, StringComparison.Ordinal);
        (await anne.Client.GetAsync(mail.Link.AbsolutePath)).ShouldShow("40 tâches");

        await AdvanceAsync(town, TimeSpan.FromHours(25));
        await AdvanceAsync(town, TimeSpan.FromHours(25));
        await AdvanceAsync(town, TimeSpan.FromDays(7));
        Assert.Equal([.. alone, "40 tâches vous attendent", "À faire demain : 40 tâches", "En retard : 40 tâches"], await SubjectsAsync(town, anne));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Nobody_is_written_to_when_too_many_hold_the_role(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var people = new List<Member>();
        for (var i = 0; i <= TaskMails.MostOfRole; i++)
            people.Add(await town.PersonAsync($"Agent {i}", "Editor"));
        await town.BeginAsync(Definition("tous", Sequence(UserTask("t", "Viser", "Editor", "Vu"))), "Arrêté");

        Assert.Empty(await town.Site.MailsAsync(people[0].Email));
        (await people[^1].Client.GetAsync("/taches")).ShouldShow("Viser");
    }

    private static async Task AdvanceAsync(InboxTown town, TimeSpan time)
    {
        // What reminds of many tasks is gathered for a minute, or until the hour is full.
        town.Site.Clock.Advance(time - TimeSpan.FromMinutes(2));
        await town.Site.WhenQuietAsync();
        town.Site.Clock.Advance(TimeSpan.FromMinutes(2));
        await town.Site.WhenQuietAsync();
    }

    private static async Task<List<string>> SubjectsAsync(InboxTown town, Member person) => [.. (await town.Site.MailsAsync(person.Email)).Select(m => m.Subject)];
}
