using System.Text.Json.Nodes;
using Megalis.Adhesions.Domain;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Workflows;

namespace Megalis.Adhesions.Features.RunCircuit;

/// <summary>
/// <c>Megalis.AdhesionStep</c>: the request of the circuit's correlation comes to a step; its asker is told by mail where that
/// concerns them, and the circuit's variables get what it needs of the request as it stands now. No address and no person
/// goes into the circuit's state.
/// </summary>
internal sealed class AdhesionStepActivity(AdhesionBook book, AdhesionMails mails, Journal journal, TimeProvider clock) : IActivity
{
    public const string Type = "Megalis.AdhesionStep";

    public ActivityDescription Description { get; } = new(Type, "Étape d'une adhésion")
    {
        Permission = AdhesionsPermissions.Manage,
        Inputs = [new("step", Required: true), new("reason")],
        Outputs = ["entite", "siren", "address"],
    };

    public async Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop)
    {
        if (!Enum.TryParse<AdhesionState>(call.Text("step"), out var state) || !Enum.IsDefined(state) || state is AdhesionState.Asked or AdhesionState.Welcomed)
            return ActivityResult.Refuse($"« {call.Text("step")} » n'est pas une étape d'adhésion.");
        if (await book.FindAsync(call.CorrelationId, stop) is not { } adhesion)
            return ActivityResult.Refuse("La demande de ce circuit n'existe plus.");
        // Versions of before Megalis.AbandonAdhesion give up by this step, and have no way on for who answered meanwhile.
        if (state == AdhesionState.Abandoned)
        {
            if (!GivingUp.IsOver(adhesion, call, mails, journal, clock))
                return ActivityResult.Refuse("La collectivité a répondu entre-temps : déplacez le jeton là où sa réponse est attendue.");
        }
        else if (adhesion.State != state)
        {
            adhesion.MoveTo(state, call.Text("reason").Trim(), clock.GetUtcNow());
            mails.Moved(adhesion);
            if (state == AdhesionState.Refused)
                journal.Append("adhesion.refused", AdhesionBook.JournalKind, adhesion.Id, new { adhesion.Name, adhesion.Reason });
        }

        return ActivityResult.Done(outputs: new Dictionary<string, JsonNode?> { ["entite"] = adhesion.Title, ["siren"] = adhesion.Siren, ["address"] = adhesion.Address });
    }
}

/// <summary><c>Megalis.AdhesionReminder</c>: a mail to an asker who keeps the circuit waiting.</summary>
internal sealed class AdhesionReminderActivity(AdhesionBook book, AdhesionMails mails, TimeProvider clock) : IActivity
{
    public ActivityDescription Description { get; } = new("Megalis.AdhesionReminder", "Rappel à la collectivité") { Permission = AdhesionsPermissions.Manage };

    public async Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop)
    {
        if (await book.FindAsync(call.CorrelationId, stop) is not { } adhesion)
            return ActivityResult.Refuse("La demande de ce circuit n'existe plus.");
        // Whoever answered while the timer fell due is not told that nothing came.
        if (adhesion.AwaitsAsker())
        {
            adhesion.Add(AdhesionFactKind.Reminded, "", "", clock.GetUtcNow());
            mails.Remind(adhesion);
        }

        return ActivityResult.Done();
    }
}

/// <summary>
/// <c>Megalis.AbandonAdhesion</c>: an asker who stayed silent is given up, by a timer or by an agent. What came from them in the
/// meantime wins: the request stays as it is, and the circuit goes on by <c>Overtaken</c>.
/// </summary>
internal sealed class AbandonAdhesionActivity(AdhesionBook book, AdhesionMails mails, Journal journal, TimeProvider clock) : IActivity
{
    public const string Overtaken = "Overtaken";

    public ActivityDescription Description { get; } = new("Megalis.AbandonAdhesion", "Classer une adhésion sans suite")
    {
        Permission = AdhesionsPermissions.Manage,
        Inputs = [new("reason", Required: true)],
        Ports = [ActivityDescription.Done, Overtaken],
    };

    public async Task<ActivityResult> RunAsync(ActivityCall call, CancellationToken stop)
    {
        if (await book.FindAsync(call.CorrelationId, stop) is not { } adhesion)
            return ActivityResult.Refuse("La demande de ce circuit n'existe plus.");
        return GivingUp.IsOver(adhesion, call, mails, journal, clock) ? ActivityResult.Done() : ActivityResult.Done(Overtaken);
    }
}

/// <summary>An asker who stayed silent is given up, told so, and the journal keeps it.</summary>
internal static class GivingUp
{
    /// <returns>False when what was awaited came in the meantime, and the request goes on; true when it is over, now or since before.</returns>
    public static bool IsOver(Adhesion adhesion, ActivityCall call, AdhesionMails mails, Journal journal, TimeProvider clock)
    {
        if (adhesion.State.IsOver())
            return true;
        if (!adhesion.Abandon(call.Text("reason").Trim(), clock.GetUtcNow()))
            return false;
        mails.Moved(adhesion);
        journal.Append("adhesion.abandoned", AdhesionBook.JournalKind, adhesion.Id, new { adhesion.Name, adhesion.Reason });
        return true;
    }
}
