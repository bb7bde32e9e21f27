using Megalis.Workflows.Picture;

namespace Megalis.Workflows.Definitions;

/// <summary>How one line of a difference is told: what was added, taken out, or is otherwise.</summary>
internal enum ChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <param name="Name">What people call it.</param>
/// <param name="Details">Of what changed: the names of the members that did.</param>
/// <param name="Key">Of an activity its id.</param>
internal sealed record DefinitionChange(ChangeKind Kind, string Name, IReadOnlyList<string> Details, string Key);

/// <summary>What changed between two versions, apart from the drawing and the order in which things are written.</summary>
internal sealed record DefinitionDifference(
    IReadOnlyList<DefinitionChange> Activities, IReadOnlyList<DefinitionChange> Connections, IReadOnlyList<DefinitionChange> Declarations)
{
    /// <summary>Members that hold other activities, or what stands in another list here.</summary>
    private static readonly HashSet<string> Apart = ["activities", "connections", "then", "else", "variables", "nodeId"];

    public bool IsEmpty => Activities.Count + Connections.Count + Declarations.Count == 0;

    public static DefinitionDifference Between(WorkflowDefinition before, WorkflowDefinition after, ActivityTypes types) => new(
        Compare(Texts(before, types), Texts(after, types)),
        Compare(Connected(before, types), Connected(after, types)),
        Compare(Declared(before), Declared(after)));

    private static List<DefinitionChange> Compare(Dictionary<string, Part> before, Dictionary<string, Part> after) =>
    [
        .. after.Where(pair => !before.ContainsKey(pair.Key)).Select(pair => new DefinitionChange(ChangeKind.Added, pair.Value.Name, [], pair.Key)),
        .. before.Where(pair => !after.ContainsKey(pair.Key)).Select(pair => new DefinitionChange(ChangeKind.Removed, pair.Value.Name, [], pair.Key)),
        .. after.Where(pair => before.ContainsKey(pair.Key)).Select(pair => new DefinitionChange(ChangeKind.Changed, pair.Value.Name, Changed(before[pair.Key], pair.Value), pair.Key))
            .Where(change => change.Details.Count > 0),
    ];

    private static List<string> Changed(Part before, Part after) =>
        [.. before.Members.Keys.Union(after.Members.Keys).Where(name => before.Members.GetValueOrDefault(name) != after.Members.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];

    private static Dictionary<string, Part> Texts(WorkflowDefinition definition, ActivityTypes types) => definition.Activities.DistinctBy(activity => activity.Id).ToDictionary(
        activity => activity.Id,
        activity => new Part(
            DefinitionWords.NameOf(activity, types),
            DefinitionWriter.Members(activity.Json).Where(member => !Apart.Contains(member.Key)).ToDictionary()));

    private static Dictionary<string, Part> Connected(WorkflowDefinition definition, ActivityTypes types)
    {
        var names = definition.Activities.DistinctBy(activity => activity.Id).ToDictionary(activity => activity.Id, activity => DefinitionWords.NameOf(activity, types));
        string NameOf(string id) => names.GetValueOrDefault(id, id);
        return definition.Activities.SelectMany(activity => activity.Connections).Distinct().ToDictionary(
            connection => $"{connection.Source.Activity}\n{connection.Source.Port}\n{connection.Target.Activity}\n{connection.Target.Port}",
            connection => new Part($"{NameOf(connection.Source.Activity)} — {ActivityPort.Said(connection.Source.Port)} → {NameOf(connection.Target.Activity)}", []));
    }

    private static Dictionary<string, Part> Declared(WorkflowDefinition definition)
    {
        var parts = new Dictionary<string, Part>
        {
            ["name"] = new("Nom du circuit", new() { ["nom"] = definition.Name }),
            ["description"] = new("Description du circuit", new() { ["texte"] = definition.Description }),
        };
        foreach (var (word, declarations) in ((string, IEnumerable<Declaration>)[])[("Entrée", definition.Inputs), ("Sortie", definition.Outputs)])
            foreach (var one in declarations.DistinctBy(one => one.Name))
                parts[$"{word}/{one.Name}"] = new($"{word} « {one.Name} »", new() { ["type"] = one.TypeName });
        foreach (var variable in definition.Variables.Concat(definition.Activities.SelectMany(activity => activity.Variables)).DistinctBy(variable => variable.Name))
            parts[$"Variable/{variable.Name}"] = new($"Variable « {variable.Name} »", new() { ["type"] = variable.TypeName, ["valeur"] = variable.Initial?.ToJsonString() ?? "" });
        return parts;
    }

    private sealed record Part(string Name, Dictionary<string, string> Members);
}
