using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Megalis.Kernel.Http.Colors;

/// <summary><c>/couleurs.css?v={version}</c>: the tenant's colours, as a file of its own because nothing inline passes the CSP.</summary>
internal static class TenantColors
{
    public static void MapTenantColors(this WebApplication app) =>
        app.MapGet("/couleurs.css", (TenantContext context, HttpResponse response) =>
        {
            // The address holds the tenant's version, so a new colour is a new address.
            response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Text(TenantPalette.Css(context.Tenant.Text("PrimaryColor"), context.Tenant.Text("AccentColor")), "text/css");
        }).AllowAnonymous();
}
