using System.Globalization;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.EmbedConsultations;

/// <summary>
/// The open consultations of this site as a small page for a frame on another website: no script, no form, nothing of the person
/// who reads, and so the one page that may be framed.
/// </summary>
[AllowAnonymous]
[PublicCache(Regional = true)]
internal sealed class EmbeddedListModel(MegalisDb db, TenantStore tenants, TimeProvider clock) : MegalisPage
{
    /// <summary>A browser may show the list again for so long without asking, when no deadline passes meanwhile.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public EmbedChoice Choice { get; private set; } = new(EmbedChoice.Usual, null);
    public IReadOnlyList<ConsultationPublic> Rows { get; private set; } = [];
    public int Total { get; private set; }
    public DateTimeOffset Now { get; private set; }

    /// <summary>Links leave the frame, and the website that holds it: they need the whole address.</summary>
    public string Home { get; private set; } = "";

    public string Name => Tenant.Text("SiteName", Tenant.DisplayName);

    public bool IsPortal => Tenant.IsDefault;

    public async Task OnGetAsync(string? nombre, string? couleur, CancellationToken stop)
    {
        SecurityHeaders.AllowFraming(Response);
        Choice = EmbedChoice.Read(nombre, couleur);
        Now = clock.GetUtcNow();
        Home = tenants.CanonicalUrl(Tenant);
        var open = Visible().Where(p => p.Deadline >= Now && p.Status == PublicStatus.Published);
        Total = await open.CountAsync(stop);
        Rows = await open.OrderBy(p => p.Deadline).ThenBy(p => p.ConsultationId).Take(Choice.Count).ToListAsync(stop);
        foreach (var row in Rows)
            HttpContext.ChangesAt(ParisTime.NextWords(row.Deadline, Now));
        // The first deadline of all is among those that are shown.
        var fresh = Rows.Count > 0 && Rows[0].Deadline - Now < Longest ? Rows[0].Deadline - Now : Longest;
        Response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={(int)fresh.TotalSeconds}");
    }

    private IQueryable<ConsultationPublic> Visible()
    {
        var rows = db.Set<ConsultationPublic>().AsNoTracking();
        if (!Tenant.IsDefault)
        {
            var own = Tenant.Id;
            return rows.Where(p => p.TenantId == own);
        }

        var hidden = tenants.All.Where(t => t.State != TenantState.Running || !t.Has(ProcurementFeature.Id)).Select(t => t.Id).ToList();
        return rows.Where(p => !hidden.Contains(p.TenantId));
    }
}
