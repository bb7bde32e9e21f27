using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Picture;

/// <summary>Reads a definition, sound or not, into shapes and flows without places. The order of activities in the file does not count.</summary>
internal sealed class ShapeReader(ActivityTypes types)
{
    private readonly HashSet<string> _ids = [];
    private int _flows;

    /// <summary>The process, which holds everything.</summary>
    public Shape Read(WorkflowDefinition definition)
    {
        var process = new Shape(Unique("circuit"), "", definition.Name, ShapeKinds.Process);
        if (ShapeKinds.IsContainer(definition.Root))
        {
            Fill(process, definition.Root);
            return process;
        }

        process.Children.Add(ShapeOf(definition.Root, isEntry: false));
        AddStart(process, process.Children[0]);
        return process;
    }

    private void Fill(Shape container, Activity activity)
    {
        if (activity.Branches.Count > 0)
            FillBranches(container, activity);
        else if (activity.Type == BuiltInActivities.Sequence)
            FillSequence(container, activity);
        else
            FillFlowchart(container, activity);
    }

    private void FillFlowchart(Shape container, Activity activity)
    {
        var entered = activity.Connections.Select(c => c.Target.Activity).ToHashSet();
        var shapes = new Dictionary<string, Shape>();
        foreach (var child in activity.Children.OrderBy(c => c.Id, StringComparer.Ordinal))
        {
            var shape = ShapeOf(child, child.Id == activity.Start && !entered.Contains(child.Id));
            container.Children.Add(shape);
            shapes.TryAdd(child.Id, shape);
        }

        var several = activity.Connections.Select(c => c.Source).Distinct().GroupBy(source => source.Activity).Where(sources => sources.Skip(1).Any()).Select(sources => sources.Key).ToHashSet();
        if (shapes.TryGetValue(activity.Start, out var first) && first.Kind.Element != ShapeKinds.Start.Element)
            AddStart(container, first);
        foreach (var connection in Ordered(activity).Where(c => shapes.ContainsKey(c.Source.Activity) && shapes.ContainsKey(c.Target.Activity)))
            Connect(container, shapes[connection.Source.Activity], shapes[connection.Target.Activity], connection.Source.Port, !several.Contains(connection.Source.Activity));
    }

    private static IEnumerable<Connection> Ordered(Activity activity) => activity.Connections.Distinct()
        .OrderBy(c => c.Source.Activity, StringComparer.Ordinal).ThenBy(c => c.Source.Port, StringComparer.Ordinal).ThenBy(c => c.Target.Activity, StringComparer.Ordinal);

    private void FillSequence(Shape container, Activity activity)
    {
        foreach (var child in activity.Children)
        {
            var (before, shape) = (container.Children.LastOrDefault(), ShapeOf(child, isEntry: false));
            container.Children.Add(shape);
            if (before is null)
                AddStart(container, shape);
            else
                Connect(container, before, shape, ActivityPort.Done);
        }
    }

    private void FillBranches(Shape container, Activity activity)
    {
        var choice = new Shape(Unique("choix_" + activity.Id), "", "", ShapeKinds.Choice);
        container.Children.Add(choice);
        foreach (var (name, branch) in activity.Branches.OrderByDescending(b => b.Key, StringComparer.Ordinal))
        {
            var shape = ShapeOf(branch, isEntry: false);
            container.Children.Add(shape);
            Connect(container, choice, shape, name == "then" ? ActivityPort.True : ActivityPort.False);
        }
    }

    private void AddStart(Shape container, Shape first)
    {
        var start = new Shape(Unique("debut_" + container.ElementId), "", "", ShapeKinds.Start);
        container.Children.Insert(0, start);
        Connect(container, start, first, ActivityPort.Done);
    }

    private void Connect(Shape container, Shape from, Shape to, string port, bool isOnly = true) =>
        container.Flows.Add(new Flow(string.Create(CultureInfo.InvariantCulture, $"f{++_flows}"), from, to, ActivityPort.Label(port, isOnly), port));

    private Shape ShapeOf(Activity activity, bool isEntry)
    {
        var type = types.Find(activity.Type);
        var shape = new Shape(Unique("a_" + activity.Id), activity.Id, NameOf(activity, type), ShapeKinds.Of(activity, type, isEntry))
        {
            TypeName = activity.Type,
            TypeLabel = type?.Description.Name ?? activity.Type,
            Drawn = PositionOf(activity),
        };
        if (shape.Kind.IsContainer)
            Fill(shape, activity);
        return shape;
    }

    /// <summary>What the drawing says; else the activity's name, the title of its task, and at last what its type is called.</summary>
    private static string NameOf(Activity activity, ActivityType? type)
    {
        var title = activity.Inputs.GetValueOrDefault("title") is { Expression: { Type: ExpressionTypes.Literal } literal } ? literal.Text : "";
        string[] names = [activity.DisplayText, activity.Name, title, type?.Description.Name ?? "", activity.Type];
        return names.First(name => name.Length > 0);
    }

    private static (double X, double Y)? PositionOf(Activity activity) =>
        activity.Json["metadata"] is JsonObject metadata && metadata["designer"] is JsonObject designer && designer["position"] is JsonObject position
            && Number(position["x"]) is { } x && Number(position["y"]) is { } y ? (x, y) : null;

    private static double? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) && Math.Abs(number) < 100_000 ? Math.Round(number) : null;

    /// <summary>XML's NCName, one for each: signs that it does not allow are written as their numbers.</summary>
    private string Unique(string text)
    {
        var id = new StringBuilder();
        foreach (var sign in text)
            id.Append(char.IsAsciiLetterOrDigit(sign) || sign == '_' ? sign.ToString() : string.Create(CultureInfo.InvariantCulture, $".{(int)sign:x4}"));
        var unique = id.ToString();
        for (var i = 2; !_ids.Add(unique); i++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{id}-{i}");
        return unique;
    }
}
