using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Workflows.Data;
using Megalis.Workflows.Features.ShowInstance;
using Megalis.Workflows.Runtime.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.WatchCalls;

/// <summary>A call of a circuit that is not answered yet.</summary>
internal sealed record CallWaiting(string InstanceId, string Title, string Peer, QueueStand Stand, int Attempts, DateTimeOffset Since, DateTimeOffset Next, string LastError);

/// <summary>A call that an operator must decide on.</summary>
internal sealed record CallInDoubt(string IncidentId, string InstanceId, string Title, IncidentKind Kind, string Message, DateTimeOffset At);

/// <summary>Calls to the outside: those in doubt, those that wait; and how full the queue is.</summary>
[RequirePermission(WorkflowPermissions.Manage)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class CallsModel(MegalisDb db, QueueGauge gauge) : MegalisPage
{
    public const int Size = 25;

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IReadOnlyList<CallInDoubt> InDoubt { get; private set; } = [];
    public int InDoubtTotal { get; private set; }
    public IReadOnlyList<CallWaiting> Waiting { get; private set; } = [];
    public int WaitingTotal { get; private set; }
    public IReadOnlyList<LaneGauge> Lanes { get; private set; } = [];
    public bool MayResume { get; private set; }

    public static string LaneText(Lane lane) => lane switch
    {
        Lane.Steps => "Étapes",
        Lane.Events => "Événements et travaux",
        Lane.Mail => "Courriels",
        _ => "Appels extérieurs",
    };

    public static string StandText(QueueStand stand) => stand switch
    {
        QueueStand.OnTheWay => "En chemin",
        QueueStand.Unsure => "Arrivée inconnue",
        QueueStand.Resting => "À reprendre",
        QueueStand.ServiceOff => "Service désactivé",
        _ => "En attente",
    };

    public async Task OnGetAsync(CancellationToken stop)
    {
        P = Math.Clamp(P, 1, 100_000);
        Lanes = await gauge.LanesAsync(stop);
        MayResume = await CurrentUser.MayAsync(KernelPermissions.ManageQueue, stop);
        var doubts = db.Set<IncidentRow>().Where(i => i.ResolvedAt == null && (i.Kind == IncidentKind.Effect || i.Kind == IncidentKind.Uncertain));
        InDoubtTotal = await doubts.CountAsync(stop);
        InDoubt = [.. (await (from x in doubts.OrderBy(i => i.Id).Take(Size)
                              join i in db.Set<InstanceRow>() on x.InstanceId equals i.Id
                              select new CallInDoubt(x.Id, i.Id, i.Title, x.Kind, x.Message, x.At)).ToListAsync(stop)).OrderBy(x => x.IncidentId, StringComparer.Ordinal)];
        await FillWaitingAsync(stop);
    }

    /// <summary>Calls first, then mails: two kinds of the queue shown as one list.</summary>
    private async Task FillWaitingAsync(CancellationToken stop)
    {
        var (calls, callTotal) = await gauge.PageAsync<CallLine>(P, Size, stop);
        var (mails, mailTotal) = await gauge.PageAsync<MailLineCall>(P, Size, stop);
        WaitingTotal = Math.Max(callTotal, mailTotal);
        var rows = calls.Concat(mails.Select(m => new QueuedRow<CallLine>(m.Payload.Call, m.Stand, m.Attempts, m.CreatedAt, m.Due, m.LastError))).OrderBy(r => r.CreatedAt).ToList();
        var ids = rows.Select(r => r.Payload.InstanceId).Distinct().ToList();
        var titles = await db.Set<InstanceRow>().Where(i => ids.Contains(i.Id)).Select(i => new { i.Id, i.Title }).ToDictionaryAsync(i => i.Id, i => i.Title, stop);
        Waiting = [.. rows.Select(r => new CallWaiting(
            r.Payload.InstanceId, titles.GetValueOrDefault(r.Payload.InstanceId, r.Payload.InstanceId), InstanceWaits.PeerOf(r.Payload), r.Stand, r.Attempts, r.CreatedAt, r.Due, r.LastError))];
    }
}
