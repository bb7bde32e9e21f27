using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Http;

/// <summary>
/// Finds the tenant of the request by its host name and enters it. A URL prefix only ever redirects: no session lives
/// under a prefix, because cookies would be shared with the portal.
/// </summary>
internal sealed class TenantMiddleware(RequestDelegate next, TenantStore tenants, Boot boot)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/sante"))
        {
            await next(context);
            return;
        }

        var tenant = tenants.Match(context.Request.Host.Host, context.Request.Host.Port);
        if (tenant is null)
        {
            // Until the database has answered once nobody knows whether the platform is installed.
            await (boot.Done.IsCompletedSuccessfully
                ? PlainPages.NotReadyAsync(context, "La plateforme n'est pas encore installée. Lancez la commande « setup ».")
                : PlainPages.DatabaseDownAsync(context));
            return;
        }

        if (tenant.IsDefault && FirstSegment(context.Request.Path) is { Length: > 0 } first && tenants.MatchPrefix(first) is { } moved)
        {
            var rest = context.Request.Path.Value![(first.Length + 1)..];
            context.Response.Redirect(tenants.CanonicalUrl(moved) + (rest.Length == 0 ? "/" : rest) + context.Request.QueryString, permanent: true, preserveMethod: true);
            return;
        }

        await ServeAsync(context, tenant);
    }

    private Task ServeAsync(HttpContext context, Tenant tenant)
    {
        switch (tenant.State)
        {
            case TenantState.Running:
                context.RequestServices.GetRequiredService<TenantContext>().Set(tenant);
                return next(context);
            case TenantState.Disabled:
                return PlainPages.DisabledAsync(context, tenant.DisplayName);
            default:
                return PlainPages.NotReadyAsync(context, $"Le site de {tenant.DisplayName} est en cours de préparation.");
        }
    }

    private static string FirstSegment(PathString path)
    {
        var value = path.Value ?? "";
        var end = value.IndexOf('/', 1);
        return value.Length < 2 ? "" : end < 0 ? value[1..] : value[1..end];
    }
}
