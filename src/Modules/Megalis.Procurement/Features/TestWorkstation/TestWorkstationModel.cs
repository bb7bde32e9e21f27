using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Features.DepositPli;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Procurement.Features.TestWorkstation;

/// <summary>What a dry run measured.</summary>
internal sealed record DryRun(string Name, long Length, string Sha256, double Seconds, DateTimeOffset At);

/// <summary>The place to test one's workstation that the law asks for (arrêté ECOM1831551A, annexe 7, II-3°).</summary>
[AllowAnonymous]
internal sealed class TestWorkstationModel : MegalisPage
{
    public DryRun? Result { get; private set; }

    public void OnGet() => Result = TempData[nameof(DryRun)] is string json ? System.Text.Json.JsonSerializer.Deserialize<DryRun>(json) : null;
}

/// <summary>Takes the dry run through the very intake of plis, then removes the file.</summary>
internal static class TestEnvoi
{
    public const long Limit = 100_000_000;

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/test-du-poste/envoi", TakeAsync).AllowAnonymous().DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(Limit + 1_000_000));

    private static async Task<IResult> TakeAsync(HttpContext http, DepotIntake intake, TenantContext tenant, ITempDataDictionaryFactory notices, Texts t, TimeProvider clock)
    {
        var start = clock.GetTimestamp();
        if (await intake.ReadAsync(http, tenant.Tenant.Id, http.RequestAborted) is not { } arrived)
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        intake.Forget(tenant.Tenant.Id, arrived.Files);
        var notice = notices.GetTempData(http);
        if (arrived.Files is [var file, ..])
            notice[nameof(DryRun)] = System.Text.Json.JsonSerializer.Serialize(new DryRun(
                file.DisplayName, file.Stored.Length, file.Stored.Sha256, clock.GetElapsedTime(start).TotalSeconds, clock.GetUtcNow()));
        else
            notice["Notice"] = string.Join(' ', arrived.Refusals.Select(r => t[r]).DefaultIfEmpty(t["Choisissez un fichier."]));
        notice.Save();
        return Results.LocalRedirect("/test-du-poste");
    }
}
