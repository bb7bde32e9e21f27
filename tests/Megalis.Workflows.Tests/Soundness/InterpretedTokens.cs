using System.Text.Json.Nodes;
using Megalis.Testing;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Runtime;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Tests.Soundness;

/// <summary>One walk of the interpreter itself through a flowchart of pieces: whatever it does, the verdict must have foreseen.</summary>
internal sealed class InterpretedTokens
{
    private const int MostMoves = 100;

    private readonly IReadOnlyList<Piece> _pieces;
    private readonly Random _random;
    private readonly Run _run;

    public InterpretedTokens(IReadOnlyList<Piece> pieces, WorkflowDefinition definition, int seed)
    {
        (_pieces, _random) = (pieces, new Random(seed));
        var stored = DefinitionReader.Read(DefinitionWriter.Canonical(definition)).Definition!;
        _run = new Run(GraphReader.Read("v", stored), new InstanceState(), new RunFacts("i", FakeClock.Start, null), "");
    }

    public bool Doubles { get; private set; }

    /// <summary>Joins where a token stayed behind; empty while it goes on, and when a <c>finish</c> ended it.</summary>
    public IReadOnlyList<string> Blocked { get; private set; } = [];

    public async Task WalkAsync()
    {
        _run.Begin();
        var root = _run.State.Executions[0];
        var finished = false;
        for (var move = 0; move < MostMoves && _run.Ended is null && !root.Stuck; move++)
        {
            if (_run.HasMore)
                await _run.UntilQuietAsync(1, CancellationToken.None);
            else
                HearOne();
            Look(root);
            finished = _run.Entries.Any(entry => entry.What == "done" && _pieces.Any(piece => piece.Id == entry.Activity && piece.Kind == "finish"));
        }

        Assert.False(_run.Ended is not null && !finished && Waiting(root).Count > 0, "It ended well, and a token was left behind.");
        if (root.Stuck)
            Blocked = [.. Waiting(root).Select(join => join.Key)];
    }

    private void HearOne()
    {
        var rests = _run.State.Executions.Where(execution => execution.Waits.Count > 0).ToList();
        Assert.NotEmpty(rests);
        var rest = rests[_random.Next(rests.Count)];
        var piece = _pieces.Single(piece => piece.Id == rest.Activity);
        var outcome = piece.Out[_random.Next(piece.Out.Count)].Port;
        Assert.Equal(Heard.Taken, _run.Hear(new Signal(rest.Waits[0].Kind, rest.Waits[0].Key, rest.Number, new JsonObject { ["outcome"] = outcome })));
    }

    private void Look(Execution root)
    {
        var standing = _run.State.Executions.Where(execution => _pieces.Any(piece => piece.Id == execution.Activity && piece.Kind != "finish"));
        Doubles |= standing.GroupBy(execution => execution.Activity).Any(group => group.Skip(1).Any())
            || Waiting(root).Any(join => join.Value!.AsObject().Any(edge => edge.Value!.GetValue<int>() > 1));
    }

    private static JsonObject Waiting(Execution root) => root.Data?["joins"] as JsonObject ?? [];
}
