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
        if (adhesion.State != state)
        {
            adhesion.MoveTo(state, call.Text("reason").Trim(), clock.GetUtcNow());
            mails.Moved(adhesion);
            if (state is AdhesionState.Refused or AdhesionState.Abandoned)
                journal.Append($"adhesion.{state.ToString().ToLowerInvariant()}", AdhesionBook.JournalKind, adhesion.Id, new { adhesion.Name, adhesion.Reason });
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
        adhesion.Add(AdhesionFactKind.Reminded, "", "", clock.GetUtcNow());
        mails.Remind(adhesion);
        return ActivityResult.Done();
    }
}
