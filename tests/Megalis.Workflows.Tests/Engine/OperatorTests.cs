using System.Text.Json.Nodes;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Operations;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

public sealed class OperatorTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_activity_that_cannot_run_waits_for_an_operator_who_mends_the_variable_and_tries_again(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("durée", Sequence(Activity("Delay", "attendre", ("timeSpan", FromVariable("délai")))), Variable("délai", "bientôt")));

        var incident = Assert.Single(await engine.RowsAsync<IncidentRow>());
        Assert.Equal(IncidentKind.Activity, incident.Kind);
        Assert.Contains("bientôt", incident.Message, StringComparison.Ordinal);
        Assert.NotNull(await engine.ActAsync(acts => acts.SetVariableAsync(id, "op", "délai", "demain", "")));
        Assert.NotNull(await engine.ActAsync(acts => acts.SetVariableAsync(id, "op", "inconnue", "1", "")));
        Assert.Null(await engine.ActAsync(acts => acts.SetVariableAsync(id, "op", "délai", "\"00:00:00\"", "faute de frappe")));
        Assert.Null(await engine.ActAsync(acts => acts.RetryAsync(incident.Id, "op")));
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        await using var scope = engine.Enter();
        var entries = await scope.Services.GetRequiredService<Journal>().OfAsync(InstanceActs.JournalKind, id);
        Assert.Equal([("circuit.variable", "op"), ("circuit.retry", "op")], entries.Select(e => (e.Act, e.Actor)));
        Assert.Equal(["variable", "retry"], (await engine.RowsAsync<StepRow>(s => s.Where(x => x.InstanceId == id && x.Actor == "op").OrderBy(x => x.Number))).Select(s => s.Cause));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_step_is_skipped_with_a_reason_by_an_outcome_that_leads_somewhere(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("saut", Flowchart(
            [Activity("FlowDecision", "d", ("condition", FromInput("inconnu d'avance"))), Activity("WriteLine", "oui"), Activity("WriteLine", "non")], "d:True -> oui", "d:False -> non")),
            new WorkflowStart { Input = new Dictionary<string, JsonNode?> { ["inconnu d'avance"] = "peut-être" } });
        var incident = Assert.Single(await engine.RowsAsync<IncidentRow>());

        Assert.NotNull(await engine.ActAsync(acts => acts.SkipAsync(incident.Id, "op", "True", "")));
        Assert.NotNull(await engine.ActAsync(acts => acts.SkipAsync(incident.Id, "op", "Ailleurs", "on sait")));
        Assert.Null(await engine.ActAsync(acts => acts.SkipAsync(incident.Id, "op", "False", "on sait")));
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Contains("non Done", await engine.DoneAsync(id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_token_is_moved_its_task_withdrawn_and_a_failed_instance_goes_on_by_it(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("déplacer", Sequence(
            UserTask("a", "Première", "Editor", "Oui"), UserTask("b", "Deuxième", "Editor", "Oui"), Activity("Fault", "échec", ("message", Literal("rien à faire"))))));
        var token = Assert.Single(await engine.RowsAsync<BookmarkRow>()).Execution;

        Assert.NotNull(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", token, "nulle-part", "")));
        Assert.NotNull(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", 1, "b", "")));
        Assert.Null(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", token, "b", "déjà vu")));
        await engine.DrainAsync();
        var task = await engine.TaskAsync();
        Assert.Equal("Deuxième", task.Title);

        await engine.CompleteAsync(task, "Oui");
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Faulted, (await engine.InstanceAsync(id)).Status);
        Assert.Null(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", 0, "b", "on reprend")));
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(id)).Status);
        Assert.Null((await engine.InstanceAsync(id)).EndedAt);
        Assert.Equal("Deuxième", (await engine.TaskAsync()).Title);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Cancelling_undoes_what_was_done_the_last_first_and_takes_called_workflows_along(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishAsync(Definition("appelé", Sequence(UserTask("t", "Attendre", "Editor", "Oui"))));
        var id = await engine.RunAsync(Definition("défaire", Flowchart(
            [
                Undone(Activity("WriteLine", "réserver"), "libérer"), Undone(Activity("WriteLine", "payer"), "rembourser"),
                Activity("ExecuteWorkflow", "appel", ("workflowDefinitionId", Literal("appelé"))), Activity("WriteLine", "libérer"), Activity("WriteLine", "rembourser"),
            ],
            "réserver -> payer", "payer -> appel")));

        Assert.Null(await engine.ActAsync(acts => acts.CancelAsync(id, "op", undo: true, "erreur de saisie")));
        await engine.DrainAsync();

        Assert.Equal(["réserver Done", "payer Done", "rembourser Done", "libérer Done"], await engine.DoneAsync(id));
        Assert.All(await engine.RowsAsync<InstanceRow>(), i => Assert.Equal(InstanceStatus.Cancelled, i.Status));
        Assert.Equal(TaskState.Withdrawn, Assert.Single(await engine.RowsAsync<TaskRow>()).State);
        Assert.NotNull(await engine.ActAsync(acts => acts.CancelAsync(id, "op", undo: true, "encore")));

        static JsonObject Undone(JsonObject activity, string by)
        {
            activity["customProperties"] = new JsonObject { ["compensatedBy"] = by };
            return activity;
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_workflow_that_could_not_be_dispatched_is_told_and_taken_note_of(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("lance", Sequence(Activity("DispatchWorkflow", "lancer", ("workflowDefinitionId", Literal("absent"))))));
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        var incident = Assert.Single(await engine.RowsAsync<IncidentRow>());

        Assert.Null(await engine.ActAsync(acts => acts.MarkDoneAsync(incident.Id, "op", "Done", "lancé à la main")));

        Assert.Equal("lancé à la main", Assert.Single(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.ResolvedAt != null))).Proof);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Instances_stay_on_their_version_until_a_migration_that_every_token_can_follow(string database)
    {
        var engine = await sites.OnAsync(database);
        var old = await engine.PublishAsync(Definition("visa", Flowchart([UserTask("viser", "Viser", "Editor", "Oui"), Activity("WriteLine", "v1")], "viser:Oui -> v1")));
        var (first, second) = (await engine.StartAsync("visa"), await engine.StartAsync("visa"));
        await engine.DrainAsync();
        var next = await engine.PublishAsync(Definition("visa", Flowchart([UserTask("visa", "Viser", "Editor", "Oui"), Activity("WriteLine", "v2")], "visa:Oui -> v2"), Variable("nouveau", "là")));
        Assert.NotEqual(old, next);

        await using (var scope = engine.Enter())
        {
            var migrations = scope.Services.GetRequiredService<Migrations>();
            var refused = await migrations.DryRunAsync([old], next, new Dictionary<string, string>()).ToListAsync();
            Assert.Equal(2, refused.Count);
            Assert.All(refused, o => Assert.Equal("viser", Assert.Single(o.Obstacles).ActivityId));
            Assert.Single((await migrations.MigrateAsync(first, next, new Dictionary<string, string>(), "op"))!.Obstacles);
            var map = new Dictionary<string, string> { ["viser"] = "visa" };
            Assert.All(await migrations.DryRunAsync([old], next, map).ToListAsync(), o => Assert.Empty(o.Obstacles));
            Assert.Empty((await migrations.MigrateAsync(first, next, map, "op"))!.Obstacles);
        }

        foreach (var task in await engine.RowsAsync<TaskRow>())
        {
            await using var scope = engine.Enter();
            Assert.Null(await scope.Services.GetRequiredService<UserTasks>().CompleteAsync(task.Id, EngineSite.Holder("Editor"), "Oui", ""));
        }

        await engine.DrainAsync();
        Assert.Contains("v2 Done", await engine.DoneAsync(first));
        Assert.Equal("là", (await engine.VariableAsync(first, "nouveau"))!.GetValue<string>());
        Assert.Contains("v1 Done", await engine.DoneAsync(second));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Instances_move_only_to_a_version_of_their_own_definition_and_tenant(string database)
    {
        var (engine, elsewhere) = (await sites.OnAsync(database), await sites.OnAsync(database));
        var visa = Definition("visa", Sequence(UserTask("viser", "Viser", "Editor", "Oui")));
        var own = await engine.PublishAsync(visa);
        var id = await engine.StartAsync("visa");
        await engine.DrainAsync();
        var other = await engine.PublishAsync(Definition("autre", Sequence(UserTask("viser", "Viser", "Editor", "Oui"))));
        var foreign = await elsewhere.PublishAsync(visa);
        // It has run there: the process knows its graph.
        await elsewhere.StartAsync("visa");
        await elsewhere.DrainAsync();

        await using var scope = engine.Enter();
        var migrations = scope.Services.GetRequiredService<Migrations>();
        var nothing = new Dictionary<string, string>();
        foreach (var version in (string[])[other, foreign, "nulle-part"])
        {
            Assert.Single(Assert.Single(await migrations.DryRunAsync([own], version, nothing).ToListAsync()).Obstacles);
            Assert.Single((await migrations.MigrateAsync(id, version, nothing, "op"))!.Obstacles);
        }

        Assert.Empty(await migrations.DryRunAsync([foreign], own, nothing).ToListAsync());
        Assert.Equal(own, (await engine.InstanceAsync(id)).VersionId);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_task_is_answered_by_those_it_is_for_once_and_can_be_handed_on(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Definition("tâche", Sequence(UserTask("viser", "Viser", "Editor", "Oui", "Non"))));
        var task = await engine.TaskAsync();
        var editor = EngineSite.Holder("Editor");
        var colleague = await engine.Site.AddMemberAsync($"{engine.Tenant.Name}.localhost", "Anne Le Goff", "Author");
        var other = new TaskPerson(colleague.AccountId, ["Author"], []);

        Assert.NotNull(await TryAsync(tasks => tasks.CompleteAsync(task.Id, other, "Oui", "")));
        Assert.NotNull(await TryAsync(tasks => tasks.CompleteAsync(task.Id, editor, "Peut-être", "")));
        Assert.NotNull(await TryAsync(tasks => tasks.HandOnAsync(task.Id, editor, " ", "à personne")));
        Assert.NotNull(await TryAsync(tasks => tasks.HandOnAsync(task.Id, editor, "quelqu'un", "à toi")));
        Assert.Null(await TryAsync(tasks => tasks.HandOnAsync(task.Id, editor, colleague.AccountId, "à toi")));
        Assert.NotNull(await TryAsync(tasks => tasks.CompleteAsync(task.Id, editor, "Oui", "")));
        Assert.Null(await TryAsync(tasks => tasks.CompleteAsync(task.Id, other, "Non", "incomplet")));
        Assert.NotNull(await TryAsync(tasks => tasks.CompleteAsync(task.Id, other, "Oui", "")));
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Contains("viser Non", await engine.DoneAsync(id));
        await using var scope = engine.Enter();
        Assert.Equal(["task.handed-on", "task.completed"], (await scope.Services.GetRequiredService<Journal>().OfAsync(UserTasks.JournalKind, task.Id)).Select(e => e.Act));

        async Task<Refusal?> TryAsync(Func<UserTasks, Task<Refusal?>> act)
        {
            await using var scope = engine.Enter();
            return await act(scope.Services.GetRequiredService<UserTasks>());
        }
    }
}
