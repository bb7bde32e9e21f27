using System.Linq.Expressions;
using Megalis.Procurement.Domain.MarchesPasses;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Procurement.Tests.Decp;

internal static class MarchesPassesRows
{
    public static async Task<int> CountAsync(this SiteFixture site, Expression<Func<MarchePasse, bool>> where)
    {
        await using var scope = site.Enter();
        return await scope.Db.Set<MarchePasse>().CountAsync(where);
    }

    public static async Task<int> CountSourcesAsync(this SiteFixture site, string marcheId)
    {
        await using var scope = site.Enter();
        return await scope.Db.Set<MarchePasseSource>().CountAsync(source => source.MarcheId == marcheId);
    }
}
