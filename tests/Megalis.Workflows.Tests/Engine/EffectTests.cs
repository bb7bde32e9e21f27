using Megalis.Kernel.Queue;
using Megalis.Testing;
using Megalis.Workflows.Data;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

public sealed class EffectTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_call_is_made_once_under_the_key_of_its_execution_and_its_answer_comes_back(string database)
    {
        var engine = await sites.OnAsync(database);
        var id = await engine.RunAsync(Calling("simple", Url(engine)));

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal($"{id}/2", Assert.Single(engine.Line.Sent, s => s.Url == Url(engine)).Key);
        Assert.Equal("reçu", (await engine.VariableAsync(id, "réponse"))!["content"]!.GetValue<string>());
        Assert.Equal(0, await engine.QueuedAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_call_whose_answer_was_lost_is_asked_about_before_anything_is_sent_again(string database)
    {
        var engine = await sites.OnAsync(database);
        engine.Line.After[Url(engine)] = () => new IOException("the connection broke");
        await engine.PublishAsync(Calling("perdu", Url(engine)));
        var id = await engine.StartAsync("perdu");
        await engine.Site.DrainAsync();
        engine.Clock.Advance(TimeSpan.FromMinutes(1));
        await engine.Site.DrainAsync();

        Assert.Equal(1, engine.Line.Count(Url(engine)));
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal("retrouvé", (await engine.VariableAsync(id, "réponse"))!["content"]!.GetValue<string>());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_call_refused_for_good_is_an_incident_at_once_and_goes_on_when_it_is_tried_again(string database)
    {
        var engine = await sites.OnAsync(database);
        engine.Line.Before[Url(engine)] = () => new NoRetryException("adresse inconnue");
        var id = await engine.RunAsync(Calling("refusé", Url(engine)));

        var incident = Assert.Single(await engine.RowsAsync<IncidentRow>());
        Assert.Equal((IncidentKind.Effect, "adresse inconnue", "appel", id), (incident.Kind, incident.Message, incident.ActivityId, incident.InstanceId));
        Assert.Equal((InstanceStatus.Waiting, 1), ((await engine.InstanceAsync(id)).Status, (await engine.InstanceAsync(id)).OpenIncidents));
        Assert.Equal(0, await engine.QueuedAsync());

        engine.Line.Before.Clear();
        Assert.Null(await engine.ActAsync(acts => acts.RetryAsync(incident.Id, "op")));
        await engine.DrainAsync();

        Assert.Equal((InstanceStatus.Finished, 0), ((await engine.InstanceAsync(id)).Status, (await engine.InstanceAsync(id)).OpenIncidents));
        Assert.Equal($"{id}/2", Assert.Single(engine.Line.Sent, s => s.Url == Url(engine)).Key);
        var resolved = Assert.Single(await engine.RowsAsync<IncidentRow>());
        Assert.Equal(("retry", "op"), (resolved.Resolution, resolved.ResolvedBy));
        Assert.NotNull(await engine.ActAsync(acts => acts.RetryAsync(incident.Id, "op")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task When_attempts_end_the_instance_has_an_incident_and_the_queue_no_row_to_take_up(string database)
    {
        var engine = await sites.OnAsync(database);
        engine.Line.Before[Url(engine)] = () => new NotSentException("personne ne répond");
        await engine.PublishAsync(Calling("sourd", Url(engine)));
        await engine.StartAsync("sourd");
        for (var i = 0; i < 4; i++)
        {
            await engine.Site.DrainAsync();
            engine.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal((IncidentKind.Effect, "personne ne répond"), Single(await engine.RowsAsync<IncidentRow>()));
        Assert.Equal(0, await engine.QueuedAsync());

        static (IncidentKind, string) Single(List<IncidentRow> rows) => (Assert.Single(rows).Kind, rows[0].Message);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_call_nobody_can_tell_of_is_sent_no_more_until_somebody_decides(string database)
    {
        var engine = await sites.OnAsync(database);
        engine.Line.After[Url(engine)] = () => new IOException("the connection broke");
        engine.Line.Answers[Url(engine)] = Reconciled.Unknown;
        await engine.PublishAsync(Calling("doute", Url(engine)));
        var id = await engine.StartAsync("doute");
        await engine.Site.DrainAsync();
        engine.Clock.Advance(TimeSpan.FromMinutes(1));
        await engine.Site.DrainAsync();

        var incident = Assert.Single(await engine.RowsAsync<IncidentRow>());
        Assert.Equal(IncidentKind.Uncertain, incident.Kind);
        Assert.Equal(1, engine.Line.Count(Url(engine)));

        // Trying again asks first; the other side still cannot tell.
        Assert.Null(await engine.ActAsync(acts => acts.RetryAsync(incident.Id, "op")));
        await engine.DrainAsync();
        Assert.Equal(1, engine.Line.Count(Url(engine)));

        var again = Assert.Single(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.ResolvedAt == null)));
        Assert.NotNull(await engine.ActAsync(acts => acts.MarkDoneAsync(again.Id, "op", "Done", " ")));
        Assert.Null(await engine.ActAsync(acts => acts.MarkDoneAsync(again.Id, "op", "Done", "Accusé papier du 3 mars")));
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(1, engine.Line.Count(Url(engine)));
        Assert.Equal("Accusé papier du 3 mars", Assert.Single(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.Id == again.Id))).Proof);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_question_that_fails_until_the_attempts_end_is_an_incident_and_nothing_is_sent_again(string database)
    {
        var engine = await sites.OnAsync(database);
        engine.Line.After[Url(engine)] = () => new IOException("the connection broke");
        engine.Line.Asked[Url(engine)] = () => new NotSentException("personne ne répond");
        await engine.PublishAsync(Calling("muet", Url(engine)));
        await engine.StartAsync("muet");
        await TryAllAsync(engine);

        var incident = Assert.Single(await engine.RowsAsync<IncidentRow>());
        Assert.Equal((IncidentKind.Uncertain, "personne ne répond"), (incident.Kind, incident.Message));
        Assert.Equal(0, await engine.QueuedAsync());

        // The round that an operator asks for begins with the question.
        Assert.Null(await engine.ActAsync(acts => acts.RetryAsync(incident.Id, "op")));
        await TryAllAsync(engine);
        Assert.Equal(IncidentKind.Uncertain, Assert.Single(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.ResolvedAt == null))).Kind);
        Assert.Equal(1, engine.Line.Count(Url(engine)));
        Assert.Equal(0, await engine.QueuedAsync());

        static async Task TryAllAsync(EngineSite engine)
        {
            for (var i = 0; i < 4; i++)
            {
                await engine.Site.DrainAsync();
                engine.Clock.Advance(TimeSpan.FromHours(1));
            }
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_cancelled_instance_makes_no_call_that_was_waiting(string database)
    {
        var engine = await sites.OnAsync(database);
        engine.Line.Before[Url(engine)] = () => new NotSentException("personne ne répond");
        await engine.PublishAsync(Calling("annulé", Url(engine)));
        var id = await engine.StartAsync("annulé");
        await engine.Site.DrainAsync();

        Assert.Null(await engine.ActAsync(acts => acts.CancelAsync(id, "op", undo: false, "plus besoin")));
        engine.Line.Before.Clear();
        engine.Clock.Advance(TimeSpan.FromHours(1));
        await engine.DrainAsync();

        Assert.Equal(InstanceStatus.Cancelled, (await engine.InstanceAsync(id)).Status);
        Assert.Equal(0, engine.Line.Count(Url(engine)));
        Assert.Equal(0, await engine.QueuedAsync());
    }

    private static string Url(EngineSite engine) => $"https://exemple.bzh/{engine.Tenant.Name}";

    private static string Calling(string id, string url) => Definition(
        id, Sequence(Activity("SendHttpRequest", "appel", ("url", Literal(url)), ("method", Literal("POST")), ("result", To("réponse")))), Variable("réponse"));
}
