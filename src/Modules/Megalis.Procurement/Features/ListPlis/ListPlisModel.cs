using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Procurement.Features.ShowRecepisse;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.ListPlis;

/// <summary>What this person's side handed in, to any buyer of the region.</summary>
[RequireSignIn]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ListPlisModel(PliReader reader) : MegalisPage
{
    public const int Size = 20;

    [BindProperty(SupportsGet = true)]
    public int P { get; set; } = 1;

    public IReadOnlyList<Recepisse> Plis { get; private set; } = [];
    public int Total { get; private set; }

    public async Task OnGetAsync(CancellationToken stop)
    {
        P = Math.Clamp(P, 1, 10_000);
        (Plis, Total) = await reader.ListAsync(P, Size, stop);
    }
}
