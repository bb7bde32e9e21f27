using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Domain.MarchesPasses;
using Megalis.Procurement.Features.ImportCpv;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ShowMarchePasse;

/// <summary>One past contract: what was understood of it, and each publication word for word.</summary>
[AllowAnonymous]
internal sealed class IndexModel(MegalisDb db, CpvLists lists) : MegalisPage
{
    public MarchePasse Marche { get; private set; } = null!;
    public IReadOnlyList<string> Publications { get; private set; } = [];

    public string? CpvLabel => Cpv.TryParse(Marche.Cpv, out var cpv) ? lists.Current.LabelOf(cpv) : null;

    public bool HasTrueBuyerSiret => Kernel.Identifiers.Siret.TryParse(Marche.BuyerId, out _);

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken stop)
    {
        var marche = await db.Set<MarchePasse>().AsNoTracking()
            .Include(m => m.Titulaires.OrderByDescending(t => t.IsCurrent).ThenBy(t => t.Position))
            .Include(m => m.Modifications.OrderBy(t => t.Position))
            .AsSplitQuery()
            .SingleOrDefaultAsync(m => m.Id == id && m.IsVisible, stop);
        if (marche is null || !IsShownHere(marche))
            return NotFound();
        Marche = marche;
        Publications = await db.Set<MarchePasseSource>().Where(s => s.MarcheId == id).OrderBy(s => s.ImportId).ThenBy(s => s.Hash).Select(s => s.Json).ToListAsync(stop);
        return Page();
    }

    /// <summary>The site of an entité shows its own contracts only.</summary>
    private bool IsShownHere(MarchePasse marche) =>
        Tenant.IsDefault || (Tenant.Siren.Length > 0 && marche.BuyerId?.StartsWith(Tenant.Siren, StringComparison.Ordinal) == true);
}
