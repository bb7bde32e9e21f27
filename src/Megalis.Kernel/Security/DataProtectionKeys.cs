using System.Xml.Linq;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Security;

/// <summary>A data-protection key, shared by all nodes through the database.</summary>
internal sealed class KeyRow
{
    public long Id { get; set; }
    public string Name { get; set; } = "";
    public string Xml { get; set; } = "";
}

/// <summary>
/// Keeps ASP.NET Core's data-protection keys in the database. Its interface is synchronous; it is called a few times in
/// the life of a process, from a thread without a request.
/// </summary>
internal sealed class DataProtectionKeys(IServiceProvider root) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(async () =>
    {
        await using var scope = TenantScope.EnterHost(root);
        var rows = await scope.Db.Set<KeyRow>().AsNoTracking().Where(k => k.Name != "cluster").ToListAsync();
        return rows.Select(r => XElement.Parse(r.Xml)).ToList();
    }).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => Task.Run(async () =>
    {
        await using var scope = TenantScope.EnterHost(root);
        scope.Db.Add(new KeyRow { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        await scope.Db.SaveChangesAsync();
    }).GetAwaiter().GetResult();
}
