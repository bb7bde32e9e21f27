using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.DepositPli;

/// <summary>Step 3 of a deposit: everything once more, then the one act. Here an account is needed, and takes the preparation.</summary>
[RequireSignIn]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ReviewDepotModel(OwnerScope owners, Entreprises entreprises, TimeProvider clock) : DepotPage(owners, clock)
{
    public Standing? Standing { get; private set; }
    public bool HasEarlier { get; private set; }
    public string DepositorName => CurrentUser.DisplayName;
    public string DepositorEmail => CurrentUser.Email;

    public async Task<IActionResult> OnGetAsync(string reference, string depot, CancellationToken stop)
    {
        if (!await EnterAsync(reference, depot, stop))
            return NotFound();
        if (Depot.AccountId.Length == 0)
        {
            Depot.AccountId = CurrentUser.AccountId;
            await Db.SaveChangesAsync(stop);
        }

        await ReadAsync(stop);
        return Depot.CheckComplete(Consultation.Lots.Count) is null ? Page() : LocalRedirect($"{Base}/{depot}");
    }

    public async Task<IActionResult> OnPostAsync(string reference, string depot, PliRelation? relation, CancellationToken stop)
    {
        if (!await EnterAsync(reference, depot, stop))
            // A second click finds the preparation gone and its pli made: the same receipt, not an error.
            return Owned is not null && await Depositor.FindAsync(Db, Owned, depot, stop) is { } done && done.AccountId == CurrentUser.AccountId
                ? LocalRedirect($"/entreprise/depots/{done.Id}")
                : NotFound();
        await ReadAsync(stop);
        if (Depot.CheckComplete(Consultation.Lots.Count) is { } incomplete)
            return Refused(incomplete);
        if (HasEarlier && relation is not (PliRelation.Replaces or PliRelation.Completes))
            return Refused(new Refusal("Dites si ce pli remplace le précédent ou le complète.").On("replaces"));
        var request = new PliRequest(
            depot, new PliDepositor(CurrentUser.AccountId, DepositorName, DepositorEmail, Standing), [.. Depot.InOrder.Select(ToPliFile)],
            Depot.LotNumbers, HasEarlier ? relation!.Value : PliRelation.First, Depot.StartedAt, Now, depot);
        // Loaded rows of the preparation would be saved along; the depositor loads what it removes itself.
        Db.ChangeTracker.Clear();
        var (pli, _, refusal) = await Depositor.DepositAsync(Owned, request, stop);
        return pli is null ? Refused(refusal!) : LocalRedirect($"/entreprise/depots/{pli.Id}");
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        Standing = await entreprises.OfAsync(CurrentUser.AccountId, stop);
        var account = CurrentUser.AccountId;
        HasEarlier = await Db.Set<Pli>().AnyAsync(p => p.ConsultationId == Consultation.Id && p.AccountId == account && p.ClientId != Depot.Id, stop);
    }

    private PliFile ToPliFile(DepotFile file) => new()
    {
        Id = Ids.New(Now),
        Part = file.Part,
        DisplayName = file.DisplayName,
        StoredFileId = file.StoredFileId,
        Sha256 = file.Sha256,
        Length = file.Length,
    };
}
