using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Localization;
using Megalis.Workflows.Data;
using Megalis.Workflows.Picture;
using Megalis.Workflows.Runtime;
using Megalis.Workflows.Runtime.State;

namespace Megalis.Workflows.Features;

/// <summary>Instances, their steps and their incidents as operators read them.</summary>
internal static class InstanceWords
{
    public static (string Label, ChipState Chip) StateOf(InstanceStatus status, bool hasIncident) => status switch
    {
        InstanceStatus.Finished => ("Terminé", ChipState.Done),
        InstanceStatus.Cancelled => ("Annulé", ChipState.Closed),
        InstanceStatus.Faulted => ("En échec", ChipState.Late),
        _ when hasIncident => ("En incident", ChipState.Refused),
        InstanceStatus.Waiting => ("En attente", ChipState.Scheduled),
        _ => ("En cours", ChipState.Running),
    };

    /// <summary>What made a step; the acts of operators are said as in the journal of the site.</summary>
    public static string Cause(string cause) => cause switch
    {
        "start" => "Début du parcours",
        WaitKinds.Event => "Un événement est arrivé",
        WaitKinds.Task => "Une tâche a reçu sa réponse",
        WaitKinds.Timer => "Une date est arrivée",
        WaitKinds.Effect => "Un appel a reçu sa réponse",
        WaitKinds.Child => "Le parcours appelé s’est terminé",
        WaitKinds.Work => "Un travail a été rendu",
        "continue" => "Suite de l’étape précédente",
        "caller" => "Le parcours appelant n’attend plus",
        "retry" => "Nouvel essai demandé",
        "done" => "Étape tenue pour faite",
        "skip" => "Étape passée",
        "variable" => "Variable changée",
        "move" => "Jeton déplacé",
        "cancel" => "Parcours annulé",
        "migration" => "Passage à une autre version",
        _ => cause,
    };

    /// <summary>« Relecture : fait, par Accepter ».</summary>
    public static string Told(StepEntry entry, Func<string, string> nameOf)
    {
        var text = entry.What switch
        {
            "done" => ActivityPort.Told(entry.Text) is { Length: > 0 } port ? $"fait, par « {port} »" : "fait",
            "waits" => $"attend {Awaited(entry.Text)}",
            "failed" => $"incident : {entry.Text}",
            "cancelled" => "abandonné",
            "placed" => "un jeton est posé ici",
            "note" => entry.Text,
            "variable" => $"la variable « {entry.Text} » a changé",
            "ended" => $"le parcours est {Ended(entry.Text)}",
            "migrated" => "le parcours est passé à une autre version",
            _ => $"{entry.What} {entry.Text}",
        };
        return entry.Activity.Length > 0 ? $"{nameOf(entry.Activity)} : {text}" : text;
    }

    public static string Incident(IncidentKind kind) => kind switch
    {
        IncidentKind.Activity => "L’étape n’a pas pu s’exécuter.",
        IncidentKind.Effect => "L’autre côté a refusé l’appel, ou n’a pas répondu malgré plusieurs essais.",
        IncidentKind.Uncertain => "Personne ne sait si l’appel est arrivé.",
        _ => "Un parcours appelé n’est pas allé à son terme.",
    };

    /// <summary>What trying again does.</summary>
    public static string Retry(IncidentKind kind) => kind switch
    {
        IncidentKind.Activity => "L’étape s’exécute à nouveau, avec les variables telles qu’elles sont maintenant.",
        IncidentKind.Effect => "L’appel repart sous la même clé : l’autre côté reconnaît une répétition.",
        IncidentKind.Uncertain => "L’autre côté est d’abord interrogé. S’il a reçu l’appel, rien ne repart.",
        _ => "Le circuit appelé est lancé une nouvelle fois.",
    };

    /// <summary>How an incident ended.</summary>
    public static string Resolution(string resolution) => resolution switch
    {
        "retry" => "essayé à nouveau",
        "done" => "tenu pour fait",
        "skip" => "étape passée",
        "cancel" or "caller" => "parcours annulé",
        "move" => "jeton déplacé",
        _ => "sans objet : le parcours est allé ailleurs",
    };

    private static string Awaited(string text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var due) ? ParisTime.Full(due)
        : text is "http" or "mail" ? "la réponse d’un appel"
        : $"« {text} »";

    private static string Ended(string status) => status switch
    {
        nameof(InstanceStatus.Finished) => "terminé",
        nameof(InstanceStatus.Cancelled) => "annulé",
        _ => "en échec",
    };
}
