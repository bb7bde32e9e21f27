using System.Globalization;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Queue;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.State;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Lines;

/// <summary>
/// Makes an activity's call and brings the answer back as a stimulus, stored before the row of the queue goes. A call
/// that failed for good is an answer too: the incident is the instance's, and no row is left in « À reprendre ».
/// </summary>
internal sealed class EffectCaller(MegalisDb db, Outbox outbox, IEnumerable<IEffectLine> lines, RowAttempt attempt, TimeProvider clock)
{
    private const string Undecided = "L'autre côté ne peut pas dire s'il a reçu cet appel.";

    public async Task CallAsync(CallLine call, CancellationToken stop)
    {
        if (!await IsWaitedForAsync(call, stop))
            return;
        if (call.Uncertain && await ReconcileAsync(call, stop) != Reconciled.NotDone)
            return;
        try
        {
            await AnswerAsync(call, new JsonObject { ["result"] = await LineOf(call).CallAsync(ArgumentsOf(call), KeyOf(call), stop) });
        }
        catch (Exception error) when (!stop.IsCancellationRequested && (error is NoRetryException || attempt.IsLast))
        {
            await FailAsync(call, error.Message, uncertain: error is not (NoRetryException or NotSentException));
        }
    }

    /// <summary>« Done » also when nobody can tell: the incident has been reported, and nothing more is to be sent by itself.</summary>
    public async Task<Reconciled> ReconcileAsync(CallLine call, CancellationToken stop)
    {
        if (!await IsWaitedForAsync(call, stop))
            return Reconciled.Done;
        Reconciled answer;
        JsonNode? result;
        try
        {
            (answer, result) = await LineOf(call).ReconcileAsync(ArgumentsOf(call), KeyOf(call), stop);
        }
        catch (Exception error) when (!stop.IsCancellationRequested && (error is NoRetryException || attempt.IsLast))
        {
            // Whatever became of the question, it says nothing of the call before it.
            await FailAsync(call, error.Message, uncertain: true);
            return Reconciled.Done;
        }

        if (answer == Reconciled.Done)
            await AnswerAsync(call, new JsonObject { ["result"] = result });
        else if (answer == Reconciled.Unknown)
            await FailAsync(call, Undecided, uncertain: true);
        return answer == Reconciled.NotDone ? Reconciled.NotDone : Reconciled.Done;
    }

    /// <summary>Not when it was answered, nor when its instance was cancelled or went another way meanwhile.</summary>
    private async Task<bool> IsWaitedForAsync(CallLine call, CancellationToken stop)
    {
        var dedupe = AnswerKey(call);
        return await db.Set<BookmarkRow>().AnyAsync(b => b.InstanceId == call.InstanceId && b.Execution == call.Execution && b.Kind == WaitKinds.Effect, stop)
            && !await db.Set<StimulusRow>().AnyAsync(s => s.DedupeKey == dedupe, stop);
    }

    private Task<int> FailAsync(CallLine call, string message, bool uncertain) => AnswerAsync(call, new JsonObject { ["failure"] = message, ["uncertain"] = uncertain });

    private Task<int> AnswerAsync(CallLine call, JsonObject answer)
    {
        db.Add(StimulusWriter.To(call.InstanceId, call.Execution, WaitKinds.Effect, "", answer, AnswerKey(call), clock.GetUtcNow()));
        outbox.Add(new RunStep(call.InstanceId));
        // What came back is stored whatever becomes of the lease or the host.
        return db.SaveChangesAsync(CancellationToken.None);
    }

    private IEffectLine LineOf(CallLine call) =>
        lines.LastOrDefault(l => l.Name == call.Line) ?? throw new NoRetryException($"La ligne « {call.Line} » n'existe pas ici.");

    private static JsonObject ArgumentsOf(CallLine call) => StoredJson.Parse(call.Arguments) as JsonObject ?? [];

    private static string KeyOf(CallLine call) => string.Create(CultureInfo.InvariantCulture, $"{call.InstanceId}/{call.Execution}");

    private static string AnswerKey(CallLine call) => string.Create(CultureInfo.InvariantCulture, $"effect/{call.InstanceId}/{call.Execution}/{call.Round}");
}

/// <summary>Calls of the lane of outside lines.</summary>
internal sealed class OutsideLineCall(EffectCaller caller) : IOutsideCall<CallLine>
{
    public Task CallAsync(CallLine payload, string key, CancellationToken stop) => caller.CallAsync(payload, stop);

    public Task<Reconciled> ReconcileAsync(CallLine payload, string key, CancellationToken stop) => caller.ReconcileAsync(payload, stop);
}

/// <summary>Calls of the lane of mails.</summary>
internal sealed class MailLaneCall(EffectCaller caller) : IOutsideCall<MailLineCall>
{
    public Task CallAsync(MailLineCall payload, string key, CancellationToken stop) => caller.CallAsync(payload.Call, stop);

    public Task<Reconciled> ReconcileAsync(MailLineCall payload, string key, CancellationToken stop) => caller.ReconcileAsync(payload.Call, stop);
}
