using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Tenants.Features.ListTenants;

/// <summary>The sites of the collectivités: searched and paged in the database.</summary>
[Feature("Megalis.Tenants")]
[RequirePermission(KernelPermissions.ManageTenants)]
internal sealed class ListModel(TenantRegister register, TenantStore store, SettingsJournal journal) : MegalisPage
{
    public const int Size = 25;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IReadOnlyList<TenantLine> Lines { get; private set; } = [];
    public int Total { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        Q = (Q ?? "").Trim();
        P = Math.Clamp(P, 1, 10_000);
        (Lines, Total) = await register.ListAsync(Q, P, Size, stop);
    }

    public Task<IActionResult> OnPostCloseAsync(int id, CancellationToken stop) =>
        ChangeAsync(id, TenantState.Running, tenant => register.CloseAsync(tenant, stop), "tenant.closed", "Le site de {0} est fermé. Rien n'est effacé : « Ouvrir » le remet en service.", stop);

    public Task<IActionResult> OnPostOpenAsync(int id, CancellationToken stop) =>
        ChangeAsync(id, TenantState.Disabled, async _ => { await register.SetStateAsync(id, TenantState.Running, "", null, stop); return null; }, "tenant.opened", "Le site de {0} est ouvert.", stop);

    public Task<IActionResult> OnPostAgainAsync(int id, CancellationToken stop) =>
        ChangeAsync(id, TenantState.Initializing, async _ => { await register.SetUpAgainAsync(id, stop); return null; }, "tenant.retried", "La préparation du site de {0} recommence.", stop);

    /// <summary>A second click on a page that has aged finds the tenant in another state and changes nothing.</summary>
    private async Task<IActionResult> ChangeAsync(int id, TenantState from, Func<Tenant, Task<Refusal?>> change, string act, string said, CancellationToken stop)
    {
        if (store.Find(id) is not { IsDefault: false } tenant)
            return NotFound();
        if (tenant.State == from)
        {
            if (await change(tenant) is { } kept)
            {
                await OnGetAsync(stop);
                return Refused(kept);
            }

            await journal.WriteAsync(act, "collectivite", tenant.Name, new { tenant.DisplayName }, stop);
        }

        Notice = T[said, tenant.DisplayName];
        return LocalRedirect("/admin/collectivites");
    }
}
