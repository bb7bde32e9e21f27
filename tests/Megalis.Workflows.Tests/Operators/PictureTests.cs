using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Picture;
using static Megalis.Workflows.Tests.Engine.Elsa;

namespace Megalis.Workflows.Tests.Operators;

public sealed class PictureTests
{
    private static readonly XNamespace Model = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    private static readonly XNamespace Diagram = "http://www.omg.org/spec/BPMN/20100524/DI";
    private static readonly XNamespace Bounds = "http://www.omg.org/spec/DD/20100524/DC";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [InlineData("Megalis.UserTask", "userTask", "")]
    [InlineData("Megalis.SendMail", "serviceTask", "")]
    [InlineData("FlowDecision", "exclusiveGateway", "")]
    [InlineData("FlowFork", "parallelGateway", "")]
    [InlineData("Delay", "intermediateCatchEvent", "timerEventDefinition")]
    [InlineData("Event", "intermediateCatchEvent", "messageEventDefinition")]
    [InlineData("Finish", "endEvent", "terminateEventDefinition")]
    [InlineData("Fault", "endEvent", "errorEventDefinition")]
    [InlineData("ExecuteWorkflow", "callActivity", "")]
    [InlineData("SetVariable", "scriptTask", "")]
    [InlineData("Sequence", "subProcess", "")]
    [InlineData("Tiers.Inconnue", "task", "")]
    public void Each_activity_is_drawn_as_what_BPMN_calls_it(string type, string element, string inside)
    {
        var drawn = Draw(Definition("c", Flowchart([Activity("Start", "debut"), Activity(type, "ici")], "debut -> ici"))).Descendants(Model + element).Single(e => Id(e) == "a_ici");

        Assert.Equal(inside, drawn.Elements().Select(e => e.Name.LocalName).SingleOrDefault(name => name.EndsWith("EventDefinition", StringComparison.Ordinal)) ?? "");
    }

    [Theory]
    [InlineData("WaitAll", "parallelGateway")]
    [InlineData("WaitAllActive", "inclusiveGateway")]
    [InlineData("WaitAny", "complexGateway")]
    public void A_join_is_drawn_by_its_mode(string mode, string element) =>
        Assert.Single(Draw(Definition("c", Flowchart([Activity("FlowJoin", "j", ("mode", Literal(mode)))]))).Descendants(Model + element));

    [Fact]
    public void A_step_has_the_name_of_the_drawing_else_its_own_else_the_title_of_its_task_else_that_of_its_type()
    {
        var first = UserTask("un", "Relire l'actualité", "Editor", "Oui");
        first["metadata"] = new JsonObject { ["displayText"] = "Relecture" };
        var second = UserTask("deux", "Signer", "Elu", "Oui");
        second["name"] = "Signature";
        var drawn = Draw(Definition("c", Sequence(first, second, UserTask("trois", "Publier", "Editor", "Oui"), Activity("WriteLine", "quatre"))));

        Assert.Equal(["Relecture", "Signature", "Publier", "Noter au journal"], drawn.Descendants().Where(e => Id(e).StartsWith("a_", StringComparison.Ordinal)).Select(e => (string)e.Attribute("name")!));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Every_activity_and_connection_is_drawn_and_no_two_shapes_overlap(int seed)
    {
        var (json, activities, connections) = Random(seed);
        var drawn = Draw(json);

        Assert.Equal(activities.Order(), drawn.Descendants().Select(Id).Where(id => id.StartsWith("a_", StringComparison.Ordinal)).Select(id => id[2..]).Order());
        Assert.Equal(
            connections.Order(),
            drawn.Descendants(Model + "sequenceFlow").Select(f => $"{f.Attribute("sourceRef")!.Value} {f.Attribute("targetRef")!.Value}").Where(f => !f.StartsWith("debut", StringComparison.Ordinal)).Order());
        AssertApart(drawn);
        AssertTied(drawn);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void The_same_definition_in_another_order_is_the_same_drawing(int seed)
    {
        var (json, _, _) = Random(seed);
        var other = JsonNode.Parse(json)!;
        foreach (var name in new[] { "activities", "connections" })
            other["root"]![name] = new JsonArray([.. other["root"]![name]!.AsArray().Select(n => n!.DeepClone()).Reverse()]);

        Assert.Equal(Text(json), Text(other.ToJsonString()));
    }

    [Fact]
    public void Places_of_the_definition_s_own_drawing_are_kept_when_all_are_there()
    {
        JsonObject At(string id, int x, int y)
        {
            var activity = Activity("WriteLine", id);
            activity["metadata"] = new JsonObject { ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = x, ["y"] = y } } };
            return activity;
        }

        string Chart(JsonObject last) => Definition("c", Flowchart([At("a", 0, 0), At("b", 0, 300), last], "a -> b", "b -> c"));
        var kept = BoxesOf(Draw(Chart(At("c", 400, 300))));
        var ours = BoxesOf(Draw(Chart(Activity("WriteLine", "c"))));
        var touching = BoxesOf(Draw(Chart(At("c", 30, 310))));

        Assert.Equal(kept["a_a"].X, kept["a_b"].X);
        Assert.Equal(400, kept["a_c"].X - kept["a_b"].X);
        Assert.True(ours["a_b"].X > ours["a_a"].Right, "One activity has no place: ours stand from left to right.");
        Assert.True(touching["a_b"].X > touching["a_a"].Right, "Two would overlap: ours stand from left to right.");
    }

