using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;

namespace Megalis.News.Features.ShowHome;

/// <summary>The figures that the modules of this site give; a count of nothing is not shown.</summary>
internal sealed class HomeFigures(Contributions contributions, TenantContext tenant, IServiceProvider services)
{
    public async Task<IReadOnlyList<Figure>> ReadAsync(CancellationToken stop)
    {
        var figures = new List<Figure>();
        foreach (var source in contributions.Of<IFigureSource>(tenant.Tenant, services))
            figures.AddRange(await source.FiguresAsync(stop));
        return [.. figures.Where(figure => figure.Count > 0).OrderBy(figure => figure.Order)];
    }
}
