using System.Net;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Features.StartByRecipe;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Inbox;

/// <summary>What happens meanwhile: others answer, roles are taken away, a click comes twice.</summary>
public sealed class AtOnceTests(BothSites sites) : IClassFixture<BothSites>
{
    private const string TooLate = "Cette tâche n'est plus à faire : quelqu'un y a répondu";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_who_answer_at_once_the_second_is_told_and_reads_the_first_ones_answer(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Editor"));
        await town.BeginAsync(Definition("course", Sequence(UserTask("t", "Viser", "Editor", "Favorable", "Sans avis"))), "Arrêté");
        var (first, second) = (await OpenAsync(anne), await OpenAsync(yann));

        var answers = await Task.WhenAll(first.Form("Favorable").SubmitAsync(), second.Form("Sans avis").SubmitAsync());

        var (winner, loser) = answers[0].Status == HttpStatusCode.OK ? (answers[0], answers[1]) : (answers[1], answers[0]);
        winner.ShouldShow("Vous avez répondu");
        loser.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow(TooLate, winner == answers[0] ? "Anne Le Goff a répondu « Favorable »" : "Yann Kervella a répondu « Sans avis »");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_same_answer_sent_twice_is_one_answer(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var anne = await town.PersonAsync("Anne Le Goff", "Editor");
        await town.BeginAsync(Definition("double", Sequence(UserTask("t", "Viser", "Editor", "Favorable", "Sans avis"))), "Arrêté");
        var page = await OpenAsync(anne);

        (await page.Form("Favorable").SubmitAsync()).ShouldShow("Vous avez répondu « Favorable »");
        (await page.Form("Favorable").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("Vous avez répondu « Favorable »");
        (await page.Form("Sans avis").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow(TooLate, "Vous avez répondu « Favorable »");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_lost_the_role_meanwhile_is_told_and_changes_nothing(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var anne = await town.PersonAsync("Anne Le Goff", "Editor");
        await town.BeginAsync(Definition("perdu", Sequence(UserTask("t", "Viser", "Editor", "Vu"))), "Arrêté");
        var page = await OpenAsync(anne);
        await using (var scope = town.Site.Enter(town.Host))
        {
            (await scope.Db.Set<Membership>().SingleAsync(m => m.AccountId == anne.AccountId)).Roles = "Author";
            await scope.Db.SaveChangesAsync();
        }

        (await page.Form("Vu").SubmitAsync()).ShouldBe(HttpStatusCode.NotFound).ShouldShow("Cette tâche n’est pas pour vous", "votre rôle a changé");
        (await anne.Client.GetAsync("/taches")).ShouldShow("Rien ne vous attend");
        (await (await town.PersonAsync("Yann Kervella", "Editor")).Client.GetAsync("/taches")).ShouldShow("Viser");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_may_do_all_tasks_finds_them_apart_and_does_one_that_nobody_can(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var dgs = await town.PersonAsync("Claire Le Dantec", Role.Administrator);
        await town.BeginAsync(Definition("groupe", Sequence(Activity("Megalis.UserTask", "t", ("title", Literal("Archiver")), ("group", Literal("Archives"))))), "Arrêté");

        (await dgs.Client.GetAsync("/taches")).ShouldShow("Rien ne vous attend");
        var all = await dgs.Client.GetAsync("/taches?liste=toutes");
        var page = await all.ShouldShow("Archiver", "pour le groupe Archives").FollowAsync("Archiver");
        (await page.Form("C’est fait").SubmitAsync()).ShouldShow("Vous avez répondu « C’est fait » à « Archiver »");
        (await (await town.PersonAsync("Yann Kervella", "Editor")).Client.GetAsync("/taches?liste=toutes")).ShouldNotShow("Archiver");
    }

    [Fact]
    public async Task A_task_of_a_group_waits_for_those_whom_a_module_counts_in_it()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { Services = services => new FeatureServices(services, "Megalis.Workflows").Contribute<ITaskGroups, Archivists>() });
        var town = new InboxTown(site, await site.AddTenantAsync("kerlann", "Kerlann"));
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Editor"));
        Archivists.Account = anne.AccountId;
        await town.BeginAsync(Definition("groupe", Sequence(Activity("Megalis.UserTask", "t", ("title", Literal("Archiver")), ("group", Literal("Archives"))))), "Arrêté");

        (await anne.Client.GetAsync("/taches")).ShouldShow("Archiver", "pour le groupe Archives");
        (await yann.Client.GetAsync("/taches")).ShouldShow("Rien ne vous attend");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_prepared_answer_is_not_given_to_a_task_that_its_person_only_sees(string database)
    {
        var town = await InboxTown.OnAsync(sites, database);
        var (anne, yann) = (await town.PersonAsync("Anne Le Goff", "Editor"), await town.PersonAsync("Yann Kervella", "Author"));
        var instance = await town.BeginAsync(Definition("preparee", Sequence(UserTask("t", "Viser", "Editor", "Vu"))), "Arrêté");
        await using (var scope = town.Site.Enter(town.Host))
        {
            scope.Services.GetRequiredService<PreparedAnswers>().Add(instance, 1, new PreparedAnswer("Vu", "", anne.AccountId));
            await scope.Db.SaveChangesAsync();
        }

        var choose = await (await OpenAsync(anne)).FollowAsync("Confier à quelqu’un");
        await choose.Form("Confier").Check("Yann Kervella").SubmitAsync();
        await town.Site.WhenQuietAsync();

        await using var after = town.Site.Enter(town.Host);
        Assert.Equal(StimulusState.Parked, (await after.Db.Set<StimulusRow>().SingleAsync(s => s.Kind == "answer")).State);
        Assert.Equal(0, await town.Site.QueuedAsync(town.Tenant));
        (await (await OpenAsync(yann)).Form("Vu").SubmitAsync()).ShouldShow("Vous avez répondu");
    }

    [Fact]
    public async Task A_long_list_has_pages_and_is_exported_whole()
    {
        var town = await InboxTown.OnAsync(sites, BothDatabases.Sqlite);
        var anne = await town.PersonAsync("Anne Le Goff", "Editor");
        await town.BeginAsync(Definition("visas", Sequence(UserTask("t", "Viser", "Editor", "Vu"))), "Arrêté 1");
        for (var i = 2; i <= 21; i++)
            await town.StartAsync("visas", $"Arrêté {i}");

        var list = await anne.Client.GetAsync("/taches");
        list.ShouldShow("21 tâches", "1 à 20 sur 21");
        Assert.Equal(21, (await anne.Client.GetAsync("/taches?p=2")).Document.QuerySelectorAll("[data-tasks] > li a").Concat(list.Document.QuerySelectorAll("[data-tasks] > li a"))
            .Select(a => a.GetAttribute("href")).Distinct().Count());
        var csv = await list.FollowAsync("Exporter (CSV)");
        Assert.Equal("text/csv; charset=utf-8", csv.Headers["Content-Type"]);
        Assert.Equal(22, csv.Source.Trim().Split("\r\n").Length);
        Assert.Contains("Viser;Arrêté 21;pour le rôle Rédaction et publication", csv.Source, StringComparison.Ordinal);
    }

    private static async Task<Page> OpenAsync(Member person) => await (await person.Client.GetAsync("/taches")).FollowAsync("Viser");

    private sealed class Archivists : ITaskGroups
    {
        public static string Account { get; set; } = "";

        public Task<IReadOnlyList<string>> OfAsync(string accountId, CancellationToken stop) => Task.FromResult<IReadOnlyList<string>>(accountId == Account ? ["Archives"] : []);
    }
}
