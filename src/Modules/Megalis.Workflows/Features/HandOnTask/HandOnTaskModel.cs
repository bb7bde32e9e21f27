using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Users.Contracts;
using Megalis.Workflows.Contracts;
using Megalis.Workflows.Inbox;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Workflows.Features.HandOnTask;

/// <summary>A task is handed on: to whom of this tenant, and why.</summary>
[Feature("Megalis.Workflows")]
[RequireSignIn]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class HandOnTaskModel(UserTasks tasks, CurrentTaskPerson current, Members members) : MegalisPage
{
    public const int Size = 20;

    /// <summary>Words of a name, to find somebody among many.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    [BindProperty]
    public string? AccountId { get; set; }

    [BindProperty]
    public string? Comment { get; set; }

    public UserTask Asked { get; private set; } = null!;
    public IReadOnlyList<MemberCard> People { get; private set; } = [];
    public int Total { get; private set; }

    /// <summary>Not who has it, and not oneself: for that there is « Je m'en charge ».</summary>
    public IEnumerable<MemberCard> Others => People.Where(p => p.Id != Asked.AccountId && p.Id != CurrentUser.AccountId);

    /// <summary>A search is needed only where not all fit on a page.</summary>
    public bool MaySearch => Total > Size || !string.IsNullOrEmpty(Q);

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken stop) =>
        await LoadAsync(id, stop) ? Page() : LocalRedirect($"/taches/{id}");

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken stop)
    {
        // The task's own page says why not.
        if (!await LoadAsync(id, stop))
            return LocalRedirect($"/taches/{id}");
        if (await tasks.HandOnAsync(id, await current.GetAsync(stop), AccountId ?? "", (Comment ?? "").Trim(), stop) is { } refusal)
            return Refused(refusal);
        var to = People.FirstOrDefault(p => p.Id == AccountId)?.DisplayName ?? (await members.FindAsync(Tenant.Id, AccountId!, stop))!.DisplayName;
        Notice = T["« {0} » est maintenant à faire par {1}, qui en est prévenu. Vous pouvez la reprendre tant que personne n’a répondu.", Asked.Title, to];
        return LocalRedirect("/taches");
    }

    private async Task<bool> LoadAsync(string id, CancellationToken stop)
    {
        if (await tasks.FindAsync(id, await current.GetAsync(stop), stop) is not { } task || !task.Rights.HasFlag(TaskRights.Answer))
            return false;
        Asked = task;
        (P, Q) = (Math.Clamp(P, 1, 10_000), (Q ?? "").Trim());
        (People, Total) = await members.SearchAsync(Tenant.Id, Q, P, Size, stop);
        return true;
    }
}
