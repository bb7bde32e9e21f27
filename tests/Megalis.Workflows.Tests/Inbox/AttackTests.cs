using System.Diagnostics;
using System.Net;
using Megalis.Kernel.Identifiers;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Inbox;

/// <summary>What nobody should be able to do with the inbox, and what should not break it.</summary>
public sealed class AttackTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Another_sites_task_can_neither_be_answered_taken_given_back_nor_handed_on(string database)
    {
        var (town, elsewhere) = (await InboxTown.OnAsync(sites, database), await InboxTown.OnAsync(sites, database));
        var (anne, thief) = (await town.PersonAsync("Anne Le Goff", "Editor"), await elsewhere.PersonAsync("Maël Riou", "Editor", "Administrator"));
        await town.BeginAsync(Definition("visa", Sequence(UserTask("t", "Viser", "Editor", "Vu"))), "Arrêté");
        await elsewhere.BeginAsync(Definition("visa", Sequence(UserTask("t", "Viser ailleurs", "Editor", "Vu"))), "Arrêté");
        var id = (await OpenAsync(anne, "Viser")).Url.Segments[^1];
        var own = await OpenAsync(thief, "Viser ailleurs");
        var token = own.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        foreach (var act in (string[])["", "?handler=Take", "?handler=GiveBack", "/confier"])
        {
            var answer = await thief.Client.PostAsync($"/taches/{id}{act}", new FormUrlEncodedContent(
                [new("__RequestVerificationToken", token), new("outcome", "Vu"), new("Comment", "x"), new("AccountId", thief.AccountId)]));
            answer.ShouldBe(HttpStatusCode.NotFound).ShouldNotShow("Arrêté");
        }

        (await OpenAsync(anne, "Viser")).ShouldNotShow("Par quelles mains").Form("Vu");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_comes_back_to_an_answered_task_reads_the_answer_and_who_answers_one_that_was_cancelled_is_told(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var anne = await town.PersonAsync("Anne Le Goff", "Editor");
        await town.BeginAsync(Definition("visa", Sequence(UserTask("t", "Viser", "Editor", "Vu", "Non vu"))), "Arrêté 1");
        var page = await OpenAsync(anne, "Viser");
        await page.Form("Vu").SubmitAsync();
        (await anne.Client.GetAsync(page.Url.AbsolutePath)).ShouldShow("Vous avez répondu « Vu »").ShouldNotShow("Non vu");
        Assert.Contains("no-store", page.Headers["Cache-Control"], StringComparison.Ordinal);

        var instance = await town.StartAsync("visa", "Arrêté 2");
        var open = await OpenAsync(anne, "Viser");
        await using (var scope = town.Site.Enter(town.Host))
            Assert.Null(await scope.Services.GetRequiredService<InstanceActs>().CancelAsync(instance, "", undo: false, "Sans objet"));
        await town.Site.WhenQuietAsync();

        (await open.Form("Vu").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("le circuit a pris un autre chemin");
        (await anne.Client.GetAsync("/taches")).ShouldShow("Rien ne vous attend");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_flood_of_comment_is_refused_and_odd_titles_are_shown_as_they_are(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var anne = await town.PersonAsync("Anne Le Goff", "Editor");
        var title = "<script>alert(1)</script> 🧾 " + new string('w', 400);
        await town.BeginAsync(Definition("visa", Sequence(UserTask("t", title, "Editor", "Vu"))), "<b>gras</b>");

        var list = await anne.Client.GetAsync("/taches");
        Assert.Empty(list.Document.QuerySelectorAll("main script, main b"));
        var page = await list.ShouldShow(title, "<b>gras</b>").FollowAsync("🧾");
        page.ShouldShow(title);
        (await page.Form("Vu").Fill("Commentaire", new string('é', 20_000)).SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("2000 caractères au plus");
        (await anne.Client.GetAsync(page.Url.AbsolutePath)).Form("Vu");
        Assert.Contains("🧾", Assert.Single(await town.Site.MailsAsync(anne.Email)).Subject, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Three_thousand_tasks_of_one_role_are_listed_searched_and_paged_without_waiting(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var anne = await town.PersonAsync("Anne Le Goff", "Editor");
        var instance = await town.BeginAsync(Definition("visa", Sequence(UserTask("t", "Viser", "Editor", "Vu"))), "Arrêté");
        await using (var scope = town.Site.Enter(town.Host))
        {
            var first = await scope.Db.Set<TaskRow>().AsNoTracking().SingleAsync(t => t.InstanceId == instance);
            for (var i = 2; i <= 3000; i++)
                scope.Db.Add(new TaskRow
                {
                    Id = Ids.New(first.CreatedAt.AddSeconds(i)),
                    InstanceId = instance,
                    Execution = 100 + i,
                    ActivityId = first.ActivityId,
                    Title = $"Viser {i}",
                    Role = first.Role,
                    Outcomes = first.Outcomes,
                    Folded = $"viser {i} arrete",
                    CreatedAt = first.CreatedAt.AddSeconds(i),
                });
            await scope.Db.SaveChangesAsync();
        }

        await anne.Client.GetAsync("/taches");
        foreach (var (path, shown) in (IEnumerable<(string, string)>)[("/taches", "3000 tâches"), ("/taches?p=150", "Viser 2981"), ("/taches?q=viser+2999", "1 tâche"), ("/bureau", "Mes tâches"), ("/taches?liste=roles", "3000 tâches")])
        {
            var watch = Stopwatch.StartNew();
            var page = await anne.Client.GetAsync(path);
            Console.WriteLine($"{database} {path}: {watch.ElapsedMilliseconds} ms");
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"{path} took {watch.Elapsed}.");
            page.ShouldShow(shown);
        }
    }

    private static async Task<Page> OpenAsync(Member person, string title) => await (await person.Client.GetAsync("/taches")).FollowAsync(title);
}
