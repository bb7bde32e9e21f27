using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Engine;

/// <summary>
/// States as a version stored them, in <c>Golden/states</c>: a file holds the definition, the state, and what came
/// afterwards. Files are added, never changed: what one version stored, every later one runs.
/// </summary>
public sealed class GoldenStateTests
{
    private static string Folder => Path.Combine(Folders.TestProject, "Golden", "states");

    public static TheoryData<string> Files() => [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public async Task Every_state_ever_stored_runs_to_its_end(string file)
    {
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, file)))!;
        var run = new Run(GraphReader.Read("v", kept["definition"]!.ToJsonString()), InstanceState.Read(kept["state"]!.ToJsonString()), Facts, "");
        foreach (var signal in kept["signals"]!.AsArray().OfType<JsonObject>())
        {
            Assert.Equal(Heard.Taken, run.Hear(new Signal(Text(signal, "kind"), Text(signal, "key"), signal["execution"]!.GetValue<int>(), signal["payload"])));
            await run.UntilQuietAsync(200, CancellationToken.None);
        }

        Assert.Equal(InstanceStatus.Finished, run.Ended);
        Assert.Empty(run.Incidents);
        Assert.Equal(kept["variables"]!.ToJsonString(), JsonNode.Parse(run.State.Write())!["variables"]!.ToJsonString());
    }

    [Theory, MemberData(nameof(Files))]
    public async Task A_state_is_stored_today_as_it_was_then(string file)
    {
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, file)))!;

        Assert.Equal(kept["state"]!.ToJsonString(), JsonNode.Parse(InstanceState.Read(kept["state"]!.ToJsonString()).Write())!.ToJsonString());
    }

    /// <summary>When this form changes, the new one gets a new file: the old one stays for the tests above.</summary>
    [Fact]
    public async Task What_this_version_stores_is_what_the_newest_file_holds()
    {
        var definition = Everything();
        var run = new Run(GraphReader.Read("v", definition), new InstanceState { Variables = { ["avis"] = null, ["n"] = JsonValue.Create(0) } }, Facts, "");
        run.Begin();
        await run.UntilQuietAsync(200, CancellationToken.None);
        Assert.Equal(Heard.Taken, run.Hear(new Signal(WaitKinds.Timer, "", Of(run, "délai"), null)));
        await run.UntilQuietAsync(200, CancellationToken.None);
        var kept = new JsonObject
        {
            ["definition"] = JsonNode.Parse(definition),
            ["state"] = JsonNode.Parse(run.State.Write()),
            ["signals"] = new JsonArray(
                Signal(run, WaitKinds.Task, "avis", "", new JsonObject { ["outcome"] = "Favorable" }), Signal(run, WaitKinds.Event, "accusé", "accusé", "AR-1"),
                Signal(run, WaitKinds.Effect, "appel", "", new JsonObject { ["result"] = new JsonObject { ["status"] = 200 } }), Signal(run, WaitKinds.Work, "travail", "", null)),
            ["variables"] = new JsonObject { ["avis"] = "Favorable", ["n"] = 5 },
        };

        GoldenFile.ShouldEqual("states/0.1-every-wait.json", kept.ToJsonString(Pretty) + "\n");
    }

    private static int Of(Run run, string activity) => run.State.Executions.Single(e => e.Activity == activity).Number;

    private static JsonObject Signal(Run run, string kind, string activity, string key, JsonNode? payload) =>
        new() { ["kind"] = kind, ["key"] = key, ["execution"] = Of(run, activity), ["payload"] = payload };

    private static RunFacts Facts => new("0instance", FakeClock.Start, null);

    private static System.Text.Json.JsonSerializerOptions Pretty { get; } = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Text(JsonObject json, string name) => json[name]!.GetValue<string>();

    /// <summary>A fork into a task, a delay that has ended and waits at the join, an event, a call, and work of another module.</summary>
    private static string Everything()
    {
        var reserve = Activity("WriteLine", "réserver", ("text", Literal("réservé")));
        reserve["customProperties"] = new JsonObject { ["compensatedBy"] = "libérer" };
        var task = UserTask("avis", "Donner un avis", "Editor", "Favorable", "Défavorable");
        task["outcome"] = To("avis");
        return Definition("tout", Flowchart(
            [
                reserve, Activity("FlowFork", "f", ("branches", Object(new JsonArray("a", "b", "c", "d", "e")))), task, Activity("Delay", "délai", ("timeSpan", Literal("1.00:00:00"))),
                Activity("Event", "accusé", ("eventName", Literal("accusé"))), Activity("SendHttpRequest", "appel", ("url", Literal("https://exemple.bzh/"))),
                With(Activity("Sequence", "suite"), SetVariable("s", "n", Literal(5)), Activity("RunTask", "travail", ("taskName", Literal("convertir")))),
                Activity("FlowJoin", "j", ("mode", Literal("WaitAllActive"))), Activity("WriteLine", "libérer"),
            ],
            "réserver -> f", "f:a -> avis", "f:b -> délai", "f:c -> accusé", "f:d -> appel", "f:e -> suite", "avis:Favorable -> j", "avis:Défavorable -> j", "délai -> j",
            "accusé -> j", "appel -> j", "suite -> j"), Variable("avis"), Variable("n", 0));
    }
}
