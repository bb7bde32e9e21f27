using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Operations;

/// <summary>
/// What an operator may do to an instance. Each act is one transaction: the tokens, the step's journal, the incident and
/// an entry of the tenant's journal. Callers require the permission.
/// </summary>
/// <remarks>The actor is an account; reasons and proofs are kept with the incident and in the journal's payload.</remarks>
internal sealed class InstanceActs(MegalisDb db, StepRunner steps, TokenPlaces places, Journal journal)
{
    internal const string JournalKind = "instance-circuit";

    private static readonly Refusal Moved = new("Ce parcours a bougé pendant que vous lisiez : voyez où il en est, puis décidez.");

    private static readonly Refusal Undoing = new("Ce parcours se défait : relancez ou passez l'étape qui l'arrête, ou annulez-le sans défaire le reste.");

    /// <summary>The activity runs once more under its key; of a call that may have arrived the other side is asked first.</summary>
    public Task<Refusal?> RetryAsync(string incidentId, string actor, CancellationToken stop = default) => ResolveAsync(incidentId, "retry", actor, "", (run, execution) =>
    {
        run.Again(execution);
        return null;
    }, stop);

    /// <summary>The activity is held to be done, as a person has found out; the token goes on by an outcome.</summary>
    /// <param name="outcome">A port of the activity; « Done » for most.</param>
    /// <param name="proof">How the operator knows; not empty.</param>
    public Task<Refusal?> MarkDoneAsync(string incidentId, string actor, string outcome, string proof, CancellationToken stop = default) =>
        proof.Trim().Length == 0
            ? Task.FromResult<Refusal?>(new Refusal("Dites comment vous savez que c'est fait."))
            : GoOnAsync(incidentId, "done", actor, outcome, proof, stop);

    /// <summary>The activity is left out; the token goes on by an outcome.</summary>
    /// <param name="reason">Not empty.</param>
    public Task<Refusal?> SkipAsync(string incidentId, string actor, string outcome, string reason, CancellationToken stop = default) =>
        reason.Trim().Length == 0
            ? Task.FromResult<Refusal?>(new Refusal("Dites pourquoi cette étape est passée."))
            : GoOnAsync(incidentId, "skip", actor, outcome, reason, stop);

    /// <param name="value">JSON.</param>
    /// <param name="seen">The revision that the operator decided on: refused when the instance has moved since; 0 for none.</param>
    public Task<Refusal?> SetVariableAsync(string instanceId, string actor, string name, string value, string reason, long seen = 0, CancellationToken stop = default)
    {
        if (!StoredJson.TryRead(value, out var json))
            return Task.FromResult<Refusal?>(new Refusal("La valeur n'est pas du JSON : un texte s'écrit entre guillemets.").On("value"));
        return ActAsync(instanceId, new StepCause("variable", actor, reason), new { name, reason }, seen, run =>
        {
            if (!run.State.Variables.ContainsKey(name))
                return new Refusal("Ce parcours n'a pas de variable « {0} ».", name);
            run.State.Variables[name] = json;
            run.Note("variable", new Execution(), name);
            return null;
        }, stop);
    }

    /// <summary>Takes a token away and puts one on another activity. An instance that failed or was cancelled goes on by it.</summary>
    /// <param name="execution">Whose token; 0 takes none away.</param>
    /// <param name="seen">As for a variable.</param>
    public async Task<Refusal?> MoveTokenAsync(string instanceId, string actor, int execution, string activityId, string reason, long seen = 0, CancellationToken stop = default)
    {
        var (versionId, refusal) = await places.CheckAsync(instanceId, activityId, actor, stop);
        return refusal ?? await ActAsync(instanceId, new StepCause("move", actor, reason), new { execution, activityId, reason }, seen, run =>
        {
            if (run.Graph.VersionId != versionId || run.Graph.Find(activityId) is not { } node)
                return Moved;
            if (run.Ended == InstanceStatus.Finished)
                return new Refusal("Ce parcours est allé à son terme : il ne reprend pas.");
            if (run.IsUndoing)
                return Undoing;
            var token = run.State.Find(execution);
            if (execution > 0 && token is null)
                return Moved;
            if (token is not null && run.State.Executions.Exists(e => e.Parent == token.Number))
                return new Refusal("Ce jeton en contient d'autres : déplacez ceux-là.");
            run.Note("placed", TokenMove.Make(run, token, node), "");
            return null;
        }, stop);
    }

    /// <param name="undo">Runs what undoes the activities that were done, the last one first, before the end.</param>
    /// <param name="seen">As for a variable.</param>
    public Task<Refusal?> CancelAsync(string instanceId, string actor, bool undo, string reason, long seen = 0, CancellationToken stop = default) =>
        ActAsync(instanceId, new StepCause("cancel", actor, reason), new { undo, reason }, seen, run =>
        {
            if (run.Ended is not null)
                return new Refusal("Ce parcours est déjà terminé.");
            if (undo && run.IsUndoing)
                return Undoing;
            if (undo)
                run.EndUndoing(InstanceStatus.Cancelled);
            else
                run.End(InstanceStatus.Cancelled);
            return null;
        }, stop);

    private Task<Refusal?> GoOnAsync(string incidentId, string cause, string actor, string outcome, string proof, CancellationToken stop) =>
        ResolveAsync(incidentId, cause, actor, proof, (run, execution) =>
        {
            if (run.Graph.Find(execution.Activity) is { Out.Count: > 0 } node && !node.Out.Exists(edge => edge.Port == outcome))
                return new Refusal("Rien ne part de cette étape par « {0} ».", outcome).On("outcome");
            run.Complete(execution, outcome);
            return null;
        }, stop);

    private async Task<Refusal?> ResolveAsync(string incidentId, string cause, string actor, string proof, Func<Run, Execution, Refusal?> act, CancellationToken stop)
    {
        if (await db.Set<IncidentRow>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == incidentId && i.ResolvedAt == null, stop) is not { } incident)
            return new Refusal("Cet incident n'est plus à résoudre.");
        // No token waits where a workflow could not be dispatched: there is nothing to move, only something to know.
        var alone = incident.Execution == 0;
        return await ActAsync(incident.InstanceId, new StepCause(cause, actor, proof, alone ? incidentId : ""), new { incident.ActivityId, incident.Message, proof }, seen: 0, run =>
        {
            if (!alone)
                return run.State.Find(incident.Execution) is { Stuck: true } execution ? act(run, execution) : Moved;
            run.Note(cause, new Execution(), incident.Message);
            return null;
        }, stop);
    }

    private async Task<Refusal?> ActAsync(string instanceId, StepCause cause, object payload, long seen, Func<Run, Refusal?> act, CancellationToken stop)
    {
        Refusal? refusal = Moved;
        await db.TransactAsync(async () =>
        {
            if (seen > 0 && (await steps.HoldAsync(instanceId, stop))?.Row.Revision != seen)
                return;
            await steps.ActAsync(instanceId, cause, run =>
            {
                refusal = act(run);
                if (refusal is null)
                    journal.Append("circuit." + cause.Cause, JournalKind, instanceId, payload, cause.Actor);
                return refusal is null;
            }, stop);
        }, stop);
        return refusal;
    }
}