    [Fact]
    public void What_stands_in_a_container_is_drawn_within_it()
    {
        var inner = With(Activity("Sequence", "suite"), Activity("WriteLine", "un"), Activity("WriteLine", "deux"));
        var boxes = BoxesOf(Draw(Definition("c", Flowchart([Activity("Start", "debut"), inner, Activity("Finish", "fin")], "debut -> suite", "suite -> fin"))));

        Assert.All(new[] { "a_un", "a_deux" }, id => Assert.True(
            boxes[id].X > boxes["a_suite"].X && boxes[id].Right < boxes["a_suite"].Right && boxes[id].Y > boxes["a_suite"].Y && boxes[id].Bottom < boxes["a_suite"].Bottom));
    }

    [Theory]
    [InlineData("Changed", "Modifié entre-temps", 116)]
    [InlineData("False", "Non", 22)]
    [InlineData("Demander une correction", "Demander une correction", 140)]
    [InlineData("Wagon MMMMMMMM", "Wagon MMMMMMMM", 116)]
    public void The_name_of_a_flow_has_room_for_its_words_in_a_wide_font(string port, string name, double needed)
    {
        var drawn = Draw(Definition("c", Flowchart([Activity("Megalis.UserTask", "a"), Activity("WriteLine", "b"), Activity("WriteLine", "c")], $"a:{port} -> b", "a:Autre -> c", "b -> a")));

        var flow = drawn.Descendants(Model + "sequenceFlow").Single(f => (string?)f.Attribute("name") == name);
        var label = BoxOf(drawn.Descendants(Diagram + "BPMNEdge").Single(e => e.Attribute("bpmnElement")!.Value == Id(flow)).Descendants(Bounds + "Bounds").Single());
        Assert.True(label.Width >= needed, $"{label.Width} px for « {name} », which takes {needed} in DejaVu Sans at 11 px.");
        Assert.All(BoxesOf(drawn).Where(box => box.Key.StartsWith("a_", StringComparison.Ordinal)), box => Assert.False(box.Value.Overlaps(label), $"« {name} » lies on {box.Key}"));
    }

    [Fact]
    public void A_long_name_of_a_flow_has_the_height_of_its_lines()
    {
        const string Port = "Demander une correction à la personne qui a proposé ce texte";
        var drawn = Draw(Definition("c", Flowchart([Activity("Megalis.UserTask", "a"), Activity("WriteLine", "b")], $"a:{Port} -> b")));

        var label = BoxOf(drawn.Descendants(Diagram + "BPMNEdge").Single(e => e.Descendants(Diagram + "BPMNLabel").Any()).Descendants(Bounds + "Bounds").Single());
        Assert.Equal((180, 42), (label.Width, label.Height));
    }

    [Fact]
    public void Where_a_step_has_several_ways_out_each_is_named_in_French()
    {
        var json = Definition("c", Flowchart([Activity("Tiers.Lire", "a"), Activity("WriteLine", "b"), Activity("WriteLine", "c"), Activity("WriteLine", "d")], "a -> b", "a:Gone -> c", "b -> d"));

        Assert.Equal(["Fait", "N’existe plus"], Draw(json).Descendants(Model + "sequenceFlow").Select(f => (string?)f.Attribute("name")).OfType<string>().Order());
        Assert.Equal(["Fait", "N’existe plus", ""], DefinitionSteps.Of(Samples.Read(json), ActivityTypes.BuiltIn, DateTimeOffset.UnixEpoch).SelectMany(step => step.Next).Select(exit => exit.Port));
        Assert.Equal(("Oui", "", "Viser", "Non"), (ActivityPort.Told("Done, True"), ActivityPort.Told("Done"), ActivityPort.Told("Viser"), ActivityPort.Said("False")));
    }

