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
        var (sound, blocked, endless, doubled) = (0, 0, 0, 0);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Flowcharts().ToArbitrary(), pieces =>
        {
            var naive = new NaiveTokens(pieces);
            var json = Drawing.Json(DrawingOf(pieces));
            json["root"]!["start"] = "n0";
            var findings = DefinitionCheck.Check(json.ToJsonString(), ActivityTypes.BuiltIn).Findings;
            var drawing = DrawingOf(pieces);

            Assert.True(naive.Doubles == findings.Any(finding => finding.Code == FindingCodes.DoubleRun), $"doubled: {drawing}");
            if (naive.Doubles)
            {
                doubled++;
                return;
            }

            var joins = pieces.Where(piece => piece.Joins).Select(piece => piece.Id).ToHashSet();
            var found = findings.Where(finding => finding.Code is FindingCodes.DeadEnd or FindingCodes.JoinNeverFires).ToList();
            var stuck = found.Where(finding => finding.Code == FindingCodes.JoinNeverFires || finding.Message.StartsWith("Au rendez-vous", StringComparison.Ordinal)).Select(finding => finding.Activity).ToHashSet();
            Assert.True(naive.Blocked.IsSubsetOf(stuck) && stuck.IsSubsetOf(joins), $"blocked at {string.Join(",", naive.Blocked)}, found {string.Join(",", stuck)}: {drawing}");
            Assert.True(naive.IsEndless() == found.Exists(finding => finding.Message.StartsWith("Le circuit ne peut plus finir", StringComparison.Ordinal)), $"endless {naive.IsEndless()}: {drawing}");
            (blocked, endless, sound) = (blocked + (stuck.Count > 0 ? 1 : 0), endless + (naive.IsEndless() ? 1 : 0), sound + (stuck.Count == 0 && !naive.IsEndless() ? 1 : 0));
        }));

        // A generator that makes one kind only would prove nothing.
        Assert.True(sound > 50 && blocked > 50 && endless > 50 && doubled > 50, $"sound {sound}, blocked {blocked}, endless {endless}, doubled {doubled}");
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
}
