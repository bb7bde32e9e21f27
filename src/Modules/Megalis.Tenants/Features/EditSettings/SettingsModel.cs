using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Tenants.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Tenants.Features.EditSettings;

/// <summary>Names, colours and legal pages of this tenant.</summary>
[Feature("Megalis.Settings")]
[RequirePermission(KernelPermissions.ManageSettings)]
internal sealed class SettingsModel(TenantRegister register, SettingsJournal journal) : MegalisPage
{
    [BindProperty]
    public SettingsInput Input { get; set; } = new();

    public void OnGet() => Input = new SettingsInput
    {
        SiteName = Tenant.Text("SiteName", Tenant.DisplayName),
        Tagline = Tenant.Text("Tagline"),
        PrimaryColor = Tenant.Text("PrimaryColor"),
        LogoPath = Tenant.Text("LogoPath"),
        MentionsLegales = Tenant.Text(LegalPages.MentionsLegales),
        DonneesPersonnelles = Tenant.Text(LegalPages.DonneesPersonnelles),
        Accessibilite = Tenant.Text(LegalPages.Accessibilite),
        Version = Tenant.Version,
    };

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (!ModelState.IsValid)
            return Invalid();
        if (Input.LogoPath is { Length: > 0 } logo && (!Url.IsLocalUrl(logo) || !logo.StartsWith('/')))
            return Refused(new Refusal("Le logo est un chemin de ce site, qui commence par une barre oblique.").On("Input.LogoPath"));
        if (Input.Version != Tenant.Version)
            return Stale("Input.Version", Tenant.Version, new Refusal("Quelqu'un a changé les réglages pendant que vous écriviez. Votre saisie est encore là : comparez avec la page Réglages ouverte dans un autre onglet, puis enregistrez de nouveau."));
        await register.ChangeSettingsAsync(Tenant.Id, new JsonObject
        {
            ["SiteName"] = Input.SiteName,
            ["Tagline"] = Input.Tagline,
            ["PrimaryColor"] = Input.PrimaryColor,
            ["LogoPath"] = Input.LogoPath,
            [LegalPages.MentionsLegales] = Input.MentionsLegales,
            [LegalPages.DonneesPersonnelles] = Input.DonneesPersonnelles,
            [LegalPages.Accessibilite] = Input.Accessibilite,
        }, null, stop);
        await journal.WriteAsync("settings.changed", "site", Tenant.Name, Input, stop);
        Notice = T["Les réglages sont enregistrés."];
        return LocalRedirect("/admin/reglages");
    }
}

internal sealed class SettingsInput
{
    [Required(ErrorMessage = "Donnez un nom au site."), StringLength(120, ErrorMessage = "Le nom du site a 120 caractères au plus.")]
    public string SiteName { get; set; } = "";

    [StringLength(200, ErrorMessage = "La phrase a 200 caractères au plus.")]
    public string? Tagline { get; set; }

    [RegularExpression("^#[0-9a-fA-F]{6}$", ErrorMessage = "Écrivez la couleur sous la forme #0B3B5B : un dièse et six chiffres ou lettres de A à F.")]
    public string? PrimaryColor { get; set; }

    public string? LogoPath { get; set; }

    [StringLength(50_000)]
    public string? MentionsLegales { get; set; }

    [StringLength(50_000)]
    public string? DonneesPersonnelles { get; set; }

    [StringLength(50_000)]
    public string? Accessibilite { get; set; }

    public long Version { get; set; }
}
