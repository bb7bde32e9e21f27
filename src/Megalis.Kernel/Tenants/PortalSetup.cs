using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tenants;

/// <summary>Makes the first row: the portal, without features or content. The setup recipe does the rest.</summary>
public static class PortalSetup
{
    /// <summary>The portal, made when the database has none: every feature on, one role, no account.</summary>
    public static async Task<Tenant> EnsureAsync(IServiceProvider services, CancellationToken stop)
    {
        var tenants = services.GetRequiredService<TenantStore>();
        if (tenants.IsSetUp)
            return tenants.Default;
        await using var scope = TenantScope.EnterHost(services);
        await scope.Db.TransactAsync(async () =>
        {
            // Two nodes that start together on an empty database: the second waits here for the first.
            await scope.Db.NextVersionAsync("tenants", stop);
            if (await scope.Db.Set<TenantRow>().AnyAsync(t => t.Name == Tenant.DefaultName, stop))
                return;
            var row = new TenantRow
            {
                Name = Tenant.DefaultName,
                DisplayName = "Megalis",
                DisplayNameFolded = Folded.Of("Megalis"),
                State = TenantState.Running,
                Theme = "Megalis.Theme.Portal",
                Features = string.Join(' ', services.GetRequiredService<FeatureCatalogue>().Features.Where(f => !f.EnabledByDependencyOnly).Select(f => f.Id)),
            };
            await tenants.AddAsync(scope.Db, row, stop);
            scope.Db.Add(new Role { TenantId = row.Id, Name = Role.Administrator, Description = "Administre tout le site", Permissions = KernelPermissions.SiteOwner });
            await scope.Db.SaveChangesAsync(stop);
        }, stop);
        await tenants.RefreshAsync(stop);
        return tenants.Default;
    }
}
