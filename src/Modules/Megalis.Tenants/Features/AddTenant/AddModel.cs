using System.ComponentModel.DataAnnotations;
using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Tenants.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Tenants.Features.AddTenant;

/// <summary>Makes the site of a collectivité, prefilled from the official list of communes and EPCI.</summary>
[Feature("Megalis.Tenants")]
[RequirePermission(KernelPermissions.ManageTenants)]
internal sealed class AddModel(TenantRegister register, TenantStore store, SettingsJournal journal) : MegalisPage
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty]
    public AddInput Input { get; set; } = new();

    public IReadOnlyList<Place> Found { get; private set; } = [];

    public void OnGet(string? siren)
    {
        Q = (Q ?? "").Trim();
        Found = Place.Search(Q);
        if (Place.Find(siren) is { } place)
            Input = new AddInput
            {
                DisplayName = place.Name,
                Siren = place.Siren,
                Name = place.Slug,
                Hosts = $"{place.Slug}.{new Uri(store.CanonicalUrl(store.Default)).Host}",
            };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (!ModelState.IsValid)
            return Invalid();
        var tenant = new NewTenant(
            Input.Name.Trim(), Input.DisplayName.Trim(), Input.Hosts.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries), (Input.Siren ?? "").Replace(" ", "", StringComparison.Ordinal), "collectivite.recipe.json");
        if (await register.AddAsync(tenant, null, stop) is { } refusal)
            return Refused(refusal.On("Input." + refusal.Field));
        await journal.WriteAsync("tenant.created", "collectivite", tenant.Name, tenant, stop);
        Notice = T["Le site de {0} se prépare. Il s'ouvre de lui-même dans quelques secondes.", tenant.DisplayName];
        return LocalRedirect("/admin/collectivites");
    }
}

internal sealed class AddInput
{
    [Required(ErrorMessage = "Donnez le nom de la collectivité."), StringLength(120, ErrorMessage = "Le nom a 120 caractères au plus.")]
    public string DisplayName { get; set; } = "";

    public string? Siren { get; set; }

    [Required(ErrorMessage = "Donnez un nom technique.")]
    public string Name { get; set; } = "";

    [Required(ErrorMessage = "Donnez au moins un nom de domaine.")]
    public string Hosts { get; set; } = "";
}
