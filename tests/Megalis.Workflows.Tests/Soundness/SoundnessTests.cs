using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Tests.Soundness;

/// <summary>Small flowcharts, drawn in a line of text, and what is found in them.</summary>
public sealed class SoundnessTests
{
    [Theory]
    // A circuit with a loop through a person, and an end by having nothing left to do.
    [InlineData("start:task(Oui,Non) pub:line fix:task; start.Oui>pub start.Non>fix fix>start")]
    [InlineData("f:fork(A,B) a:task b:task j:join(WaitAll) e:line; f.A>a f.B>b a>j b>j j>e")]
    [InlineData("f:fork(A,B) a:task b:wait j:join(WaitAny) e:line; f.A>a f.B>b a>j b>j j>e")]
    // One of two branches is taken: a join of the active ones goes on.
    [InlineData("d:decision a:task b:task j:join(WaitAllActive) e:line; d.True>a d.False>b a>j b>j j>e")]
    [InlineData("s:any(A,B,C) a:task b:task c:task o:line j:join(WaitAllActive); s.A>a s.B>b s.C>c s.Default>o a>j b>j c>j o>j")]
    // Parallel branches may each come to the end: the first one there ends all.
    [InlineData("f:fork(A,B) a:task b:task e:finish; f.A>a f.B>b a>e b>e")]
    [InlineData("f:fork(A,B) a:task b:task c:task!Cascade; f.A>a f.B>b a>c b>c")]
    // A reminder that runs beside the task until it is done.
    [InlineData("f:fork(A,B) a:task w:wait m:mail e:finish; f.A>a f.B>w w>m m>w a>e")]
    public void A_sound_flowchart_has_no_finding(string drawing) => Assert.Empty(Drawing.Check(drawing));

    [Theory]
    [InlineData("d:decision a:line; d.True>a", "missing-outcome d")]
    [InlineData("t:task(Oui,Non) a:line; t.Oui>a", "missing-outcome t")]
    [InlineData("s:switch(A) a:line; s.A>a", "missing-outcome s")]
    [InlineData("f:fork(A,B) a:line; f.A>a", "missing-outcome f")]
    [InlineData("a:line b:line c:line; a>b c>c", "unreachable c, loop-without-wait -")]
    [InlineData("a:line x:line; a>a", "loop-without-wait a, dead-end a, unreachable x")]
    [InlineData("a:line d:decision e:line; a>d d.True>e d.False>a", "loop-without-wait a")]
    [InlineData("a:task d:decision e:line; a>d d.True>e d.False>a", "")]
    // Only one of two branches ever comes.
    [InlineData("d:decision a:task b:task j:join(WaitAll) e:line; d.True>a d.False>b a>j b>j j>e", "join-never-fires j")]
    // Both may come, or one.
    [InlineData("f:fork(A,B) a:task(X,Y) b:task x:line j:join(WaitAll) e:line; f.A>a f.B>b a.X>j a.Y>x b>j j>e", "dead-end j")]
    [InlineData("f:fork(A,B) a:task b:task c:line e:line; f.A>a f.B>b a>c b>c c>e", "double-run c")]
    [InlineData("a:task b:wait; a>b b>a", "dead-end a")]
    [InlineData("a:task f:fork(X,Y) x:wait; a>f f.X>a f.Y>x", "double-run x")]
    [InlineData("e:finish a:line; e>a", "unknown-port e")]
    [InlineData("j:join(Stream) a:line; a>j", "join-mode j")]
    [InlineData("a:line!Converge", "merge-mode a")]
    [InlineData("a:line a:line; a>a", "duplicate-id a")]
    [InlineData("a:line; a>nowhere", "dangling-connection flow")]
    [InlineData("a:line; a.Autre>a", "unknown-port a, no-start flow")]
    [InlineData("a:line b:line", "no-start flow")]
    public void What_is_wrong_is_found_where_it_is(string drawing, string expected)
    {
        var found = Drawing.Check(drawing).Select(finding => $"{finding.Code} {finding.Activity}").Order(StringComparer.Ordinal);

        Assert.Equal(expected.Split(", ", StringSplitOptions.RemoveEmptyEntries).Where(one => !one.EndsWith('-')).Order(StringComparer.Ordinal), found);
    }

    [Theory]
    [InlineData("Elsa.Delay", "timeSpan", "00:00:00", "loop-without-wait")]
    [InlineData("Elsa.Delay", "timeSpan", "00:00:01", "")]
    [InlineData("Elsa.StartAt", "dateTime", "2031-01-01T00:00:00+01:00", "loop-without-wait")]
    public void A_wait_for_no_time_or_until_a_date_that_stands_there_lets_a_loop_turn_for_ever(string type, string input, string value, string code)
    {
        var json = Drawing.Json("w:wait d:decision e:line; w>d d.True>e d.False>w");
        var wait = json["root"]!["activities"]![0]!.AsObject();
        wait.Remove("timeSpan");
        (wait["type"], wait[input]) = (type, value);

        Assert.Equal(code, string.Join(' ', DefinitionCheck.Check(json.ToJsonString(), ActivityTypes.BuiltIn).Findings.Select(f => f.Code)));
    }

