using Megalis.Workflows.Definitions;

namespace Megalis.Workflows.Picture;

/// <summary>Outcomes as people read them: one table for pictures, lists, journals and forms.</summary>
internal static class ActivityPort
{
    public const string Done = "Done";
    public const string True = "True";
    public const string False = "False";

    /// <summary>Ports with an English name: those of Elsa and those that activities of modules declare. What a definition calls its own answers stays as it is written.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>
    {
        [Done] = "Fait",
        [True] = "Oui",
        [False] = "Non",
        [ActivityPorts.Default] = "Sinon",
        ["Changed"] = "Modifié entre-temps",
        ["Gone"] = "N’existe plus",
        ["Refused"] = "Refusé",
        ["Forbidden"] = "Droit manquant",
        ["Overtaken"] = "Devancé",
        ["Answered"] = "Répondu",
        ["Timeout"] = "Délai passé",
        ["Failed"] = "Échoué",
        ["Cancelled"] = "Annulé",
    };

    /// <summary>What people call it.</summary>
    public static string Said(string port) => Names.GetValueOrDefault(port, port);

    /// <summary>Empty for the outcome that says no more than that the activity is done.</summary>
    /// <param name="isOnly">Whether the step has no other way out; where it has, each is named.</param>
    public static string Label(string port, bool isOnly = true) => port == Done && isOnly ? "" : Said(port);

    /// <summary>The outcomes of a step as the journal stores them, with commas between them.</summary>
    public static string Told(string outcomes)
    {
        var ports = outcomes.Split(", ");
        return Array.TrueForAll(ports, Names.ContainsKey) ? string.Join(", ", ports.Where(port => port != Done).Select(Said)) : Label(outcomes);
    }
}
