using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Soundness;

/// <summary>A definition that begins itself, for ever: by the event that it starts with, or by its own name before anything waits.</summary>
internal static class SelfStarts
{
    private static readonly Dictionary<string, string> Calls = new() { ["Elsa.DispatchWorkflow"] = "workflowDefinitionId", ["Elsa.ExecuteWorkflow"] = "workflowDefinitionId" };

    /// <summary>Only what is written plainly can be known; asked of definitions whose graph is whole.</summary>
    public static IEnumerable<Finding> Check(WorkflowDefinition definition, ActivityTypes types)
    {
        var begins = StartTriggers.Of(definition).Where(trigger => trigger.Kind == StartTriggers.Event).Select(trigger => trigger.Key).ToHashSet();
        foreach (var told in definition.Activities.Where(activity => activity.Type == "Elsa.PublishEvent" && Literal(activity, "eventName") is { } name && begins.Contains(name)))
            yield return new Finding(FindingCodes.StartsItself, told.Id, $"« {Named(told)} » envoie l'événement « {Literal(told, "eventName")} », par lequel ce circuit commence : chaque parcours en lancerait un autre, sans fin. Donnez-lui un autre nom.");
        var atOnce = AtOnce.From(definition, definition.Root.Id, types, beside: false);
        foreach (var call in definition.Activities.Where(activity => atOnce.Contains(activity.Id) && Calls.TryGetValue(activity.Type, out var input) && Literal(activity, input) == definition.DefinitionId))
            yield return new Finding(FindingCodes.StartsItself, call.Id, $"« {Named(call)} » lance ce circuit lui-même avant qu'il ait rien attendu : chaque parcours en lancerait un autre, sans fin. Mettez avant elle une attente ou la tâche d'une personne.");
    }

    private static string? Literal(Activity activity, string input) =>
        activity.Inputs.GetValueOrDefault(input)?.Expression is { Type: ExpressionTypes.Literal, Text: { Length: > 0 } text } ? text : null;

    private static string Named(Activity activity) => activity.DisplayText is { Length: > 0 } text ? text : activity.Name is { Length: > 0 } name ? name : activity.Id;
}
