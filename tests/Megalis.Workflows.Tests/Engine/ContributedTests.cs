using System.Text.Json.Nodes;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Workflows;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Microsoft.Extensions.DependencyInjection;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

public sealed class ContributedTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_activity_of_a_module_gives_its_outputs_waits_for_its_event_and_at_its_last_failure_is_an_incident(string database)
    {
        var options = EngineSites.Options(database);
        await using var site = await SiteFixture.StartAsync(options with
        {
            Services = services =>
            {
                options.Services!(services);
                services.AddSingleton<Mood>();
                new FeatureServices(services, "Megalis.Workflows").AddActivity<Moody>();
            },
        });
        var engine = new EngineSite(site, await site.AddTenantAsync("apport"));
        var mood = site.Services.GetRequiredService<Mood>();
        await engine.PublishAsync(Definition("apport", Sequence(Activity("Tests.Moody", "humeur", ("sujet", Literal("temps")), ("réponse", To("reçu")))), Variable("reçu")));

        mood.Answer = call => ActivityResult.Done(outputs: new Dictionary<string, JsonNode?> { ["réponse"] = call.Text("sujet") });
        var well = await engine.StartAsync("apport");
        await engine.DrainAsync();
        Assert.Equal("temps", (await engine.VariableAsync(well, "reçu"))!.GetValue<string>());

        mood.Answer = _ => ActivityResult.WaitFor("éclaircie");
        var waits = await engine.StartAsync("apport");
        await engine.DrainAsync();
        await engine.SendAsync("éclaircie", payload: new JsonObject { ["outcome"] = "Done", ["outputs"] = new JsonObject { ["réponse"] = "soleil" } });
        await engine.DrainAsync();
        Assert.Equal("soleil", (await engine.VariableAsync(waits, "reçu"))!.GetValue<string>());

        // Whoever sends events may send anything: a text has neither outcome nor outputs.
        waits = await engine.StartAsync("apport");
        await engine.DrainAsync();
        await engine.SendAsync("éclaircie", payload: "soleil");
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(waits)).Status);

        // A port that nobody drew: the token would be lost, and the instance end as if all were well.
        mood.Answer = _ => ActivityResult.Done("Ailleurs");
        var astray = await engine.StartAsync("apport");
        await engine.DrainAsync();
        var lost = Assert.Single(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.InstanceId == astray)));
        Assert.Contains("Ailleurs", lost.Message, StringComparison.Ordinal);

        // Tried again it waits for something, and then for something else: by the name that it has now.
        mood.Answer = _ => ActivityResult.WaitFor("pluie");
        Assert.Null(await engine.ActAsync(acts => acts.RetryAsync(lost.Id, "op")));
        await engine.DrainAsync();
        await engine.SendAsync("pluie", payload: new JsonObject { ["outcome"] = "Nulle part" });
        await engine.DrainAsync();
        lost = Assert.Single(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.InstanceId == astray && x.ResolvedAt == null)));
        mood.Answer = _ => ActivityResult.WaitFor("neige");
        Assert.Null(await engine.ActAsync(acts => acts.RetryAsync(lost.Id, "op")));
        await engine.DrainAsync();
        Assert.Equal("neige", Assert.Single(await engine.RowsAsync<BookmarkRow>()).Key);
        await engine.SendAsync("pluie");
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Waiting, (await engine.InstanceAsync(astray)).Status);
        await engine.SendAsync("neige");
        await engine.DrainAsync();
        Assert.Equal(InstanceStatus.Finished, (await engine.InstanceAsync(astray)).Status);

        mood.Answer = _ => throw new InvalidOperationException("il pleut");
        var fails = await engine.StartAsync("apport");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await site.DrainAsync();
            engine.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Contains("il pleut", Assert.Single(await engine.RowsAsync<IncidentRow>(i => i.Where(x => x.InstanceId == fails))).Message, StringComparison.Ordinal);
        Assert.Equal((InstanceStatus.Waiting, 1), ((await engine.InstanceAsync(fails)).Status, (await engine.InstanceAsync(fails)).OpenIncidents));
        Assert.Equal(0, await engine.QueuedAsync());
    }

    private sealed class Mood
    {
        public Func<ActivityCall, ActivityResult> Answer { get; set; } = _ => ActivityResult.Done();
    }

    private sealed class Moody(Mood mood) : IActivity
    {
        public ActivityDescription Description { get; } = new("Tests.Moody", "Humeur") { Inputs = [new("sujet")], Outputs = ["réponse"] };

        public Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop) => Task.FromResult(mood.Answer(call));
    }
}
