using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ShowRetraits;

/// <summary>The register of retraits (annexe 7, I-8°): for the buyer alone. An export of names is journaled.</summary>
[RequirePermission(ProcurementPermissions.View)]
internal sealed class ShowRetraitsModel(MegalisDb db, ConsultationActs acts) : MegalisPage
{
    public const int OnPage = 50;

    public Consultation Consultation { get; private set; } = null!;
    public IReadOnlyList<Retrait> Retraits { get; private set; } = [];
    public int Total { get; private set; }
    public int Anonymous { get; private set; }

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop)
    {
        if (await FindAsync(reference, stop) is not { } rows)
            return NotFound();
        Number = Math.Max(1, Number);
        Total = await rows.CountAsync(stop);
        Anonymous = await rows.CountAsync(r => r.EmailFolded == "", stop);
        Retraits = await rows.OrderByDescending(r => r.At).ThenBy(r => r.Id).Skip((Number - 1) * OnPage).Take(OnPage).ToListAsync(stop);
        return Page();
    }

    public async Task<IActionResult> OnGetCsvAsync(string reference, CancellationToken stop)
    {
        if (await FindAsync(reference, stop) is not { } rows)
            return NotFound();
        var all = await rows.OrderBy(r => r.At).ThenBy(r => r.Id).ToListAsync(stop);
        acts.Note(Consultation, "retraits-exported", new { all.Count });
        await db.SaveChangesAsync(stop);
        return this.CsvFile(
            $"retraits-{reference}.csv", ["Date", "Document", "Entreprise", "Nom", "Adresse électronique"],
            all.Select(r => Csv.Line(r.At, r.What, r.IsAnonymous ? "Anonyme" : r.Entreprise, r.Name, r.Email)));
    }

    private async Task<IQueryable<Retrait>?> FindAsync(string reference, CancellationToken stop)
    {
        if (await db.FindConsultationAsync(reference, stop) is not { IsDraft: false } consultation)
            return null;
        Consultation = consultation;
        var rows = db.Set<Retrait>().AsNoTracking().Where(r => r.ConsultationId == consultation.Id);
        foreach (var word in Folded.Of(Search).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            rows = rows.Where(r => r.Folded.Contains(word));
        return rows;
    }
}
