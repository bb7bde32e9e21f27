using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Workflows.Inbox;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Workflows.Features.ListDefinitions;

/// <summary>The circuits of this tenant: what starts them, what runs on them.</summary>
[RequirePermission(WorkflowPermissions.Manage)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class CircuitsModel(DefinitionList list, UnseenTasks unseen) : MegalisPage
{
    public const int Size = 20;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IReadOnlyList<DefinitionLine> Lines { get; private set; } = [];
    public int Total { get; private set; }
    public bool MayPublish { get; private set; }

    /// <summary>Tasks that stand in nobody's list.</summary>
    public Unseen Unseen { get; private set; } = new(0, []);
    public bool MayDoAll { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        (Q, P) = ((Q ?? "").Trim(), Math.Clamp(P, 1, 10_000));
        (Lines, Total) = await list.ReadAsync(Q, P, Size, stop);
        Unseen = await unseen.ReadAsync(stop);
        MayDoAll = await CurrentUser.MayAsync(WorkflowPermissions.Tasks, stop);
        MayPublish = await CurrentUser.MayAsync(WorkflowPermissions.Publish, stop);
    }
}
