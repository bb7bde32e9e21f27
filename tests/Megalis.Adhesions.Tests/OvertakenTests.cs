using Megalis.Adhesions.Domain;
using Megalis.Adhesions.Features;
using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Megalis.Kernel.Workflows;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Adhesions.Tests;

/// <summary>What an asker sends while the circuit gives them up wins: whoever was quicker to the queue does not decide.</summary>
public sealed class OvertakenTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_complement_that_comes_as_the_sixty_days_end_is_checked(string database)
    {
        const string name = "CCAS de Kergaouen";
        await using var site = await SiteFixture.StartAsync(database);
        var asking = await Asking.OnAsync(site);
        var follow = await asking.AskAsync(name, "200000222", "ccas@kergaouen.example");
        await asking.AnswerAsync("Vérifier la demande : " + name, "Demander un complément", "Votre délibération ?");
        site.Clock.Advance(TimeSpan.FromDays(15.1));
        Assert.True(await Eventually.TrueAsync(async () => (await site.MailsAsync("ccas@kergaouen.example")).Any(m => m.Subject.StartsWith("Rappel", StringComparison.Ordinal))));
        await site.WhenQuietAsync();

        await WhileItStandsStillAsync(site, name, async (scope, adhesion) =>
        {
            site.Clock.Advance(TimeSpan.FromDays(45.1));
            Assert.Null(await scope.Services.GetRequiredService<AdhesionBook>().CompleteAsync(adhesion, AdhesionForm.Of(adhesion), default));
        });
        Assert.True(await Eventually.TrueAsync(async () => (await asking.TitlesAsync()).Contains("Vérifier la demande : " + name)));
        (await follow.FollowAgainAsync(site)).ShouldShow("Nous vérifions votre demande").ShouldNotShow("classée sans suite");
        Assert.DoesNotContain(await site.MailsAsync("ccas@kergaouen.example"), m => m.Subject.StartsWith("Demande classée", StringComparison.Ordinal));

        // The answer was heard once: another complement waits for another answer.
        await asking.AnswerAsync("Vérifier la demande : " + name, "Demander un complément", "Et sa date ?");
        Assert.DoesNotContain("Vérifier la demande : " + name, await asking.TitlesAsync());
        (await follow.FollowAgainAsync(site)).ShouldShow("Et sa date ?");
        Assert.Empty(await asking.IncidentsAsync(name));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_convention_that_one_agent_registers_while_another_gives_the_request_up_makes_the_site(string database)
    {
        const string name = "CCAS de Treoultré";
        await using var site = await SiteFixture.StartAsync(database);
        var asking = await Asking.OnAsync(site);
        await asking.UntilConventionAsync(name, "200000230", "ccas@treoultre.example", "treoultre");
        site.Clock.Advance(TimeSpan.FromDays(30.1));
        Assert.True(await Eventually.TrueAsync(async () => (await asking.TitlesAsync()).Contains("Convention non revenue : " + name)));

        await WhileItStandsStillAsync(site, name, async (scope, adhesion) =>
        {
            var tasks = scope.Services.GetRequiredService<UserTasks>();
            var task = Assert.Single((await tasks.OpenAsync(Asking.Staff, 1, 200)).Tasks, t => Asking.Plain(t.Title) == "Convention non revenue : " + name);
            Assert.Null(await tasks.CompleteAsync(task.Id, Asking.Staff, "Classer sans suite", "Rien n'est revenu."));
            var convention = new Convention { AdhesionId = adhesion.Id, Number = "2027-031", SignedOn = new DateOnly(2027, 2, 26), RecordedAt = site.Clock.GetUtcNow() };
            Assert.Null(await scope.Services.GetRequiredService<AdhesionBook>().SignAsync(adhesion, convention, Asking.Staff.AccountId, default));
        });
        Assert.True(await Eventually.TrueAsync(async () => (await site.MailsAsync("ccas@treoultre.example")).Any(m => m.Subject.StartsWith("Bienvenue", StringComparison.Ordinal))));
        Assert.DoesNotContain(await site.MailsAsync("ccas@treoultre.example"), m => m.Subject.StartsWith("Demande classée", StringComparison.Ordinal));
        Assert.Equal(1, await asking.TenantsAsync("200000230"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Circuits_of_an_earlier_version_still_give_a_silent_asker_up(string database)
    {
        const string name = "CCAS de Plouvien";
        await using var site = await SiteFixture.StartAsync(database);
        var asking = await Asking.OnAsync(site);
        var follow = await asking.AskAsync(name, "200000248", "ccas@plouvien.example");
        await asking.AnswerAsync("Vérifier la demande : " + name, "Demander un complément", "Votre délibération ?");
        await using (var scope = site.Enter())
        {
            var request = await scope.Db.Set<Adhesion>().Where(a => a.Name == name).Select(a => a.Id).SingleAsync();
            Assert.NotNull((await scope.Services.GetRequiredService<DefinitionStore>().PublishAsync(Earlier, "")).Version);
            await scope.Services.GetRequiredService<WorkflowEngine>().StartAsync("adhesion-ancienne", new WorkflowStart { CorrelationId = request });
            await scope.Db.SaveChangesAsync();
        }

        await site.WhenQuietAsync();
        (await follow.FollowAgainAsync(site)).ShouldShow("classée sans suite", "Aucune réponse.");
        Assert.Single(await site.MailsAsync("ccas@plouvien.example"), m => m.Subject.StartsWith("Demande classée", StringComparison.Ordinal));
    }

    /// <summary>As the circuit gave up before it had an activity of its own for it.</summary>
    private const string Earlier = """
        {"definitionId": "adhesion-ancienne", "name": "Adhésion, autrefois", "root": {"id": "r", "type": "Elsa.Sequence", "activities": [{"id": "abandon", "type": "Megalis.AdhesionStep",
          "step": {"typeName": "String", "expression": {"type": "Literal", "value": "Abandoned"}}, "reason": {"typeName": "String", "expression": {"type": "Literal", "value": "Aucune réponse."}}}]}}
        """;

    [Fact]
    public async Task Only_who_handles_requests_may_put_a_token_before_an_activity_of_adhesions()
    {
        await using var site = await SiteFixture.StartAsync();
        await using var scope = site.Enter();
        var activities = scope.Services.GetRequiredService<Contributions>().Of<IActivity>(site.TenantOf("localhost"), scope.Services)
            .Select(a => a.Description).Where(d => d.Type.Contains("Adhesion", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, activities.Count);
        Assert.All(activities, activity => Assert.NotNull(activity.Permission));
    }

    [Theory]
    [InlineData("Verification")]
    [InlineData("Convention")]
    [InlineData("Creation")]
    [InlineData("Welcomed")]
    [InlineData("Refused")]
    public void Only_a_request_that_waits_for_its_asker_is_given_up(string state)
    {
        var adhesion = new Adhesion { State = Enum.Parse<AdhesionState>(state) };
        Assert.False(adhesion.Abandon("Sans réponse.", DateTimeOffset.UnixEpoch));
        Assert.Equal((state, ""), (adhesion.State.ToString(), adhesion.Reason));
    }

    /// <summary>Holds the circuit, does what is said in one transaction, and leaves the queue the time to run into the lock.</summary>
    private static async Task WhileItStandsStillAsync(SiteFixture site, string name, Func<TenantScope, Adhesion, Task> act)
    {
        await using var scope = site.Enter();
        var id = await scope.Db.Set<InstanceRow>().Where(i => i.Title == "Adhésion : " + name).Select(i => i.Id).SingleAsync();
        var request = await scope.Db.Set<Adhesion>().Where(a => a.Name == name).Select(a => a.Id).SingleAsync();
        var adhesion = await scope.Services.GetRequiredService<AdhesionBook>().FindAsync(request, default);
        await scope.Db.TransactAsync(async () =>
        {
            await scope.Db.FindHeldAsync<InstanceRow>(id);
            await act(scope, adhesion!);
            await Task.Delay(TimeSpan.FromSeconds(1.5));
        });
    }
}
