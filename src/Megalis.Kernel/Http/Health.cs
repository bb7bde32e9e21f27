using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Http;

/// <summary><c>/sante</c>: the process is alive. <c>/sante/pret</c>: it can serve (database reached, portal set up).</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/sante", () => Results.Text("ok")).AllowAnonymous();
        app.MapGet("/sante/pret", async (TenantStore tenants, IServiceProvider services, CancellationToken stop) =>
        {
            try
            {
                await using var scope = TenantScope.EnterHost(services);
                await scope.Db.RawAsync("select 1", [], stop);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return Results.Text("base de données injoignable", statusCode: StatusCodes.Status503ServiceUnavailable);
            }

            // Nothing but a new start mends it: whoever supervises the process is told.
            if (services.GetRequiredService<SharedSync>().IsBroken)
                return Results.Text("disque de la base de données en panne : redémarrer", statusCode: StatusCodes.Status503ServiceUnavailable);
            return tenants.IsSetUp ? Results.Text(Ready(services)) : Results.Text("installation à faire", statusCode: StatusCodes.Status503ServiceUnavailable);
        }).AllowAnonymous();
    }

    private static string Ready(IServiceProvider services) =>
        string.Join(" ; ", ["prêt", .. services.GetServices<IReadinessDetail>().Select(d => d.Degraded).OfType<string>().Select(d => $"dégradé : {d}")]);
}
