using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Queue;
using Megalis.Users.Contracts;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Lines;
using Megalis.Workflows.Runtime.State;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.ShowInstance;

/// <summary>What an instance waits for, and where it stands, in words.</summary>
internal sealed class InstanceWaits(MegalisDb db, QueueGauge gauge)
{
    private const int MostCalls = 200;

    public async Task<IReadOnlyList<WaitLine>> ReadAsync(InstanceView view, CancellationToken stop)
    {
        var id = view.Row.Id;
        var since = (await db.Set<BookmarkRow>().AsNoTracking().Where(b => b.InstanceId == id).ToListAsync(stop)).ToDictionary(b => (b.Execution, b.Kind), b => b.CreatedAt);
        var calls = await CallsAsync(view, stop);
        return [.. view.State.Executions.Where(e => !e.Stuck).SelectMany(e => e.Waits.Select(wait => LineOf(view, e, wait, since.GetValueOrDefault((e.Number, wait.Kind), view.Row.ChangedAt)) is var line
            && wait.Kind == WaitKinds.Effect && calls.GetValueOrDefault(e.Number) is { } call
                ? line with { Text = PeerOf(call.Payload), Due = call.Attempts > 0 ? call.Due : null, Stand = call.Stand, Attempts = call.Attempts, LastError = call.LastError }
                : line))];
    }

    /// <summary>« Attend la réponse du rôle Rédaction depuis le ... ».</summary>
    public static string Sentence(InstanceView view)
    {
        var row = view.Row;
        if (row.EndedAt is { } end)
            return $"{(row.Status == InstanceStatus.Finished ? "Terminé" : row.Status == InstanceStatus.Cancelled ? "Annulé" : "Arrêté sur un échec")} le {ParisTime.Full(end)}.";
        if (view.Open.FirstOrDefault() is { } incident)
            return $"Arrêté à l’étape « {view.NameOf(incident.ActivityId)} » depuis le {ParisTime.Full(incident.At)} : un incident attend votre décision.";
        if (view.IsAtWork)
            return $"La plateforme y travaille : l’étape « {view.NameOf(view.State.Find(view.State.Ready[0])!.Activity)} » se fait d’elle-même, sans vous.";
        if (view.Waits.Count == 0)
            return "Une étape est à faire : elle le sera d’elle-même.";
        var more = view.Waits.Count - 1;
        var first = view.Waits.OrderBy(w => w.Since).First();
        return $"Attend {first.Text} depuis le {ParisTime.Full(first.Since)}{(more == 0 ? "" : more == 1 ? ", et une autre chose" : $", et {more.ToString(CultureInfo.InvariantCulture)} autres choses")}.";
    }

    /// <summary>To whom a call goes; never the address of a person.</summary>
    public static string PeerOf(CallLine call)
    {
        var arguments = StoredJson.Parse(call.Arguments) as JsonObject;
        if (call.Line == MailLine.LineName)
            return "l’envoi d’un courriel";
        return Uri.TryCreate(arguments?["url"]?.ToString(), UriKind.Absolute, out var address)
            ? $"la réponse de {address.Host}"
            : $"la réponse de la ligne « {call.Line} »";
    }

    private async Task<Dictionary<int, QueuedRow<CallLine>>> CallsAsync(InstanceView view, CancellationToken stop)
    {
        var keys = view.State.Executions.Where(e => e.Waits.Exists(w => w.Kind == WaitKinds.Effect)).Take(MostCalls)
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{view.Row.Id}/{e.Number}/{e.Data?["round"]}")).ToList();
        if (keys.Count == 0)
            return [];
        var mails = (await gauge.FindAsync<MailLineCall>(keys, stop)).Select(m => new QueuedRow<CallLine>(m.Payload.Call, m.Stand, m.Attempts, m.CreatedAt, m.Due, m.LastError));
        return (await gauge.FindAsync<CallLine>(keys, stop)).Concat(mails).ToDictionary(c => c.Payload.Execution);
    }

    private static WaitLine LineOf(InstanceView view, Execution execution, Wait wait, DateTimeOffset since)
    {
        var (text, href) = wait.Kind switch
        {
            WaitKinds.Task => (Asked(view, execution), null),
            WaitKinds.Event => ($"l’événement « {wait.Key} »", null),
            WaitKinds.Timer => (wait.Due is { } due ? $"le {ParisTime.Full(due)}" : "une date", null),
            WaitKinds.Child => ("la fin d’un autre parcours", $"/admin/circuits/instances/{wait.Key}"),
            WaitKinds.Work => ("un travail confié à un service", null),
            _ => ("la réponse d’un appel", (string?)null),
        };
        return new WaitLine(view.NameOf(execution.Activity), text, href, since, wait.Due);
    }

    private static string Asked(InstanceView view, Execution execution) => view.Tasks.FirstOrDefault(t => t.Execution == execution.Number) switch
    {
        { AccountId.Length: > 0 } task => $"la réponse de {view.PersonOf(task.AccountId)}",
        { Role.Length: > 0 } task => $"la réponse du rôle « {RoleLabels.Of(task.Role)} »",
        { Group.Length: > 0 } task => $"la réponse du groupe « {task.Group} »",
        _ => "la réponse d’une personne",
    };
}
