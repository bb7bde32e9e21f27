using System.Net;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Tenants.Tests;

/// <summary>« À reprendre »: who sees what the queue could not finish, and what a decision does, once.</summary>
public sealed class ResumeTasksTests(TaskSites sites) : IClassFixture<TaskSites>
{
    private const string Label = "Envoi à la préfecture";
    private const string Gone = "n'est plus à reprendre";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_refused_for_good_is_shown_in_words_with_its_detail_and_leaves_when_it_works_again(string database)
    {
        var (site, tenant, line) = await NewTenantAsync(database, "refus");
        await FailAsync(site, tenant, line, "acte-1", new NoRetryException("422 nature inconnue, dites-le à jean@exemple.bzh"));
        var agent = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageQueue");

        var page = await WhenShownAsync(agent, "/admin/taches", "acte-1");
        page.ShouldShow(Label, "En échec", "L'autre côté a refusé pour de bon", "1 essai", "422 nature inconnue").ShouldNotShow("jean@exemple.bzh", "Je sais que c'est arrivé");
        (await agent.GetAsync("/bureau")).ShouldShow("Tâches à reprendre 1 en attente de vous");

        line.Failures["acte-1"] = null;
        (await page.Form("Réessayer").SubmitAsync()).ShouldShow("La tâche repart");
        await WhenCalledAsync(line, "acte-1", 2);
        await WhenShownAsync(agent, "/admin/taches", "Rien à reprendre");
        Assert.Equal(0, line.Questions("acte-1"));
        Assert.Equal(["queue.retried"], await JournalAsync(site, tenant, line.KeyOf("acte-1")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_clicks_are_one(string database)
    {
        var (site, tenant, line) = await NewTenantAsync(database, "double");
        await FailAsync(site, tenant, line, "acte-2", new NoRetryException("non"));
        var agent = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageQueue");
        var form = (await WhenShownAsync(agent, "/admin/taches", "acte-2")).Form("Réessayer");

        await form.SubmitAsync();
        await WhenCalledAsync(line, "acte-2", 2);
        await WhenShownAsync(agent, "/admin/taches", "2 essais");
        (await form.SubmitAsync()).ShouldShow("a bougé pendant que vous lisiez");

        Assert.Equal(2, line.Calls("acte-2"));
        Assert.Equal(["queue.retried"], await JournalAsync(site, tenant, line.KeyOf("acte-2")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_clicks_at_the_same_moment_one_counts(string database)
    {
        var (site, tenant, line) = await NewTenantAsync(database, "ensemble");
        await FailAsync(site, tenant, line, "acte-3", new NoRetryException("non"));
        var agent = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageQueue");
        var page = await WhenShownAsync(agent, "/admin/taches", "acte-3");
        line.Failures["acte-3"] = null;

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => page.Form("Réessayer").SubmitAsync()));

        await WhenCalledAsync(line, "acte-3", 2);
        (await agent.GetAsync("/admin/taches")).ShouldShow("Rien à reprendre");
        Assert.Equal(2, line.Calls("acte-3"));
        Assert.Equal(["queue.retried"], await JournalAsync(site, tenant, line.KeyOf("acte-3")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_call_whose_answer_is_lost_waits_for_a_person_who_knows_that_it_arrived(string database)
    {
        var (site, tenant, line) = await NewTenantAsync(database, "arrive");
        var (agent, page) = await UnsureAsync(site, tenant, line, "acte-4");
        page.ShouldShow("Arrivée inconnue", "L'autre côté ne peut pas dire s'il a reçu cet envoi", "On ne sait pas si l'envoi est arrivé");

        (await page.Form("Je sais que c'est arrivé").SubmitAsync()).ShouldShow("rien ne repart", "Rien à reprendre");

        Assert.Equal(1, line.Calls("acte-4"));
        Assert.Equal(["queue.retried", "queue.confirmed"], await JournalAsync(site, tenant, line.KeyOf("acte-4")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_call_whose_answer_is_lost_is_asked_about_again_or_sent_again_only_by_a_person(string database)
    {
        var (site, tenant, line) = await NewTenantAsync(database, "renvoi");
        var (agent, page) = await UnsureAsync(site, tenant, line, "acte-5");

        await page.Form("Réessayer").SubmitAsync();
        Assert.True(await Eventually.TrueAsync(() => Task.FromResult(line.Questions("acte-5") == 2)));
        Assert.Equal(1, line.Calls("acte-5"));

        line.Failures["acte-5"] = null;
        await (await WhenShownAsync(agent, "/admin/taches", "acte-5")).Form("Renvoyer").SubmitAsync();
        await WhenCalledAsync(line, "acte-5", 2);
        (await agent.GetAsync("/admin/taches")).ShouldShow("Rien à reprendre");
        Assert.Equal(2, line.Questions("acte-5"));
        Assert.Single(line.Happened.Where(h => h.Name == "acte-5").Select(h => h.Key).Distinct());
        Assert.Equal(["queue.retried", "queue.retried", "queue.resent"], await JournalAsync(site, tenant, line.KeyOf("acte-5")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_is_abandoned_with_a_reason_which_the_journal_keeps(string database)
    {
        var (site, tenant, line) = await NewTenantAsync(database, "abandon");
        await FailAsync(site, tenant, line, "acte-6", new NoRetryException("non"));
        var agent = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageQueue");
        var page = await WhenShownAsync(agent, "/admin/taches", "acte-6");

        var refused = await page.Form("Abandonner la tâche").SubmitAsync();
        refused.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Dites pourquoi cette tâche est abandonnée", "acte-6");

        (await refused.Form("Abandonner la tâche").Fill($"Motif de l'abandon {Label} : acte-6", "Acte retiré par le maire").SubmitAsync()).ShouldShow("La tâche est abandonnée", "Rien à reprendre");
        var entry = Assert.Single(await EntriesAsync(site, tenant, line.KeyOf("acte-6")));
        Assert.Equal("queue.abandoned", entry.Act);
        Assert.Equal("Acte retiré par le maire", entry.Payload!.Value.GetProperty("reason").GetString());
        Assert.Equal(1, line.Calls("acte-6"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_that_finished_meanwhile_is_left_alone(string database)
    {
        var (site, tenant, line) = await NewTenantAsync(database, "fini");
        await FailAsync(site, tenant, line, "acte-7", new NoRetryException("non"));
        var agent = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageQueue");
        var old = await WhenShownAsync(agent, "/admin/taches", "acte-7");
        line.Failures["acte-7"] = null;
        await old.Form("Réessayer").SubmitAsync();
        await WhenCalledAsync(line, "acte-7", 2);

        (await old.Form("Abandonner la tâche").Fill($"Motif de l'abandon {Label} : acte-7", "trop tard").SubmitAsync()).ShouldShow(Gone);

        Assert.Equal(["queue.retried"], await JournalAsync(site, tenant, line.KeyOf("acte-7")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_that_will_be_tried_again_says_when_and_can_go_at_once(string database)
    {
        var (site, tenant, line) = await NewTenantAsync(database, "attente");
        await FailAsync(site, tenant, line, "acte-8", new NotSentException("connection refused"));
        var agent = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageQueue");
        var page = await WhenShownAsync(agent, "/admin/taches?etat=attente", "acte-8");
        page.ShouldShow("Nouvel essai prévu", "L'autre côté est injoignable", "Prochain essai le");
        (await agent.GetAsync("/admin/taches")).ShouldShow("Rien à reprendre");

        line.Failures["acte-8"] = null;
        await page.Form("Essayer maintenant").SubmitAsync();

        await WhenCalledAsync(line, "acte-8", 2);
        await WhenShownAsync(agent, "/admin/taches?etat=attente", "Aucune tâche n'attend un nouvel essai");
        Assert.Equal(0, line.Questions("acte-8"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_page_is_for_those_who_may_resume_tasks(string database)
    {
        var (site, tenant, _) = await NewTenantAsync(database, "droits");

        (await (await site.SignInAsync(tenant.Hosts[0], "Paul", "ManageSettings", "ManageUsers")).GetAsync("/admin/taches")).ShouldBe(HttpStatusCode.Forbidden);
        (await site.Visit(tenant.Hosts[0]).GetAsync("/admin/taches")).ShouldNotShow("Ce que la plateforme devait faire");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_of_another_tenant_is_neither_seen_nor_touched(string database)
    {
        var (site, tenant, line) = await NewTenantAsync(database, "proprietaire");
        var (_, other, _) = await NewTenantAsync(database, "voisine");
        await FailAsync(site, tenant, line, "acte-9", new NoRetryException("non"));
        await FailAsync(site, other, line, "acte-10", new NoRetryException("non"));
        var owner = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageQueue");
        var theirs = (await WhenShownAsync(owner, "/admin/taches", "acte-9")).Document.QuerySelector("input[name=id]")!.GetAttribute("value")!;
        var mark = (await owner.GetAsync("/admin/taches")).Document.QuerySelector("input[name=mark]")!.GetAttribute("value")!;

        var neighbour = await site.SignInAsync(other.Hosts[0], "Loïc", "ManageQueue", "ManageTenants");
        var page = await WhenShownAsync(neighbour, "/admin/taches", "acte-10");
        page.ShouldNotShow("acte-9");
        (await page.Form("Abandonner la tâche").Fill($"Motif de l'abandon {Label} : acte-10", "curieux").Tamper("id", theirs).Tamper("mark", mark).SubmitAsync()).ShouldShow(Gone);

        (await owner.GetAsync("/admin/taches")).ShouldShow("acte-9");
        Assert.Empty(await JournalAsync(site, tenant, line.KeyOf("acte-9")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_portal_shows_the_tasks_of_all_tenants_to_those_who_manage_them(string database)
    {
        var (site, tenant, line) = await NewTenantAsync(database, "lointaine");
        await FailAsync(site, tenant, line, "acte-11", new NoRetryException("non"));
        var support = await site.SignInAsync("localhost", "Assistance", "ManageQueue", "ManageTenants");
        var page = await WhenShownAsync(support, "/admin/taches?q=lointaine", "acte-11");
        page.ShouldShow("Commune lointaine");
        (await (await site.SignInAsync("localhost", "Paul", "ManageQueue")).GetAsync("/admin/taches?q=prefecture")).ShouldNotShow("acte-11");
        (await support.GetAsync("/admin/taches?q=zzzz")).ShouldShow("Aucune tâche ne correspond");

        await page.Form("Abandonner la tâche").Fill($"Motif de l'abandon {Label} : acte-11", "Demandé par la mairie").SubmitAsync();

        Assert.Equal(["queue.abandoned"], await JournalAsync(site, tenant, line.KeyOf("acte-11")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_says_too_much_by_being_there_is_one_line_on_the_portal_without_owner_number_key_and_hour(string database)
    {
        var (site, tenant, line) = await NewTenantAsync(database, "discrete");
        var support = await site.SignInAsync("localhost", "Assistance", "ManageQueue", "ManageTenants");
        await FailDiscreetlyAsync(site, tenant, line, 1);

        var one = await WhenShownAsync(support, "/admin/taches?q=envoi+discret", "Envoi discret");
        one.ShouldShow("En échec", "sans leur nombre").ShouldNotShow("Commune discrete", "pli-secret", "essai", line.KeyOf("pli-secret"), "01/03/2027");
        var desk = (await support.GetAsync("/bureau")).Text;
        await FailDiscreetlyAsync(site, tenant, line, 3);
        var three = await support.GetAsync("/admin/taches?q=envoi+discret");
        Assert.Equal(one.Text, three.Text);
        Assert.Equal(desk, (await support.GetAsync("/bureau")).Text);
        (await support.GetAsync("/admin/taches?q=commune+discrete")).ShouldShow("Aucune tâche ne correspond");
        (await (await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageQueue")).GetAsync("/admin/taches")).ShouldShow("Rien à reprendre");

        line.Failures["pli-secret"] = null;
        await three.Form("Réessayer").SubmitAsync();
        await WhenCalledAsync(line, "pli-secret", 6);
        (await three.Form("Réessayer").SubmitAsync()).ShouldShow("a bougé pendant que vous lisiez");
        Assert.Empty(await JournalAsync(site, tenant, "tests.discreet.v1"));
        Assert.Equal(["queue.retried"], await JournalAsync(site, site.TenantOf("localhost"), "tests.discreet.v1"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Discreet_tasks_are_given_up_together_and_by_nobody_who_sees_one_site_alone(string database)
    {
        await using var site = await TaskSites.StartAsync(database);
        var tenant = await site.AddTenantAsync("cachee", "Commune cachée");
        var line = site.Services.GetRequiredService<OutsideLine>();
        await FailDiscreetlyAsync(site, tenant, line, 2);
        var support = await site.SignInAsync("localhost", "Assistance", "ManageQueue", "ManageTenants");
        var page = await WhenShownAsync(support, "/admin/taches", "Envoi discret");
        var (id, mark) = (page.Document.QuerySelector("input[name=id]")!.GetAttribute("value")!, page.Document.QuerySelector("input[name=mark]")!.GetAttribute("value")!);
        await FailAsync(site, tenant, line, "acte-12", new NoRetryException("non"));
        var agent = await WhenShownAsync(await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageQueue", "ManageTenants"), "/admin/taches", "acte-12");
        agent.ShouldNotShow("Envoi discret");
        foreach (var button in new[] { "Réessayer", "Abandonner la tâche" })
        {
            var form = agent.Form(button).Tamper("id", id).Tamper("mark", mark);
            (await (button == "Réessayer" ? form : form.Fill($"Motif de l'abandon {Label} : acte-12", "curieux")).SubmitAsync()).ShouldShow(Gone);
        }

        (await page.Form("Abandonner la tâche").Fill("Motif de l'abandon Envoi discret", "Sans objet").SubmitAsync()).ShouldNotShow("Envoi discret");

        Assert.Equal(2, line.Calls("pli-secret"));
        Assert.Equal(["queue.abandoned"], await JournalAsync(site, site.TenantOf("localhost"), "tests.discreet.v1"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_list_has_pages(string database)
    {
        var (site, tenant, line) = await NewTenantAsync(database, "longue");
        for (var i = 0; i < 21; i++)
            await FailAsync(site, tenant, line, $"serie-{i}", new NoRetryException("non"));
        var agent = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageQueue");

        var page = await WhenShownAsync(agent, "/admin/taches", "1 à 20 sur 21");
        page.ShouldShow("serie-0").ShouldNotShow("serie-20");
        (await page.FollowAsync("Page suivante")).ShouldShow("21 à 21 sur 21", "serie-20");
    }

    private async Task<(SiteFixture Site, Tenant Tenant, OutsideLine Line)> NewTenantAsync(string database, string name)
    {
        var site = await sites.OnAsync(database);
        return (site, await site.AddTenantAsync(name, "Commune " + name), site.Services.GetRequiredService<OutsideLine>());
    }

    private static Task FailAsync(SiteFixture site, Tenant tenant, OutsideLine line, string name, Exception failure)
    {
        line.Failures[name] = failure;
        return EnqueueAsync(site, tenant, outbox => outbox.Add(new Call(name)));
    }

    /// <summary>Until so many discreet calls rest.</summary>
    private static async Task FailDiscreetlyAsync(SiteFixture site, Tenant tenant, OutsideLine line, int until)
    {
        line.Failures["pli-secret"] = new NoRetryException("non");
        for (var calls = line.Calls("pli-secret"); calls < until; calls++)
            await EnqueueAsync(site, tenant, outbox => outbox.Add(new DiscreetCall("pli-secret")));
        await site.WhenRestingAsync("tests.discreet.v1", until);
    }

    /// <summary>A call that timed out, and of which the other side cannot say whether it came.</summary>
    private static async Task<(SiteClient Agent, Page Page)> UnsureAsync(SiteFixture site, Tenant tenant, OutsideLine line, string name)
    {
        await FailAsync(site, tenant, line, name, new TimeoutException("no answer"));
        var agent = await site.SignInAsync(tenant.Hosts[0], "Anne", "ManageQueue");
        var waiting = await WhenShownAsync(agent, "/admin/taches?etat=attente", name);
        waiting.ShouldShow("Arrivée inconnue", "L'autre côté n'a pas répondu à temps");
        await waiting.Form("Essayer maintenant").SubmitAsync();
        return (agent, await WhenShownAsync(agent, "/admin/taches", name));
    }

    private static async Task EnqueueAsync(SiteFixture site, Tenant tenant, Action<Outbox> add)
    {
        await using var scope = TenantScope.Enter(site.Services, tenant);
        add(scope.Services.GetRequiredService<Outbox>());
        await scope.Db.SaveChangesAsync();
    }

    /// <summary>The workers fail or finish in their own time.</summary>
    private static async Task<Page> WhenShownAsync(SiteClient client, string path, string text)
    {
        var page = await client.GetAsync(path);
        await Eventually.TrueAsync(async () => (page = await client.GetAsync(path)).Text.Contains(text, StringComparison.Ordinal));
        return page.ShouldShow(text);
    }

    private static async Task WhenCalledAsync(OutsideLine line, string name, int times) =>
        Assert.True(await Eventually.TrueAsync(() => Task.FromResult(line.Calls(name) >= times)), $"{name} was called {line.Calls(name)} times.");

    private static async Task<IEnumerable<string>> JournalAsync(SiteFixture site, Tenant tenant, string key) =>
        (await EntriesAsync(site, tenant, key)).Select(e => e.Act);

    private static async Task<IReadOnlyList<JournalEntry>> EntriesAsync(SiteFixture site, Tenant tenant, string key)
    {
        await using var scope = TenantScope.Enter(site.Services, tenant);
        return await scope.Services.GetRequiredService<Journal>().OfAsync("tache", key);
    }
}
