using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.PrepareDepot;
using Megalis.Users.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.DepositPli;

/// <summary>Step 3 of a deposit: everything once more, then the one act. Here an account is needed, and takes the preparation.</summary>
[RequireSignIn]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ReviewDepotModel(OwnerScope owners, DepotAccess access, Entreprises entreprises, TimeProvider clock) : DepotPage(owners, access, clock)
{
    public PliDepositor Depositor { get; private set; } = null!;

    /// <summary>What this side handed in before and still stands.</summary>
    public IReadOnlyList<Pli> Earlier { get; private set; } = [];
    public bool HasEarlier => Earlier.Count > 0;

    /// <summary>What this page shows, in one word that the form sends back: files, lots, earlier plis.</summary>
    public string Shown => Depot.Shown(Earlier.Select(p => p.Id));

    public async Task<IActionResult> OnGetAsync(string reference, string depot, CancellationToken stop)
    {
        if (await EnterAsync(reference, depot, stop) is { } elsewhere)
            return elsewhere;
        if (Depot.AccountId.Length == 0)
        {
            Depot.AccountId = CurrentUser.AccountId;
            await Db.SaveChangesAsync(stop);
        }

        await ReadAsync(stop);
        return Depot.CheckComplete(Consultation.Lots.Count) is null ? Page() : LocalRedirect($"{Base}/{depot}");
    }

    /// <summary>Every byte has arrived already: the instant of this act is that of the deposit.</summary>
    public async Task<IActionResult> OnPostAsync(string reference, string depot, PliRelation? relation, string? vu, CancellationToken stop)
    {
        var receivedAt = Now;
        if (await EnterAsync(reference, depot, stop) is { } elsewhere)
            return elsewhere;
        await ReadAsync(stop);
        if (Depot.CheckComplete(Consultation.Lots.Count) is { } incomplete)
            return Refused(incomplete);
        // What the person has just read is what is handed in; after a twin of this click it is its receipt that they read.
        if (vu != Shown)
            return await DoneAsync(depot) ?? Refused(DepositPli.Depositor.Changed);
        var request = new PliRequest(
            depot, Depositor, [.. Depot.InOrder.Select(ToPliFile)], [.. Depot.Lots], relation ?? PliRelation.First, receivedAt, depot, [.. Earlier.Select(p => p.Id)]);
        // Loaded rows of the preparation would be saved along; the deposit loads what it removes itself.
        Db.ChangeTracker.Clear();
        var deposited = await DepositPli.Depositor.DepositAsync(Owned, request);
        return deposited.Pli is { } pli ? LocalRedirect($"/entreprise/depots/{pli.Id}") : Refused(deposited.Refusal!);
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        Depositor = new PliDepositor(CurrentUser.AccountId, CurrentUser.DisplayName, CurrentUser.Email, await entreprises.OfAsync(CurrentUser.AccountId, stop));
        Earlier = await DepositPli.Depositor.EarlierAsync(Owned, Depositor);
    }

    private PliFile ToPliFile(DepotFile file) => new()
    {
        Id = Ids.New(Now),
        Part = file.Part,
        DisplayName = file.DisplayName,
        StoredFileId = file.StoredFileId,
        Sha256 = file.Sha256,
        Length = file.Length,
        BeganAt = file.BeganAt,
        ArrivedAt = file.ArrivedAt,
    };
}
