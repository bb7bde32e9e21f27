using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>What was done is undone once, the last first, whatever comes between.</summary>
public sealed class UndoTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_undoing_that_waits_is_not_dropped_by_whoever_cancels_again_nor_by_a_moved_token(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishUnsoundAsync("lent", Definition("lent", Flowchart(
            [Undone("réserver", "libérer"), Undone("payer", "rembourser"), UserTask("attendre", "Attendre", "Author", "Oui"), Activity("WriteLine", "libérer"), UserTask("rembourser", "Rembourser", "Editor", "Fait")],
            "réserver -> payer", "payer -> attendre")));
        var id = await engine.StartAsync("lent");
        await engine.DrainAsync();

        Assert.Null(await engine.ActAsync(acts => acts.CancelAsync(id, "op", undo: true, "erreur")));
        Assert.NotNull(await engine.ActAsync(acts => acts.CancelAsync(id, "op", undo: true, "encore")));
        Assert.NotNull(await engine.ActAsync(acts => acts.MoveTokenAsync(id, "op", 0, "attendre", "ailleurs")));
        await using (var scope = engine.Enter())
            await scope.Db.TransactAsync(() => scope.Services.GetRequiredService<CancelInstanceHandler>().HandleAsync(new CancelInstance(id), CancellationToken.None));
        await engine.DrainAsync();
        var task = await engine.TaskAsync();
        Assert.Equal("Rembourser", task.Title);
        await engine.CompleteAsync(task, "Fait");
        await engine.DrainAsync();

        Assert.Equal(["réserver Done", "payer Done", "rembourser Fait", "libérer Done"], await engine.DoneAsync(id));
        Assert.Equal(InstanceStatus.Cancelled, (await engine.InstanceAsync(id)).Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_activity_that_undoes_itself_and_two_that_undo_each_other_come_to_an_end(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishUnsoundAsync("soi", Definition("soi", Flowchart(
            [Undone("seul", "seul"), Undone("l'un", "l'autre"), Undone("l'autre", "l'un"), Activity("Fault", "échec", ("compensate", Literal("true")))],
            "seul -> l'un", "l'un -> l'autre", "l'autre -> échec")));
        var id = await engine.StartAsync("soi");
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Faulted, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(["seul Done", "l'un Done", "l'autre Done", "l'un Done", "l'autre Done", "seul Done"], await engine.DoneAsync(id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_undoing_that_fails_is_an_incident_and_one_that_finishes_ends_only_itself(string database)
    {
        var engine = await sites.OnAsync(database);
        await engine.PublishUnsoundAsync("échoue", Definition("échoue", Flowchart(
            [
                Undone("réserver", "libérer"), Undone("payer", "rembourser"), Undone("écrire", "effacer"), Activity("Fault", "échec", ("compensate", Literal("true"))), Activity("WriteLine", "libérer"),
                With(Activity("Sequence", "rembourser"), Activity("Fault", "impossible", ("message", Literal("le compte est clos")), ("compensate", Literal("true")))),
                With(Activity("Sequence", "effacer"), Activity("Finish", "fini"), Activity("WriteLine", "jamais")),
            ],
            "réserver -> payer", "payer -> écrire", "écrire -> échec")));
        var id = await engine.StartAsync("échoue");
        await engine.DrainAsync();

        var incident = Assert.Single(await engine.RowsAsync<IncidentRow>());
        Assert.Equal(("le compte est clos", "impossible"), (incident.Message, incident.ActivityId));
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(id)).Status);
        Assert.Null(await engine.ActAsync(acts => acts.MarkDoneAsync(incident.Id, "op", "Done", "remboursé par chèque")));
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Faulted, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(["réserver Done", "payer Done", "écrire Done", "effacer Done", "impossible Done", "rembourser Done", "libérer Done"], await engine.DoneAsync(id));
    }

    private static JsonObject Undone(string id, string by)
    {
        var activity = Activity("WriteLine", id);
        activity["customProperties"] = new JsonObject { ["compensatedBy"] = by };
        return activity;
    }
}
