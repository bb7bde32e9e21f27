using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Tests.Soundness;

public sealed class RandomGraphTests
{
    private static readonly string[] Kinds = ["wait", "wait", "task", "task", "fork", "WaitAll", "WaitAny", "WaitAllActive", "finish"];

    [Fact]
    public void Random_flowcharts_get_the_verdict_of_an_oracle_that_moves_every_token()
    {
        var verdicts = new List<Verdict>();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Flowcharts().ToArbitrary(), pieces => verdicts.Add(AssertForeseen(pieces))));

        // A generator that makes one kind only would prove nothing.
        var counts = verdicts.CountBy(verdict => verdict).ToDictionary();
        Assert.All(Enum.GetValues<Verdict>(), verdict => Assert.True(counts.GetValueOrDefault(verdict) > 50, string.Join(", ", counts)));
    }

    [Theory]
    // A race takes the second token of n2 away in the move that brings it: nothing runs twice.
    [InlineData(nameof(Verdict.Endless), "n0:fork(A,B) n1:join(WaitAny) n2:wait n3:task(A,B) n4:join(WaitAny) n5:wait n6:fork(A,B); n0.A>n6 n0.B>n2 n1.Done>n4 n2.Done>n4 n3.A>n4 n3.B>n3 n4.Done>n1 n5.Done>n2 n6.A>n5 n6.B>n1")]
    [InlineData(nameof(Verdict.Sound), "n0:fork(A,B) n1:fork(A,B) n2:wait n3:join(WaitAny); n0.A>n1 n0.B>n2 n1.A>n2 n1.B>n3 n2.Done>n3")]
    // The race comes first, the token after it: that one may come to the join while the winner still stands there.
    [InlineData(nameof(Verdict.Doubled), "n0:fork(A,B) n1:fork(A,B) n2:join(WaitAny) n3:wait; n0.A>n1 n0.B>n3 n1.A>n2 n1.B>n3 n3.Done>n2")]
    // What waits at a join for all, and lacks a branch for ever, does not hold up a join of the active ones behind it.
    [InlineData(nameof(Verdict.Blocked), "n0:fork(A,B) n1:join(WaitAll) n2:task(A,B) n3:join(WaitAllActive) n4:wait; n0.A>n1 n0.B>n2 n2.A>n1 n2.B>n3 n1.Done>n3 n3.Done>n4")]
    // Joins of the active ones that wait for each other on a loop: the first by id goes on, whoever came first.
    [InlineData(nameof(Verdict.Endless), "n0:fork(A,B) n1:join(WaitAllActive) n2:join(WaitAllActive) n3:join(WaitAllActive); n0.A>n3 n0.B>n1 n1.Done>n2 n2.Done>n3 n3.Done>n0")]
    [InlineData(nameof(Verdict.Endless), "n0:fork(A,B) n1:fork(A,B) n2:join(WaitAllActive) n3:join(WaitAll) n4:join(WaitAllActive) n5:join(WaitAllActive); n0.A>n4 n0.B>n1 n1.A>n5 n1.B>n2 n2.Done>n4 n4.Done>n5 n5.Done>n1")]
    [InlineData(nameof(Verdict.Endless), "n0:task(A,B) n1:join(WaitAllActive) n2:task(A,B) n3:join(WaitAllActive) n4:fork(A,B); n0.A>n1 n0.B>n3 n1.Done>n3 n2.B>n3 n3.Done>n4 n4.A>n0 n4.B>n2")]
    public void Flowcharts_that_were_judged_wrongly_once(string verdict, string drawing) => Assert.Equal(verdict, AssertForeseen(PiecesOf(drawing)).ToString());

    private static Verdict AssertForeseen(IReadOnlyList<Piece> pieces)
    {
        var drawing = DrawingOf(pieces);
        var naive = new NaiveTokens(pieces);
        var json = Drawing.Json(drawing);
        json["root"]!["start"] = "n0";
        var (definition, findings) = DefinitionCheck.Check(json.ToJsonString(), ActivityTypes.BuiltIn);

        Assert.True(naive.Doubles == findings.Any(finding => finding.Code == FindingCodes.DoubleRun), $"doubled {naive.Doubles}: {drawing}");
        if (naive.Doubles)
            return Verdict.Doubled;
        var joins = pieces.Where(piece => piece.Joins).Select(piece => piece.Id).ToHashSet();
        var found = findings.Where(finding => finding.Code is FindingCodes.DeadEnd or FindingCodes.JoinNeverFires).ToList();
        var stuck = found.Where(finding => finding.Code == FindingCodes.JoinNeverFires || finding.Message.StartsWith("Au rendez-vous", StringComparison.Ordinal)).Select(finding => finding.Activity).ToHashSet();
        Assert.True(naive.Blocked.IsSubsetOf(stuck) && stuck.IsSubsetOf(joins), $"blocked at {string.Join(",", naive.Blocked)}, found {string.Join(",", stuck)}: {drawing}");
        Assert.True(naive.IsEndless() == found.Exists(finding => finding.Message.StartsWith("Le circuit ne peut plus finir", StringComparison.Ordinal)), $"endless {naive.IsEndless()}: {drawing}");
        AssertRunsAsForeseen(pieces, definition!, naive.Blocked, drawing);
        return stuck.Count > 0 ? Verdict.Blocked : naive.IsEndless() ? Verdict.Endless : Verdict.Sound;
    }

    /// <summary>The oracle and the check might share an error; the interpreter is what the instances run on.</summary>
    private static void AssertRunsAsForeseen(IReadOnlyList<Piece> pieces, WorkflowDefinition definition, SortedSet<string> blocked, string drawing)
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var walk = new InterpretedTokens(pieces, definition, seed);
            walk.WalkAsync().GetAwaiter().GetResult();
            Assert.False(walk.Doubles, $"ran twice: {drawing}");
            Assert.True(blocked.IsSupersetOf(walk.Blocked), $"left behind at {string.Join(",", walk.Blocked)}: {drawing}");
        }
    }

    private static Gen<Piece[]> Flowcharts() =>
        from count in Gen.Choose(2, 7)
        from kinds in Gen.Elements(Kinds).ArrayOf(count)
        from targets in Gen.Choose(-1, count - 1).ArrayOf(count * 2)
        select Enumerable.Range(0, count).Select(i => PieceOf(i, i == 0 && kinds[i].StartsWith('W') ? "fork" : kinds[i], targets[i * 2], targets[i * 2 + 1])).ToArray();

    /// <summary>Two ports of one activity never lead to one place twice: that is one connection drawn double.</summary>
    private static Piece PieceOf(int index, string kind, int first, int second) => new($"n{index}", kind, kind switch
    {
        "finish" => [],
        "task" or "fork" => [("A", Target(first)), ("B", Target(second))],
        _ => [("Done", Target(first))],
    });

    private static int? Target(int target) => target < 0 ? null : target;

    private static string DrawingOf(IReadOnlyList<Piece> pieces)
    {
        var activities = pieces.Select(piece => $"{piece.Id}:{(piece.Joins ? $"join({piece.Kind})" : piece.Kind is "task" or "fork" ? $"{piece.Kind}(A,B)" : piece.Kind)}");
        var connections = pieces.SelectMany(piece => piece.Out.Where(port => port.Target is not null).Select(port => $"{piece.Id}.{port.Port}>n{port.Target}"));
        return $"{string.Join(" ", activities)}; {string.Join(" ", connections)}";
    }

    private static List<Piece> PiecesOf(string drawing)
    {
        var (activities, connections) = (drawing.Split("; ")[0].Split(' '), drawing.Split("; ")[1].Split(' '));
        var to = connections.Select(connection => connection.Split('>')).ToDictionary(ends => ends[0], ends => (int?)int.Parse(ends[1][1..], CultureInfo.InvariantCulture));
        return [.. activities.Select(activity => PieceOf(activity.Split(':', '(', ')'), to))];
    }

    private static Piece PieceOf(string[] words, Dictionary<string, int?> to)
    {
        var (id, kind) = (words[0], words[1] == "join" ? words[2] : words[1]);
        string[] ports = kind switch { "finish" => [], "task" or "fork" => ["A", "B"], _ => ["Done"] };
        return new Piece(id, kind, [.. ports.Select(port => (port, to.GetValueOrDefault($"{id}.{port}")))]);
    }

    private enum Verdict
    {
        Sound,
        Blocked,
        Endless,
        Doubled,
    }
}
