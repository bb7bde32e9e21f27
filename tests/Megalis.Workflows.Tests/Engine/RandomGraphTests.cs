using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Tests.Engine;

public sealed class RandomGraphTests(EngineSites sites) : IClassFixture<EngineSites>
{
    [Fact]
    public async Task Thousands_of_graphs_run_each_activity_as_often_as_the_graph_says_through_stored_states()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var graph = new RandomGraph(seed);
            var done = await RunInMemoryAsync(graph, seed);
            AssertSame(graph.Expected(), done, seed);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_same_graphs_run_the_same_on_a_database(string database)
    {
        var engine = await sites.OnAsync(database);
        for (var seed = 0; seed < 25; seed++)
        {
            var graph = new RandomGraph(seed);
            await engine.PublishUnsoundAsync($"graphe-{seed}", graph.Definition($"graphe-{seed}"));
            var id = await engine.StartAsync($"graphe-{seed}");
            await engine.DrainAsync();
            await FeedAsync(engine, id);

            AssertSame(graph.Expected(), Count((await engine.DoneAsync(id)).Select(e => e.Split(' ')[0])), seed);
            // A graph that nobody has checked may leave a branch at a join: then it waits for an operator.
            var instance = await engine.InstanceAsync(id);
            Assert.Equal(instance.OpenIncidents == 0 ? InstanceStatus.Finished : InstanceStatus.Waiting, instance.Status);
        }
    }

    private static async Task FeedAsync(EngineSite engine, string id)
    {
        var sent = 0;
        while (await engine.RowsAsync<BookmarkRow>(b => b.Where(x => x.InstanceId == id)) is { Count: > 0 } waits && sent++ < 200)
        {
            foreach (var wait in waits)
                await engine.SendAsync(wait.Key);
            await engine.DrainAsync();
        }
    }

    /// <summary>Every pause of the run goes through the stored form, as if the process had been another.</summary>
    private static async Task<Dictionary<string, int>> RunInMemoryAsync(RandomGraph graph, int seed)
    {
        var flow = GraphReader.Read("v", graph.Definition("g"));
        var facts = new RunFacts("i", FakeClock.Start, null);
        var random = new Random(seed);
        var done = new List<string>();
        var run = new Run(flow, new InstanceState(), facts, "");
        run.Begin();
        while (true)
        {
            while (run.HasMore && run.Ended is null)
                await run.UntilQuietAsync(random.Next(1, 5), CancellationToken.None);
            done.AddRange(run.Entries.Where(e => e.What == "done").Select(e => e.Activity));
            if (run.Ended is not null || run.State.Executions is [{ Stuck: true }])
                return Count(done);
            var state = InstanceState.Read(run.State.Write());
            Assert.Equal(run.State.Write(), state.Write());
            run = new Run(flow, state, facts, "");
            var waits = state.Executions.SelectMany(e => e.Waits.Select(w => (e.Number, w.Key))).ToList();
            Assert.True(waits.Count > 0, $"Graph {seed} neither ends nor waits: {state.Write()}");
            var (number, key) = waits[random.Next(waits.Count)];
            Assert.Equal(Heard.Taken, run.Hear(new Signal(WaitKinds.Event, key, number, JsonValue.Create(1))));
        }
    }

    private static Dictionary<string, int> Count(IEnumerable<string> done) => done.Where(id => id != "root").CountBy(id => id).ToDictionary();

    private static void AssertSame(IReadOnlyDictionary<string, int> expected, Dictionary<string, int> done, int seed) => Assert.True(
        expected.OrderBy(p => p.Key, StringComparer.Ordinal).SequenceEqual(done.OrderBy(p => p.Key, StringComparer.Ordinal)),
        $"Graph {seed}: expected {string.Join(' ', expected)}, ran {string.Join(' ', done)}");
}
