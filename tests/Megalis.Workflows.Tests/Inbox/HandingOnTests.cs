using System.Net;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Inbox;

/// <summary>A task changes hands: to a colleague, to oneself, and back.</summary>
public sealed class HandingOnTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_is_handed_on_with_a_word_and_whoever_has_it_reads_from_whom(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Author"));
        await town.BeginAsync(DoingTests.Review(), "La piscine rouvre");
        var task = await (await anne.Client.GetAsync("/taches")).FollowAsync("Relire l'actualité");

        var choose = await task.FollowAsync("Confier à quelqu’un");
        (await choose.Form("Confier").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Dites à qui vous confiez cette tâche.");
        var done = await choose.Form("Confier").Check("Yann Kervella").Fill("Pourquoi, et ce qu’il faut savoir", "Tu connais les horaires").SubmitAsync();

        done.ShouldShow("est maintenant à faire par Yann Kervella", "Rien ne vous attend");
        (await anne.Client.GetAsync("/taches?liste=confiees")).ShouldShow("Relire l'actualité", "pour Yann Kervella");
        var theirs = await (await yann.Client.GetAsync("/taches")).ShouldShow("pour vous", "confiée par Anne Le Goff").FollowAsync("Relire l'actualité");
        theirs.ShouldShow("Anne Le Goff vous confie cette tâche", "Tu connais les horaires");
        (await theirs.Form("Publier").SubmitAsync()).ShouldShow("Vous avez répondu");

        (await anne.Client.GetAsync(task.Url.AbsolutePath)).ShouldShow("Yann Kervella a répondu « Publier »");
        await using var scope = town.Site.Enter(town.Host);
        var entries = await scope.Services.GetRequiredService<Journal>().OfAsync(UserTasks.JournalKind, task.Url.Segments[^1]);
        Assert.Equal([("task.handed-on", anne.AccountId), ("task.completed", yann.AccountId)], entries.Select(e => (e.Act, e.Actor)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_was_handed_on_is_taken_back_by_who_did_it_or_given_back_by_who_has_it(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Author"));
        await town.BeginAsync(DoingTests.Review(), "La piscine rouvre");
        var address = (await (await anne.Client.GetAsync("/taches")).FollowAsync("Relire l'actualité")).Url.AbsolutePath;

        await HandOnAsync();
        (await (await anne.Client.GetAsync(address)).ShouldShow("attend maintenant quelqu’un d’autre : pour Yann Kervella").Form("Reprendre cette tâche").SubmitAsync()).ShouldShow("revenue là où elle était", "pour le rôle Rédaction et publication");
        (await yann.Client.GetAsync(address)).ShouldBe(HttpStatusCode.NotFound);

        await HandOnAsync();
        var back = await (await yann.Client.GetAsync(address)).Form("Rendre : le rôle Rédaction et publication").Fill("Pourquoi la rendre (facultatif)", "Je suis absent").SubmitAsync();
        back.ShouldShow("revenue là où elle était", "Rien ne vous attend");
        (await anne.Client.GetAsync("/taches")).ShouldShow("Relire l'actualité", "pour le rôle");

        async Task HandOnAsync() =>
            await (await anne.Client.GetAsync(address + "/confier")).Form("Confier").Check("Yann Kervella").SubmitAsync();
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task One_of_a_role_minds_a_task_the_others_no_longer_have_it_and_may_again_when_it_is_given_back(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Editor"));
        await town.BeginAsync(DoingTests.Review(), "La piscine rouvre");
        var open = await (await yann.Client.GetAsync("/taches")).FollowAsync("Relire l'actualité");
        var task = await (await anne.Client.GetAsync("/taches")).FollowAsync("Relire l'actualité");

        (await task.Form("Je m’en charge").SubmitAsync()).ShouldShow("Vous vous chargez de cette tâche", "pour vous");

        (await yann.Client.GetAsync("/taches")).ShouldShow("Rien ne vous attend");
        (await open.Form("Publier").SubmitAsync()).ShouldBe(HttpStatusCode.NotFound).ShouldShow("passée à quelqu’un d’autre");
        (await (await anne.Client.GetAsync(task.Url.AbsolutePath)).Form("Rendre : le rôle").SubmitAsync()).ShouldShow("revenue là où elle était");
        (await (await yann.Client.GetAsync("/taches")).FollowAsync("Relire l'actualité")).ShouldShow("Je m’en charge");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_left_the_site_no_longer_has_what_was_taken_there(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var anne = await town.PersonAsync("Anne Le Goff", "Editor");
        await town.BeginAsync(DoingTests.Review(), "La piscine rouvre");
        var task = await (await (await anne.Client.GetAsync("/taches")).FollowAsync("Relire l'actualité")).Form("Je m’en charge").SubmitAsync();
        await using (var scope = town.Site.Enter(town.Tenant.Hosts[0]))
            await scope.Db.Set<Membership>().Where(m => m.AccountId == anne.AccountId).ExecuteDeleteAsync();

        (await task.Form("Publier").SubmitAsync()).ShouldBe(HttpStatusCode.NotFound).ShouldShow("n’est pas pour vous");
        (await anne.Client.GetAsync(task.Url.AbsolutePath)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_goes_to_members_of_the_site_only_and_not_to_whom_one_made_up(string database)
    {
        var (town, elsewhere) = (await InboxTown.OnAsync(sites, database), await InboxTown.OnAsync(sites, database));
        var anne = await town.PersonAsync("Anne Le Goff", "Editor");
        var stranger = await elsewhere.PersonAsync("Maël Riou", "Editor");
        await town.BeginAsync(Definition("seule", Sequence(UserTask("t", "Viser", "Editor", "Vu"))), "Arrêté");
        var choose = await (await (await anne.Client.GetAsync("/taches")).FollowAsync("Viser")).FollowAsync("Confier à quelqu’un");
        choose.ShouldNotShow("Maël Riou");

        foreach (var id in (string[])[stranger.AccountId, "nobody"])
            (await choose.Form("Confier").Tamper("AccountId", id).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("ne travaille pas, ou plus, sur ce site");

        (await (await anne.Client.GetAsync("/taches")).FollowAsync("Viser")).Form("Vu");
    }
}