    [Theory]
    // Its own event, however late.
    [InlineData("s:start t:task p:publish; s>t t>p", "starts-itself p")]
    [InlineData("s:start t:task p:publish; s>t", "unreachable p, starts-itself p")]
    // Its own name before anything waits, whatever is decided on the way; after a person has answered it may begin anew.
    [InlineData("a:line d:decision x:dispatch e:line; a>d d.True>x d.False>e", "starts-itself x")]
    [InlineData("a:line x:execute; a>x", "starts-itself x")]
    [InlineData("s:start x:dispatch; s>x", "starts-itself x")]
    [InlineData("f:fork(A,B) a:line b:line j:join(WaitAll) x:dispatch; f.A>a f.B>b a>j b>j j>x", "starts-itself x")]
    [InlineData("f:fork(A,B) t:task b:line j:join(WaitAll) x:dispatch; f.A>t f.B>b t>j b>j j>x", "")]
    [InlineData("t:task x:dispatch; t>x", "")]
    [InlineData("a:line x:other; a>x", "")]
    public void A_circuit_that_begins_itself_for_ever_is_found(string drawing, string expected)
    {
        var json = Drawing.Json(drawing);
        foreach (var activity in json["root"]!["activities"]!.AsArray().Select(one => one!.AsObject()))
            switch (activity["type"]!.GetValue<string>())
            {
                case "start":
                    (activity["type"], activity["eventName"], activity["customProperties"]) = ("Elsa.Event", "depot", new System.Text.Json.Nodes.JsonObject { ["canStartWorkflow"] = true });
                    break;
                case "publish":
                    (activity["type"], activity["eventName"]) = ("Elsa.PublishEvent", "depot");
                    break;
                case "dispatch" or "execute" or "other":
                    var kind = activity["type"]!.GetValue<string>();
                    (activity["type"], activity["workflowDefinitionId"]) = (kind == "execute" ? "Elsa.ExecuteWorkflow" : "Elsa.DispatchWorkflow", kind == "other" ? "autre" : "drawn");
                    break;
            }

        json["root"]!["start"] = json["root"]!["activities"]![0]!["id"]!.GetValue<string>();
        Assert.Equal(expected, string.Join(", ", DefinitionCheck.Check(json.ToJsonString(), ActivityTypes.BuiltIn).Findings.Select(f => $"{f.Code} {f.Activity}")));
    }

    [Fact]
    public void Twelve_parallel_branches_of_ten_steps_are_followed_to_the_end()
    {
        var names = Enumerable.Range(0, 12).ToList();
        var steps = names.SelectMany(b => Enumerable.Range(0, 10).Select(s => $"b{b}s{s}:task"));
        var links = names.SelectMany(b => Enumerable.Range(0, 9).Select(s => $"b{b}s{s}>b{b}s{s + 1}").Append($"f.P{b}>b{b}s0").Append($"b{b}s9>j"));

        Assert.Empty(Drawing.Check($"f:fork({string.Join(",", names.Select(b => $"P{b}"))}) {string.Join(" ", steps)} j:join(WaitAll); {string.Join(" ", links)}"));
    }

    [Fact]
    public void More_states_than_are_looked_at_is_a_finding_and_no_approval()
    {
        var names = Enumerable.Range(0, 24).ToList();
        var drawing = $"f:fork({string.Join(",", names.Select(b => $"P{b}"))}) {string.Join(" ", names.Select(b => $"b{b}:task"))} j:join(WaitAll); {string.Join(" ", names.Select(b => $"f.P{b}>b{b} b{b}>j"))}";

        Assert.Equal(FindingCodes.NotExplored, Assert.Single(Drawing.Check(drawing)).Code);
    }

    [Fact]
    public void Containers_are_checked_from_the_inside_out()
    {
        Assert.Empty(Nested("""{"id":"i","type":"Elsa.If","condition":true,"then":{"id":"x","type":"Elsa.Finish"},"else":{"id":"y","type":"Elsa.WriteLine"}}"""));
        Assert.Equal("unreachable last", Nested("""{"id":"i","type":"Elsa.If","condition":true,"then":{"id":"x","type":"Elsa.Finish"},"else":{"id":"y","type":"Elsa.Fault"}}"""));
        Assert.Equal("missing-outcome d", Nested("""
            {"id":"inner","type":"Elsa.Flowchart","start":"d","activities":[{"id":"d","type":"Elsa.FlowDecision","condition":true},{"id":"l","type":"Elsa.WriteLine"}],
             "connections":[{"source":{"activity":"d","port":"True"},"target":{"activity":"l"}}]}
            """));

        static string Nested(string activity) => string.Join(", ", DefinitionCheck.Check(
                $$"""{"definitionId":"d","root":{"id":"s","type":"Elsa.Sequence","activities":[{{activity}},{"id":"last","type":"Elsa.WriteLine"} ] } }""", ActivityTypes.BuiltIn)
            .Findings.Select(finding => $"{finding.Code} {finding.Activity}"));
    }
}
