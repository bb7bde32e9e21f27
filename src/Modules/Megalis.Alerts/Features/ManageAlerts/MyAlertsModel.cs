using Megalis.Alerts.Data;
using Megalis.Kernel.Data;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Alerts.Features.ManageAlerts;

/// <summary>The alerts of an account, with those that its confirmed address asked for before. A page of the portal.</summary>
[RequireSignIn]
internal sealed class MyAlertsModel(
    MegalisDb db, SavedSearches searches, CriteriaReader reader, AlertLinks links, TimeProvider clock, Accounts accounts, TenantStore tenants)
    : AlertListModel(db, searches, reader, links, clock)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        if (!Tenant.IsDefault)
            return Redirect(tenants.CanonicalUrl(tenants.Default) + Request.Path);
        await LoadAsync((await OwnerAsync(stop))!, stop);
        return Page();
    }

    protected override Task<Owner?> OwnerAsync(CancellationToken stop) => Owner.OfAsync(CurrentUser, accounts, stop);
}
