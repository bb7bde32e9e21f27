using System.Net;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Inbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Inbox;

/// <summary>Who had a task leaves the site, or loses the role: it goes back by itself, and when nobody is left the operators are told.</summary>
public sealed class LeavingTests(BothSites sites) : IClassFixture<BothSites>
{
    private const string Portal = "localhost";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_somebody_took_who_is_suspended_goes_back_to_the_role_and_its_page_tells_why(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Editor"));
        var id = await TakenAsync(town, anne);
        (await yann.Client.GetAsync("/taches")).ShouldShow("Rien ne vous attend");

        await SuspendAsync(town, anne);

        var page = await (await yann.Client.GetAsync("/taches")).ShouldShow("pour le rôle Rédaction et publication").FollowAsync("Viser");
        page.ShouldShow("Par quelles mains elle est passée", "Anne Le Goff s’en est chargé", "Revenue d’elle-même : Anne Le Goff ne travaille plus sur ce site");
        Assert.Equal("Une tâche vous revient : Viser", (await town.Site.MailsAsync(yann.Email))[^1].Subject);
        (await page.Form("Vu").SubmitAsync()).ShouldShow("Vous avez répondu");
        await using var scope = town.Site.Enter(town.Host);
        var entries = await scope.Services.GetRequiredService<Journal>().OfAsync(UserTasks.JournalKind, id);
        Assert.Equal([("task.taken", anne.AccountId), ("task.returned", Journal.SystemActor), ("task.completed", yann.AccountId)], entries.Select(e => (e.Act, e.Actor)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_somebody_took_who_lost_the_role_goes_back_and_is_not_theirs_before_it_did(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Editor"));
        var id = await TakenAsync(town, anne);
        var open = await anne.Client.GetAsync("/taches/" + id);
        await using (var scope = town.Site.Enter(town.Host))
        {
            // As a recipe does it: nobody is told.
            (await scope.Db.Set<Membership>().SingleAsync(m => m.AccountId == anne.AccountId)).Roles = "Author";
            await scope.Db.SaveChangesAsync();
        }

        (await open.Form("Vu").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("votre rôle a changé");
        await SweepAsync(town);

        (await (await yann.Client.GetAsync("/taches")).FollowAsync("Viser")).ShouldShow("Anne Le Goff n’a plus le rôle qu’il faut");
        (await anne.Client.GetAsync("/taches")).ShouldShow("Rien ne vous attend");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_was_handed_on_to_somebody_whose_account_is_closed_goes_back_to_who_handed_it_on_and_further_when_they_left_too(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann, mael) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Author"), await town.PersonAsync("Maël Riou", "Editor"));
        var id = await TakenAsync(town, anne);
        var choose = await (await anne.Client.GetAsync("/taches/" + id)).FollowAsync("Confier à quelqu’un");
        await choose.Form("Confier").Check("Yann Kervella").SubmitAsync();

        await CloseAsync(town, yann);

        (await (await anne.Client.GetAsync("/taches")).ShouldShow("pour vous").FollowAsync("Viser")).ShouldShow("Yann Kervella ne travaille plus sur ce site");
        Assert.Equal("Une tâche vous revient : Viser", (await town.Site.MailsAsync(anne.Email))[^1].Subject);
        await SuspendAsync(town, anne);
        (await mael.Client.GetAsync("/taches")).ShouldShow("Viser", "pour le rôle");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_was_handed_on_stays_with_a_colleague_without_the_role_until_they_leave(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Author"));
        await town.BeginAsync(Definition("confiee", Sequence(UserTask("t", "Viser", "Editor", "Vu"))), "Arrêté");
        var choose = await (await (await anne.Client.GetAsync("/taches")).FollowAsync("Viser")).FollowAsync("Confier à quelqu’un");
        await choose.Form("Confier").Check("Yann Kervella").SubmitAsync();

        await SweepAsync(town);
        (await yann.Client.GetAsync("/taches")).ShouldShow("Viser", "pour vous");

        await using (var scope = town.Site.Enter(town.Host))
            await scope.Db.Set<Membership>().Where(m => m.AccountId == yann.AccountId).ExecuteDeleteAsync();
        await SweepAsync(town);
        (await anne.Client.GetAsync("/taches")).ShouldShow("Viser", "pour le rôle");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_that_waits_for_nobody_is_told_where_operators_look_until_somebody_may_do_it(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (dgs, anne) = (await town.PersonAsync("Claire Le Dantec", Role.Administrator), await town.PersonAsync("Anne Le Goff", "Author"));
        (await dgs.Client.GetAsync("/admin/circuits")).ShouldNotShow("attend personne");
        await town.BeginAsync(Definition("a-elle", Sequence(Activity("Megalis.UserTask", "t", ("title", Literal("Corriger")), ("assignee", Literal(anne.AccountId))))), "Arrêté 1");
        await town.BeginAsync(Definition("role", Sequence(UserTask("t", "Viser", "Editor", "Vu"))), "Arrêté 2");
        await town.BeginAsync(Definition("groupe", Sequence(Activity("Megalis.UserTask", "t", ("title", Literal("Archiver")), ("group", Literal("Archives"))))), "Arrêté 3");

        (await dgs.Client.GetAsync("/admin/circuits")).ShouldShow("2 tâches n’attendent personne", "Viser", "Arrêté 2", "pour le rôle Rédaction et publication", "Archiver").ShouldNotShow("Corriger");
        await CloseAsync(town, anne);
        await town.PersonAsync("Yann Kervella", "Editor");

        var page = await dgs.Client.GetAsync("/admin/circuits");
        page.ShouldShow("2 tâches n’attendent personne", "Corriger", "pour Anne Le Goff").ShouldNotShow("Viser");
        (await page.FollowAsync("Corriger")).Form("C’est fait");
    }

    private static async Task<string> TakenAsync(InboxTown town, Member person)
    {
        await town.BeginAsync(Definition("prise", Sequence(UserTask("t", "Viser", "Editor", "Vu"))), "Arrêté");
        var task = await (await person.Client.GetAsync("/taches")).FollowAsync("Viser");
        (await task.Form("Je m’en charge").SubmitAsync()).ShouldShow("Vous vous chargez de cette tâche");
        return task.Url.Segments[^1];
    }

    private static async Task SuspendAsync(InboxTown town, Member person) =>
        await EndAsync(town, await town.PersonAsync("Admin " + Guid.NewGuid().ToString("N"), Role.Administrator), person, "Suspendre ici");

    private static async Task CloseAsync(InboxTown town, Member person) =>
        await EndAsync(town, await town.Site.AddMemberAsync(Portal, "Admin " + Guid.NewGuid().ToString("N"), Role.Administrator), person, "Désactiver le compte");

    private static async Task EndAsync(InboxTown town, Member admin, Member person, string button)
    {
        var page = await admin.Client.GetAsync("/admin/comptes/" + person.AccountId);
        (await page.Form(button).Fill("Pourquoi ?", "Départ").SubmitAsync()).ShouldBe(HttpStatusCode.OK);
        await town.Site.WhenQuietAsync();
    }

    /// <summary>What the queue does every hour.</summary>
    private static async Task SweepAsync(InboxTown town)
    {
        await using (var scope = town.Site.Enter())
        {
            scope.Services.GetRequiredService<Outbox>().Add(new PutBackTasks());
            await scope.Db.SaveChangesAsync();
        }

        await town.Site.WhenQuietAsync();
    }
}