    [Fact]
    public void Ids_that_XML_does_not_know_stay_apart()
    {
        var picture = CircuitPicture.Of(
            Samples.Read(Definition("c", Sequence(Activity("WriteLine", "1 étape"), Activity("WriteLine", "1-étape"), Activity("WriteLine", "a&\"<é")))), ActivityTypes.BuiltIn);

        Assert.Equal(3, picture.Steps.Select(s => s.ElementId).Distinct().Count());
        Assert.All(picture.Steps, s => System.Xml.XmlConvert.VerifyNCName(s.ElementId));
    }

    [Fact]
    public void A_circuit_of_two_thousand_activities_is_drawn_in_time()
    {
        var activities = Enumerable.Range(0, 1_900).Select(i => Activity("WriteLine", $"n{i}")).ToArray();
        var flows = Enumerable.Range(0, 1_899).Select(i => $"n{i} -> n{i + 1}").Concat(Enumerable.Range(0, 300).Select(i => $"n{i} -> n{1_800 - i}"));
        var json = Definition("c", Flowchart(activities, [.. flows]));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(1_901, BoxesOf(Draw(json)).Count);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    private static (string Json, List<string> Activities, List<string> Connections) Random(int seed)
    {
        var random = new Random(seed);
        string[] types = ["WriteLine", "FlowDecision", "FlowFork", "Delay", "Megalis.UserTask", "Event", "Sequence"];
        var activities = Enumerable.Range(0, random.Next(2, 25)).Select(i => Activity(types[random.Next(types.Length)], $"n{i}")).ToArray();
        foreach (var sequence in activities.Where(a => a["type"]!.GetValue<string>() == "Elsa.Sequence"))
            With(sequence, Activity("WriteLine", $"{sequence["id"]}u"), Activity("Delay", $"{sequence["id"]}v"));
        var flows = Enumerable.Range(0, activities.Length * 2).Select(_ => $"n{random.Next(activities.Length)}:{(random.Next(2) == 0 ? "Done" : "True")} -> n{random.Next(activities.Length)}").Distinct().ToArray();
        var inner = activities.Where(a => a["activities"] is not null).SelectMany(a => a["activities"]!.AsArray().Select(c => c!["id"]!.GetValue<string>())).ToList();
        return (
            Definition("c", Flowchart(activities, flows)),
            [.. activities.Select(a => a["id"]!.GetValue<string>()), .. inner],
            [.. flows.Select(f => $"a_{f.Split(':')[0]} a_{f.Split(" -> ")[1]}"), .. inner.Chunk(2).Select(pair => $"a_{pair[0]} a_{pair[1]}")]);
    }

    private static string Text(string json) => CircuitPicture.Of(Samples.Read(json), ActivityTypes.BuiltIn).ToBpmn();

    private static XDocument Draw(string json) => XDocument.Parse(Text(json));

    private static string Id(XElement element) => (string?)element.Attribute("id") ?? "";

    private static Dictionary<string, Box> BoxesOf(XDocument drawn) => drawn.Descendants(Diagram + "BPMNShape").ToDictionary(
        s => s.Attribute("bpmnElement")!.Value, s => BoxOf(s.Element(Bounds + "Bounds")!));

    private static Box BoxOf(XElement bounds)
    {
        double Of(string name) => double.Parse(bounds.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        return new Box(Of("x"), Of("y"), Of("width"), Of("height"));
    }

    /// <summary>Two shapes overlap only when one contains the other.</summary>
    private static void AssertApart(XDocument drawn)
    {
        var boxes = BoxesOf(drawn);
        var elements = drawn.Descendants().Where(e => boxes.ContainsKey(Id(e))).ToList();
        foreach (var one in elements)
            foreach (var other in elements.Where(o => o != one && !o.Ancestors().Contains(one) && !one.Ancestors().Contains(o)))
                Assert.False(boxes[Id(one)].Overlaps(boxes[Id(other)]), $"{Id(one)} {boxes[Id(one)]} lies on {Id(other)} {boxes[Id(other)]}");
    }

    /// <summary>A flow begins on the edge of one shape and ends on that of the other.</summary>
    private static void AssertTied(XDocument drawn)
    {
        var boxes = BoxesOf(drawn);
        foreach (var edge in drawn.Descendants(Diagram + "BPMNEdge"))
        {
            var flow = drawn.Descendants(Model + "sequenceFlow").Single(f => Id(f) == edge.Attribute("bpmnElement")!.Value);
            var points = edge.Elements().Where(e => e.Name.LocalName == "waypoint").Select(p => (X: (double)p.Attribute("x")!, Y: (double)p.Attribute("y")!)).ToList();
            var (from, to) = (boxes[flow.Attribute("sourceRef")!.Value], boxes[flow.Attribute("targetRef")!.Value]);
            Assert.Equal((from.Right, Math.Round(from.Middle)), points[0]);
            Assert.Equal((to.X, Math.Round(to.Middle)), points[^1]);
        }
    }
}
