using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Features.ResolveIncidents;

/// <summary>What waits for an operator, one line for each fault. On the portal also where else something waits, for those who manage tenants.</summary>
[RequirePermission(WorkflowPermissions.Manage)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class IncidentsModel(IncidentGroups incidents, TenantStore tenants, IServiceProvider services) : MegalisPage
{
    private const int MostTenants = 50;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IReadOnlyList<IncidentGroup> Groups { get; private set; } = [];
    public int Total { get; private set; }
    public IReadOnlyList<RetryBatch> Batches { get; private set; } = [];

    /// <summary>Other sites with open incidents; empty but on the portal.</summary>
    public IReadOnlyList<(string Name, string Url, int Count, DateTimeOffset Since)> Elsewhere { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        P = Math.Clamp(P, 1, 100_000);
        Q = (Q ?? "").Trim();
        (Groups, Total) = await incidents.ReadAsync(Q, P, stop);
        Batches = await incidents.BatchesAsync(stop);
        if (Tenant.IsDefault && await CurrentUser.MayAsync(KernelPermissions.ManageTenants, stop))
            Elsewhere = await ElsewhereAsync(stop);
    }

    public async Task<IActionResult> OnPostRetryAsync(string? sample, CancellationToken stop)
    {
        Notice = Say(await incidents.RetryAsync(sample ?? "", CurrentUser.AccountId, stop));
        return LocalRedirect("/admin/circuits/incidents");
    }

    private string Say(RetryAnswer answer)
    {
        if (answer.Refusal is { } refusal)
            return T[refusal];
        var words = new List<string>
        {
            answer.Count == 1 ? T["L’incident est essayé à nouveau."] : T["{0} incidents sont essayés à nouveau, l’un après l’autre. Vous pouvez quitter cette page.", answer.Count],
        };
        if (answer.Already > 0)
            words.Add(answer.Already == 1 ? T["Un autre l’était déjà."] : T["{0} autres l’étaient déjà.", answer.Already]);
        if (answer.WithoutToken > 0)
            words.Add(answer.WithoutToken == 1 ? T["Un autre ne le peut pas : aucune étape n’y attend. Ouvrez son parcours pour décider."] : T["{0} autres ne le peuvent pas : aucune étape n’y attend. Ouvrez leurs parcours pour décider.", answer.WithoutToken]);
        return string.Join(' ', words);
    }

    private async Task<IReadOnlyList<(string Name, string Url, int Count, DateTimeOffset Since)>> ElsewhereAsync(CancellationToken stop)
    {
        var here = Tenant.Id;
        await using var scope = TenantScope.EnterHost(services);
        var counts = await scope.Db.Set<IncidentRow>().Where(i => i.ResolvedAt == null && i.TenantId != here)
            .GroupBy(i => i.TenantId).Select(g => new { TenantId = g.Key, Count = g.Count(), Since = g.Min(i => i.At) }).OrderBy(g => g.Since).Take(MostTenants).ToListAsync(stop);
        return [.. from c in counts
                   let tenant = tenants.Find(c.TenantId)
                   where tenant is not null
                   select (tenant.DisplayName, tenants.CanonicalUrl(tenant).TrimEnd('/') + "/admin/circuits/incidents", c.Count, c.Since)];
    }
}
