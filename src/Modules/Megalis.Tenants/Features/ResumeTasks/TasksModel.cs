using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Tenants.Features.ResumeTasks;

/// <summary>« À reprendre »: what the queue cannot finish by itself, and what may be done about it.</summary>
[Feature("Megalis.Settings")]
[RequirePermission(KernelPermissions.ManageQueue)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class TasksModel(QueueDesk queue) : MegalisPage
{
    public const int Size = 20;
    public const string WaitingShelf = "attente";

    private const int ReasonLength = 500;

    [BindProperty(SupportsGet = true)]
    public string? Etat { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IReadOnlyList<QueueTask> Tasks { get; private set; } = [];
    public int Total { get; private set; }
    public bool ShowsAll { get; private set; }

    /// <summary>The task whose reason is missing, with what was typed.</summary>
    public (long Id, string Text) Unfinished { get; private set; }

    public bool IsWaiting => Etat == WaitingShelf;

    public async Task OnGetAsync(CancellationToken stop)
    {
        Q = (Q ?? "").Trim();
        P = Math.Clamp(P, 1, 10_000);
        ShowsAll = await queue.ShowsAllAsync(stop);
        (Tasks, Total) = await queue.ListAsync(IsWaiting ? QueueShelf.Waiting : QueueShelf.Stuck, Q, P, Size, stop);
    }

    public async Task<IActionResult> OnPostRetryAsync(long id, string mark, CancellationToken stop) =>
        Back(await queue.RetryAsync(id, mark ?? "", stop), "La tâche repart.");

    public async Task<IActionResult> OnPostResendAsync(long id, string mark, CancellationToken stop) =>
        Back(await queue.ResendAsync(id, mark ?? "", stop), "L'envoi repart.");

    public async Task<IActionResult> OnPostConfirmAsync(long id, string mark, CancellationToken stop) =>
        Back(await queue.ConfirmAsync(id, mark ?? "", stop), "C'est noté : l'envoi est arrivé, rien ne repart.");

    public async Task<IActionResult> OnPostAbandonAsync(long id, string mark, string? reason, CancellationToken stop)
    {
        reason = (reason ?? "").Trim();
        if (reason.Length is > 0 and <= ReasonLength)
            return Back(await queue.AbandonAsync(id, mark ?? "", reason, stop), "La tâche est abandonnée.");
        Unfinished = (id, reason);
        await OnGetAsync(stop);
        return Refused(new Refusal(reason.Length == 0
            ? "Dites pourquoi cette tâche est abandonnée : le journal garde ce motif."
            : "Le motif a 500 caractères au plus.").On("motif-" + id));
    }

    /// <summary>A refusal here is news about the task, not a fault in what was typed.</summary>
    private LocalRedirectResult Back(Refusal? refusal, string done)
    {
        Notice = refusal is null ? T[done] : T[refusal];
        var query = new QueryString().Add("etat", Etat ?? "").Add("q", Q ?? "").Add("p", P.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return LocalRedirect("/admin/taches" + query);
    }
}
