using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Tenants.Features.SwitchFeatures;

/// <summary>A feature as an administrator sees it, with what switching it would draw along.</summary>
internal sealed record FeatureLine(FeatureInfo Feature, bool IsOn, bool CanSwitch, IReadOnlyList<string> Also, string Reason);

/// <summary>Switches the services of this tenant on and off, on every node at once.</summary>
[Feature("Megalis.Settings")]
[RequirePermission(KernelPermissions.ManageFeatures)]
internal sealed class FeaturesModel(FeatureCatalogue catalogue, TenantRegister register, SettingsJournal journal) : MegalisPage
{
    public IReadOnlyList<IGrouping<string, FeatureLine>> Groups { get; private set; } = [];

    public void OnGet() => Groups = Lines();

    public Task<IActionResult> OnPostOnAsync(string id, CancellationToken stop) =>
        SwitchAsync(id, () => register.EnableAsync(Tenant, [id], null, stop), "feature.enabled", "Le service « {0} » est activé.", stop);

    public Task<IActionResult> OnPostOffAsync(string id, CancellationToken stop) =>
        SwitchAsync(id, () => register.DisableAsync(Tenant, [id], null, stop), "feature.disabled", "Le service « {0} » est désactivé.", stop);

    private async Task<IActionResult> SwitchAsync(string id, Func<Task<Refusal?>> change, string act, string said, CancellationToken stop)
    {
        if (await change() is { } refusal)
        {
            Groups = Lines();
            return Refused(refusal);
        }

        await journal.WriteAsync(act, "service", id, new { service = id }, stop);
        Notice = T[said, T[catalogue.Find(id)?.Name ?? id]];
        return LocalRedirect("/admin/services#" + id);
    }

    private List<IGrouping<string, FeatureLine>> Lines() =>
        [.. from feature in catalogue.Features
            where !feature.EnabledByDependencyOnly && (Tenant.IsDefault || !feature.DefaultTenantOnly)
            let isOn = Tenant.Has(feature.Id)
            let also = isOn
                ? catalogue.Dependents(feature.Id, Tenant.Features)
                : [.. catalogue.WithDependencies([feature.Id]).Where(f => f != feature.Id && !Tenant.Has(f)).Select(f => catalogue.Find(f)!)]
            let line = new FeatureLine(
                feature, isOn, !feature.IsAlwaysEnabled, [.. also.Select(f => T[f.Name])],
                feature.IsAlwaysEnabled ? T["Toujours actif : le reste en a besoin."] : "")
            group line by feature.Category];
}
