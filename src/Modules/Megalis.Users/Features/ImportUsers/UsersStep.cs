using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Recipes;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Megalis.Users.Features.ManageAccounts;
using Megalis.Users.Features.ManageTeam;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Megalis.Users.Features.ImportUsers;

/// <summary>
/// Recipe step <c>Users</c>: Orchard Core's keys, and our own for one account over several tenants. An address that has an
/// account already keeps its password and its name; it gets the seats that the recipe gives.
/// </summary>
internal sealed class UsersStep(MegalisDb db, Passwords passwords, Seats seats, Teams teams, TimeProvider clock, IHostEnvironment environment) : IRecipeStep
{
    public string Name => "Users";

    public Task ValidateAsync(RecipeStepContext context, RecipeErrors errors)
    {
        if (context.Step["Users"] is not { Kind: JsonValueKind.Array })
            errors.Add(context.Step, "la liste « Users » manque.");
        foreach (var entry in Entries(context))
        {
            foreach (var (node, refusal) in entry.Faults())
                errors.Add(node, refusal.ToString());
            foreach (var role in entry.Node.Items("RoleNames").Where(r => !context.Plan.Roles.Contains(r.Text ?? "")))
                errors.Add(role, $"rôle inconnu : « {role.Text} ».");
            if (entry.IsDemo && environment.IsProduction() && !context.Plan.IsOffline)
                errors.Add(entry.Node["Demo"]!, "un compte de démonstration ne se crée pas en production : son mot de passe est connu.");
        }

        return Task.CompletedTask;
    }

    public async Task ExecuteAsync(RecipeStepContext context)
    {
        var hashes = new Dictionary<string, string>();
        foreach (var entry in Entries(context))
        {
            var account = await FindAsync(entry.Email) ?? Add(entry, hashes);
            await db.SaveChangesAsync();
            if (entry.Roles.Count > 0 && await seats.SetRolesAsync(account.Id, entry.Roles, entry.Title) is { } last)
                context.Refuse(entry.Node, last.ToString());
            foreach (var seat in entry.Seats)
                await SeatAsync(context, account, seat);
            if (entry.Entreprise is { } declared && !await HasEntrepriseAsync(account))
                await teams.JoinAsync(account, declared);
            await db.SaveChangesAsync();
        }
    }

    private static IEnumerable<UserEntry> Entries(RecipeStepContext context) => context.Step.Items("Users").Select(node => new UserEntry(node));

    private Task<Account?> FindAsync(string email)
    {
        var folded = Folded.Of(email);
        return db.Set<Account>().SingleOrDefaultAsync(a => a.EmailFolded == folded);
    }

    private Account Add(UserEntry entry, Dictionary<string, string> hashes)
    {
        var now = clock.GetUtcNow();
        var account = Account.Open(entry.Email, entry.DisplayName, now, entry.IsDemo, entry.Id);
        if (entry.EmailConfirmed)
            account.ConfirmEmail(now);
        account.PasswordHash = entry.PasswordHash ?? "";
        // A tenth of a second each, under the gate of SQLite: the accounts of a demonstration share one word, and its hash.
        if (entry.Password is { } password && !hashes.TryGetValue(password, out var hash))
            hashes[password] = passwords.Hash(account, password);
        if (entry.Password is not null)
            account.PasswordHash = hashes[entry.Password];
        db.Add(account);
        if (!entry.IsEnabled)
            db.Add(new AccountDisabling { AccountId = account.Id, ById = "", At = now, Reason = "Désactivé par la recette" });
        return account;
    }

    /// <summary>The tenant may have been inserted by an earlier step, and its roles come with its own recipe.</summary>
    private async Task SeatAsync(RecipeStepContext context, Account account, SeatEntry entry)
    {
        if (await TenantRegister.FindIdAsync(entry.Tenant, db) is not { } tenant)
        {
            context.Refuse(entry.Node, $"aucun site « {entry.Tenant} ».");
            return;
        }

        var seat = await db.Set<Membership>().SingleOrDefaultAsync(m => m.AccountId == account.Id && m.TenantId == tenant);
        if (seat is null)
            db.Add(seat = new Membership { AccountId = account.Id, TenantId = tenant, Since = clock.GetUtcNow() });
        (seat.Roles, seat.Title) = (string.Join(';', entry.Roles), entry.Title);
    }

    private Task<bool> HasEntrepriseAsync(Account account) => db.Set<Domain.Entreprises.EntrepriseMember>().AnyAsync(m => m.AccountId == account.Id);
}
