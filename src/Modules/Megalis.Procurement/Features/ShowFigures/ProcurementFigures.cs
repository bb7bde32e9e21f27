using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Megalis.Procurement.Domain.MarchesPasses;
using Megalis.Procurement.Features.SearchConsultations;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Features.ShowFigures;

/// <summary>The figures of a home page: what is open, what was published, who buys. Nothing that tells of plis.</summary>
internal sealed class ProcurementFigures(MegalisDb db, PublicSearch search, TenantContext tenant, TenantStore tenants, IHttpContextAccessor accessor, TimeProvider clock) : IFigureSource
{
    public async Task<IReadOnlyList<Figure>> FiguresAsync(CancellationToken stop)
    {
        await NoteClockAsync(stop);
        var open = await search.Where(new ConsultationCriteria()).CountAsync(stop);
        var figures = new List<Figure> { new(Words(open, "consultation en cours", "consultations en cours"), open, "/marches", 10) };
        if (!tenant.Tenant.IsDefault)
            return figures;
        var past = await db.Set<MarchePasse>().CountAsync(stop);
        var buyers = tenants.All.Count(t => !t.IsDefault && t.State == TenantState.Running);
        figures.Add(new(Words(past, "marché passé publié", "marchés passés publiés"), past, "/marches/passes", 20));
        figures.Add(new(Words(buyers, "collectivité sur la plateforme", "collectivités sur la plateforme"), buyers, null, 30));
        return figures;
    }

    /// <summary>A page in memory is another one when a deadline passes; imports and new collectivités may show a little later.</summary>
    private async Task NoteClockAsync(CancellationToken stop)
    {
        if (accessor.HttpContext is not { } http)
            return;
        if (await search.NextDeadlineAsync(new ConsultationCriteria(), stop) is { } next)
            http.ChangesAt(next.AddMicroseconds(1));
        if (tenant.Tenant.IsDefault)
            http.ChangesAt(clock.GetUtcNow().AddMinutes(2));
    }

    private static string Words(int count, string one, string several) => count < 2 ? one : several;
}
