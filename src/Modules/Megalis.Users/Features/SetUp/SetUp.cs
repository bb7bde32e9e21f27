using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Recipes.Running;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Megalis.Users.Features.ManageAccounts;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.SetUp;

/// <summary>Whom the platform begins with.</summary>
/// <param name="RecipeFile">Path of the recipe to run first; null for none.</param>
internal sealed record FirstAdministrator(string Email, string Name, string Password, string PortalName, string? RecipeFile);

/// <summary>Recipe and first administrator in one transaction, in the portal's scope.</summary>
internal sealed class SetUp(MegalisDb db, TenantContext tenant, RecipeRunner recipes, Passwords passwords, Seats seats, TimeProvider clock)
{
    /// <summary>What stands in the way, in French; empty when all is done.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(FirstAdministrator first, CancellationToken stop)
    {
        var here = tenant.Tenant.Id;
        var administrators = await db.Set<Membership>().AsNoTracking().Where(m => m.TenantId == here && m.Roles.Contains(Role.Administrator)).ToListAsync(stop);
        if (administrators.Any(m => m.RoleNames.Contains(Role.Administrator)))
            return ["Le portail a déjà quelqu'un qui l'administre : rien n'a été fait."];
        var hash = passwords.Hash(Account.Open(first.Email, first.Name, clock.GetUtcNow()), first.Password);
        IReadOnlyList<string> problems = [];
        try
        {
            await db.TransactAsync(async () =>
            {
                problems = await RunRecipeAsync(first, stop);
                if (problems.Count > 0)
                    throw new OperationCanceledException("The recipe did not run.");
                await AddAsync(first, hash, stop);
            }, stop);
        }
        catch (OperationCanceledException) when (problems.Count > 0)
        {
            // Rolled back; the findings say why.
        }

        return problems;
    }

    private async Task<IReadOnlyList<string>> RunRecipeAsync(FirstAdministrator first, CancellationToken stop)
    {
        if (first.RecipeFile is null)
            return [];
        var outcome = await recipes.RunAsync(first.RecipeFile, new Dictionary<string, string>
        {
            ["SiteName"] = first.PortalName,
            ["AdminUserId"] = Ids.New(clock),
            ["AdminUsername"] = first.Email,
            ["AdminEmail"] = first.Email,
            ["AdminPassword"] = first.Password,
        }, stop);
        return [.. outcome.Errors.Select(e => e.ToString())];
    }

    private async Task AddAsync(FirstAdministrator first, string hash, CancellationToken stop)
    {
        var folded = Folded.Of(first.Email);
        var account = await db.Set<Account>().SingleOrDefaultAsync(a => a.EmailFolded == folded, stop);
        if (account is null)
        {
            account = Account.Open(first.Email, first.Name, clock.GetUtcNow());
            account.PasswordHash = hash;
            // Whoever runs this command on the server answers for the address.
            account.ConfirmEmail(clock.GetUtcNow());
            db.Add(account);
        }

        if (!await db.Set<Role>().AnyAsync(r => r.Name == Role.Administrator, stop))
            db.Add(new Role { TenantId = tenant.Tenant.Id, Name = Role.Administrator, Permissions = KernelPermissions.SiteOwner });
        await seats.SetRolesAsync(account.Id, [Role.Administrator], "");
        await db.SaveChangesAsync(stop);
    }
}
