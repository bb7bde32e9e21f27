using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Features.DepositPli;
using Megalis.Procurement.Features.PrepareDepot;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Procurement.Features.TestWorkstation;

/// <summary>What a dry run measured.</summary>
internal sealed record DryRun(string Name, long Length, string Sha256, double Seconds, DateTimeOffset At)
{
    /// <summary>Bytes a second; nothing is too fast to be said.</summary>
    public long Speed => (long)(Length / Math.Max(Seconds, 0.001));
}

/// <summary>The place to test one's workstation that the law asks for (arrêté ECOM1831551A, annexe 7, II-3°).</summary>
[AllowAnonymous]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class TestWorkstationModel : MegalisPage
{
    [Display(Name = "Un fichier quelconque")]
    public IFormFile? Essai { get; }

    public DryRun? Result { get; private set; }

    public void OnGet()
    {
        Result = TempData[nameof(DryRun)] is string json ? JsonSerializer.Deserialize<DryRun>(json) : null;
        foreach (var sentence in TempData.TakeRefusals())
            ModelState.AddModelError(nameof(Essai), sentence);
    }
}

/// <summary>Takes the dry run through the very intake of plis, then removes the file.</summary>
internal static class TestEnvoi
{
    public const long Limit = 100_000_000;

    private const string Page = "/test-du-poste";

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Page + "/envoi", TakeAsync).AllowAnonymous().DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(Limit + 10_000_000));

    private static async Task<IResult> TakeAsync(HttpContext http, DepotIntake intake, TenantContext tenant, ITempDataDictionaryFactory notices, Texts t, TimeProvider clock)
    {
        var start = clock.GetTimestamp();
        if (await intake.ReadAsync(http, tenant.Tenant.Id, new PliRoom(Limit, 1), null, http.RequestAborted) is not { } arrived)
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        intake.Forget(tenant.Tenant.Id, arrived.Files);
        var notice = notices.GetTempData(http);
        if (arrived.Files is [var file, ..])
        {
            notice[nameof(DryRun)] = JsonSerializer.Serialize(new DryRun(
                file.DisplayName, file.Stored.Length, file.Stored.Sha256, clock.GetElapsedTime(start).TotalSeconds, clock.GetUtcNow()));
        }
        else
        {
            string[] refusals = [.. arrived.Refusals.Select(r => t[r]).DefaultIfEmpty(t["Choisissez d’abord un fichier."])];
            if (Uploads.IsScript(http.Request))
                return Uploads.Refused(t, refusals);
            notice.LeaveRefusals(refusals);
        }

        notice.Save();
        return Uploads.Taken(http, Page);
    }
}
