using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Workflows.Data;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows;

/// <summary>One entry of the administration, with the number of open incidents; its pages are tabs (Features/_Tabs.cshtml).</summary>
internal sealed class WorkflowNavigation(MegalisDb db, CurrentUser user) : INavigationProvider
{
    private const int CountedUpTo = 99;

    private int _incidents;

    public async ValueTask LoadAsync(CancellationToken stop)
    {
        if (user.IsSignedIn && await user.MayAsync(WorkflowPermissions.Manage, stop))
            _incidents = await db.Set<IncidentRow>().Where(i => i.ResolvedAt == null).Take(CountedUpTo).CountAsync(stop);
    }

    public IEnumerable<NavigationItem> Items() =>
        [new("Circuits", "/admin/circuits", "diagram-3", WorkflowPermissions.Manage, 70, NavigationZones.Admin) { Count = _incidents }];
}
