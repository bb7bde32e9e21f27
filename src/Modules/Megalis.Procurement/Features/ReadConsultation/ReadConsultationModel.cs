using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Megalis.Procurement.Features.ReadConsultation;

/// <summary>The public page of a consultation.</summary>
[AllowAnonymous]
[PublicCache(Regional = true)]
internal sealed class ReadConsultationModel(OwnerScope owner, TimeProvider clock) : MegalisPage
{
    public PublicConsultation Public { get; private set; } = null!;
    public Consultation Consultation => Public.Consultation;

    /// <summary>The server's clock: the only one that counts.</summary>
    public DateTimeOffset Now { get; private set; }

    public ConsultationStatus Status { get; private set; }

    public bool IsRunning => Status is ConsultationStatus.Published;

    public async Task<IActionResult> OnGetAsync(string reference, CancellationToken stop)
    {
        await using var owned = await owner.EnterAsync(reference, stop);
        if (owned is null)
            return NotFound();
        Public = await PublicConsultation.ReadAsync(owned, stop);
        Now = clock.GetUtcNow();
        Status = Consultation.StatusAt(Now);
        HttpContext.ChangesAt(ParisTime.NextMinute(Now));
        HttpContext.ChangesAt(ParisTime.NextWords(Consultation.Deadline!.Value, Now));
        return Page();
    }
}
