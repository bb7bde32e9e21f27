using Megalis.Kernel.Identifiers;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.PrepareDepot;

/// <summary>Step 1 of a deposit: what is needed, the limits, the test of the workstation. No account yet.</summary>
[AllowAnonymous]
internal sealed class PrepareDepotModel(OwnerScope owners, DepotAccess access, VisitorAllowance visitors, TimeProvider clock) : DepotPage(owners, access, clock)
{
    /// <summary>What this account has begun here and not handed in, the last one; null when there is none.</summary>
    public Depot? Begun { get; private set; }

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop)
    {
        if (!await EnterAsync(reference, stop))
            return NotFound();
        var account = CurrentUser.AccountId;
        if (!IsVisitor)
            Begun = await Db.Set<Depot>().Include(d => d.Files).AsNoTracking().Where(d => d.ConsultationId == Consultation.Id && d.AccountId == account)
                .OrderByDescending(d => d.Files.Any()).ThenByDescending(d => d.StartedAt).FirstOrDefaultAsync(stop);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string reference, CancellationToken stop)
    {
        if (!await EnterAsync(reference, stop))
            return NotFound();
        if (ConsultationRules.ReceivePli(Consultation.AsFacts(), Now) is { } refusal)
            return Refused(refusal);
        if ((Access.IsVisitor ? visitors.Start(HttpContext) : null) is { } tooMany)
            return Refused(tooMany);
        // The id is the only key of an anonymous preparation: 130 random bits.
        var depot = new Depot { Id = Ids.Random(), ConsultationId = Consultation.Id, AccountId = CurrentUser.AccountId, StartedAt = Now };
        Db.Add(depot);
        await Db.SaveChangesAsync(stop);
        Access.Give(HttpContext, depot.Id);
        return LocalRedirect($"{Base}/{depot.Id}");
    }
}
