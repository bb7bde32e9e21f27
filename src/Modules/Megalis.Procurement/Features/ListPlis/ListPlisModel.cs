using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Procurement.Features.PrepareDepot;
using Megalis.Procurement.Features.ShowRecepisse;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.ListPlis;

/// <summary>What this person's side handed in, to any buyer of the region; and what they themselves have begun and not handed in.</summary>
[RequireSignIn]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ListPlisModel(PliReader reader, UnfinishedDepots unfinished) : MegalisPage
{
    public const int Size = 20;

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IReadOnlyList<Recepisse> Plis { get; private set; } = [];
    public int Total { get; private set; }
    public IReadOnlyList<UnfinishedDepot> Unfinished { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken stop)
    {
        P = Math.Clamp(P, 1, 10_000);
        (Plis, Total) = await reader.ListAsync(P, Size, stop);
        Unfinished = await unfinished.ListAsync(stop);
    }

    public async Task<IActionResult> OnPostRemoveAsync(string depot, CancellationToken stop)
    {
        if (await unfinished.RemoveAsync(depot, stop))
            Notice = T["La réponse commencée est supprimée, avec ses fichiers."];
        return LocalRedirect("/entreprise/depots");
    }
}
