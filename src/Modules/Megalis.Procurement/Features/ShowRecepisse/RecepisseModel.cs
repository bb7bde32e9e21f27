using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.ShowRecepisse;

/// <summary>
/// The receipt of a deposit, with the five particulars of the arrêté du 22 mars 2019 (ECOM1831552A, article 2, II): depositor, buyer,
/// title and object, date and time, detailed list of documents; and the journal's proof.
/// </summary>
[RequireSignIn]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class RecepisseModel(PliReader plis) : MegalisPage
{
    public Recepisse Recepisse { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string pli, CancellationToken stop)
    {
        if (await plis.FindAsync(pli, stop) is not { } found)
            return NotFound();
        Recepisse = found;
        return Page();
    }
}
