using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Modules;

namespace Megalis.Kernel.Queue;

/// <summary>Says a row of the queue in words that the secretary of a commune can read.</summary>
internal sealed partial class QueueWords(QueueKinds kinds, FeatureCatalogue features, Texts texts)
{
    public string Label(QueueRow row) =>
        kinds.All.FirstOrDefault(k => k.Name == row.Kind)?.Label is { Length: > 0 } label ? texts[label]
        : features.Find(row.Feature) is { } feature ? texts["Tâche du service « {0} »", texts[feature.Name]]
        : texts["Tâche d'un service qui n'est plus installé"];

    /// <summary>Names of the kinds whose label holds all the words.</summary>
    public IReadOnlyList<string> KindsNamed(string[] folded) =>
        [.. kinds.All.Where(k => k.Label.Length > 0 && folded.All(Folded.Of(texts[k.Label]).Contains)).Select(k => k.Name)];

    public string Subject(QueueRow row)
    {
        if (kinds.Find(row.Kind, row.Handler) is not { } handler || !handler.Payload.IsAssignableTo(typeof(IQueueSubject)))
            return "";
        try
        {
            return (JsonSerializer.Deserialize(row.Payload, handler.Payload, Outbox.Json) as IQueueSubject)?.Subject ?? "";
        }
        catch (JsonException)
        {
            // Written by another version of the module: its label is enough.
            return "";
        }
    }

    public static string Technical(QueueRow row) => string.Create(
        CultureInfo.InvariantCulture, $"{row.Kind} → {row.Handler} · {row.Feature} · {row.Lane} · {row.State} · {row.CallKey}");

    public string Reason(QueueRow row, string? lastError)
    {
        if (row.State == QueueState.Waiting)
            return features.Find(row.Feature) is { } feature
                ? texts["Le service « {0} » est désactivé ici. La tâche partira d'elle-même quand il sera réactivé.", texts[feature.Name]]
                : texts["Le service qui fait cette tâche n'est plus installé. Elle attend qu'il revienne."];
        var cause = Cause(row, lastError ?? "");
        return row.Unsure
            ? cause + " " + texts["On ne sait pas si l'envoi est arrivé : rien ne repart sans que l'autre côté ait été interrogé, ou que vous l'ayez décidé."]
            : cause;
    }

    /// <summary>An address in an answer of a mail server would tell who withdrew a DCE, who asked.</summary>
    public static string Masked(string error) => Address().Replace(error, "…@…");

    private string Cause(QueueRow row, string error) => error switch
    {
        _ when error.Contains(LeasedAttempt.Undecided, StringComparison.Ordinal) => texts["L'autre côté ne peut pas dire s'il a reçu cet envoi."],
        _ when error.StartsWith(QueueSweep.Died, StringComparison.Ordinal) => texts["Le serveur s'est arrêté pendant l'envoi."],
        _ when Is(error, "NoRetry") && row.Lane == Lane.Mail => texts["Le serveur de courriel du destinataire a refusé ce message : l'adresse n'existe plus, ou sa boîte est pleine."],
        _ when Is(error, "NoRetry") => texts["L'autre côté a refusé pour de bon. Réessayer ne sert que si la cause a été corrigée."],
        _ when Is(error, "MailFailed") || (Is(error, "NotSent") && row.Lane == Lane.Mail) => texts["Le serveur de courriel ne répond pas, ou refuse pour le moment."],
        _ when Is(error, "Timeout", "TaskCanceled", "OperationCanceled") => texts["L'autre côté n'a pas répondu à temps."],
        _ when Is(error, "NotSent", "HttpRequest", "Socket", "Http") => texts["L'autre côté est injoignable : panne de réseau ou service arrêté."],
        _ when Is(error, "IO", "UnauthorizedAccess", "DirectoryNotFound", "FileNotFound") => texts["Le disque du serveur a refusé : il est peut-être plein."],
        _ when Is(error, "DbUpdate", "Postgres", "Sqlite", "Npgsql", "DbUpdateConcurrency") => texts["La base de données a refusé l'enregistrement."],
        "" => texts["Aucun essai n'a encore échoué."],
        _ => texts["Une erreur imprévue du programme. Le détail ci-dessous servira à l'assistance."],
    };

    /// <summary>The history begins with the exception's type.</summary>
    private static bool Is(string error, params ReadOnlySpan<string> types)
    {
        foreach (var type in types)
            if (error.StartsWith(type + "Exception:", StringComparison.Ordinal))
                return true;
        return false;
    }

    [GeneratedRegex(@"[^\s<>""'(),:;]+@[^\s<>""'(),:;]+")]
    private static partial Regex Address();
}
