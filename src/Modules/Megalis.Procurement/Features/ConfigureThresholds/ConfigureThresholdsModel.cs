using System.Text.Json;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Http.TagHelpers;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.ConfigureThresholds;

/// <summary>The dated thresholds behind the warnings, and what kind of buyer this one is. The portal's lines serve everybody who has none.</summary>
[RequirePermission(ProcurementPermissions.Settings)]
internal sealed class ConfigureThresholdsModel(MegalisDb db, TenantRegister register, Journal journal, ProcurementRules rules) : MegalisPage
{
    [BindProperty]
    public AcheteurKind Acheteur { get; set; }

    [BindProperty]
    public ThresholdKind Kind { get; set; }

    [BindProperty]
    public string? Amount { get; set; }

    [BindProperty]
    public List<Nature> Natures { get; set; } = [];

    [BindProperty]
    public List<AcheteurKind> Acheteurs { get; set; } = [];

    [BindProperty]
    public DateOnly? From { get; set; }

    [BindProperty]
    public DateOnly? To { get; set; }

    [BindProperty]
    public string? Article { get; set; }

    private ProcurementSettings Own => Tenant.Settings<ProcurementSettings>(ProcurementSettings.Group);

    public bool HasOwn => Own.Thresholds.Count > 0;

    /// <summary>In the order that they are read: by kind, then by day.</summary>
    public IReadOnlyList<Threshold> Lines => [.. rules.Thresholds.Lines.OrderBy(l => l.Kind).ThenBy(l => l.ValidFrom).ThenBy(l => l.Amount)];

    public void OnGet() => Acheteur = rules.Acheteur;

    public async Task<IActionResult> OnPostAcheteurAsync(CancellationToken stop)
    {
        var settings = Own;
        settings.Acheteur = Acheteur.ToString();
        await SaveAsync(settings, "procurement.acheteur-changed", new { settings.Acheteur }, stop);
        TempData.Say(T["Le réglage est enregistré."]);
        return Redirect("/admin/achats");
    }

    public async Task<IActionResult> OnPostAddAsync(CancellationToken stop)
    {
        var refusals = Check(out var amount);
        if (refusals.Count > 0)
            return Refused(refusals);
        var added = new Threshold(Kind, amount, Natures, Acheteurs, From!.Value, To, Article!.Trim());
        await SaveLinesAsync([.. Lines, added], "procurement.threshold-added", added, stop);
        TempData.Say(T["Le seuil est ajouté : il sert dès maintenant aux avertissements."]);
        return Redirect("/admin/achats");
    }

    public async Task<IActionResult> OnPostRemoveAsync(int line, CancellationToken stop)
    {
        if (line < 0 || line >= Lines.Count)
            return NotFound();
        if (Lines.Count == 1)
            return Refused(new Refusal("C’est le dernier seuil : sans lui, ceux du produit reviendraient."));
        var removed = Lines[line];
        await SaveLinesAsync([.. Lines.Where((_, i) => i != line)], "procurement.threshold-removed", removed, stop);
        TempData.Say(T["Le seuil est retiré."]);
        return Redirect("/admin/achats");
    }

    public async Task<IActionResult> OnPostResetAsync(CancellationToken stop)
    {
        var settings = Own;
        settings.Thresholds = [];
        await SaveAsync(settings, "procurement.thresholds-reset", new { }, stop);
        TempData.Say(T["Vos seuils sont effacés : ceux d’origine servent de nouveau."]);
        return Redirect("/admin/achats");
    }

    /// <summary>The first change copies the table in force, so that nobody rewrites it all to add one line.</summary>
    private Task SaveLinesAsync(List<Threshold> lines, string act, Threshold changed, CancellationToken stop)
    {
        var settings = Own;
        settings.Thresholds = [.. lines.Select(ThresholdLine.Of)];
        return SaveAsync(settings, act, ThresholdLine.Of(changed), stop);
    }

    private Task SaveAsync(ProcurementSettings settings, string act, object payload, CancellationToken stop) => db.TransactAsync(async () =>
    {
        var all = new JsonObject { [ProcurementSettings.Group] = JsonSerializer.SerializeToNode(settings) };
        await register.ChangeSettingsAsync(Tenant.Id, all, db, stop);
        journal.Append(act, "tenant", Tenant.Name, payload);
        await db.SaveChangesAsync(stop);
    }, stop);

    private List<Refusal> Check(out long amount)
    {
        var digits = string.Concat((Amount ?? "").Where(c => !char.IsWhiteSpace(c) && c is not '€'));
        var refusals = new List<Refusal>();
        if (!long.TryParse(digits, System.Globalization.NumberStyles.None, Texts.French, out amount) || amount == 0)
            refusals.Add(new Refusal("Écrivez le montant en euros entiers, hors taxes, par exemple 90 000.").On("Amount"));
        if (From is null)
            refusals.Add(new Refusal("Écrivez le premier jour où ce seuil vaut.").On("From"));
        else if (To < From)
            refusals.Add(new Refusal("Le dernier jour vient avant le premier : échangez-les, ou laissez-le vide.").On("To"));
        if (string.IsNullOrWhiteSpace(Article))
            refusals.Add(new Refusal("Nommez le texte, par exemple « article R. 2131-12 du code de la commande publique » : l’avertissement le cite.").On("Article"));
        return refusals;
    }
}
