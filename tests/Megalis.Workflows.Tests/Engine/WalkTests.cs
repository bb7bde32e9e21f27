using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Data;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

public sealed class WalkTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_workflow_waits_for_a_person_then_writes_to_the_one_who_asked_and_ends(string database)
    {
        var engine = await sites.OnAsync(database);
        var person = $"{engine.Tenant.Name}@exemple.bzh";
        await engine.PublishAsync(Definition("demande", Sequence(
            SetVariable("set", "demandeur", FromInput("demandeur")),
            UserTask("visa", "Relire la demande", "Editor", "Accepter", "Refuser"),
            Mail("mail", FromVariable("demandeur")),
            Activity("Finish", "fin")), Variable("demandeur")));

        var id = await engine.StartAsync("demande", new WorkflowStart { Input = new Dictionary<string, JsonNode?> { ["demandeur"] = person } });
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(id)).Status);
        var task = await engine.TaskAsync();
        Assert.Equal(("Relire la demande", id), (task.Title, task.InstanceId));
        Assert.Equal(["Accepter", "Refuser"], task.Outcomes);

        await engine.CompleteAsync(task, "Accepter", "Rien à redire");
        await engine.DrainAsync();

        var ended = await engine.InstanceAsync(id);
        Assert.Equal(InstanceStatus.Finished, ended.Status);
        Assert.Equal("Votre demande", Assert.Single(await engine.Site.MailsAsync(person)).Subject);
        Assert.Equal(["set Done", "visa Accepter", "mail Done", "fin Done"], (await engine.DoneAsync(id)).Take(4));
        Assert.Equal(ended.Revision, (await engine.RowsAsync<StepRow>(s => s.Where(x => x.InstanceId == id))).Count);
        Assert.Empty(await engine.RowsAsync<BookmarkRow>(b => b.Where(x => x.InstanceId == id)));
    }
}
