using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Megalis.Users.Domain.Entreprises;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Users.Features.OwnData;

/// <summary>All that the platform holds about a person, asked of every module: given to them, or erased.</summary>
internal sealed class OwnData(MegalisDb db, Contributions contributions, IServiceProvider services, TenantStore tenants, Journal journal, Outbox outbox)
{
    private IEnumerable<IPersonalData> Modules => contributions.All<IPersonalData>(services).Select(c => c.Instance);

    public async Task<JsonObject> ExportAsync(string accountId, CancellationToken stop)
    {
        var file = new JsonObject { ["genereLe"] = services.GetRequiredService<TimeProvider>().GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture) };
        foreach (var module in Modules)
            if (await module.ExportAsync(accountId, stop) is { } part)
                file[module.Name] = part;
        return file;
    }

    public async Task<IReadOnlyList<Retained>> RetainedAsync(string accountId, CancellationToken stop)
    {
        var all = new List<Retained>();
        foreach (var module in Modules)
            all.AddRange(await module.RetainedAsync(accountId, stop));
        return all;
    }

    /// <summary>What must be handed over first; null when nothing stands in the way.</summary>
    public async Task<Refusal?> CheckErasureAsync(string accountId, CancellationToken stop)
    {
        var mine = await db.Set<Membership>().AsNoTracking().Where(m => m.AccountId == accountId && m.Roles.Contains(Role.Administrator)).ToListAsync(stop);
        foreach (var seat in mine.Where(m => m.RoleNames.Contains(Role.Administrator)))
        {
            var others = await db.Set<Membership>().AsNoTracking()
                .Where(m => m.TenantId == seat.TenantId && m.AccountId != accountId && m.Roles.Contains(Role.Administrator)).ToListAsync(stop);
            if (!others.Any(m => m.RoleNames.Contains(Role.Administrator)))
                return new Refusal("Vous êtes la seule personne à administrer {0} : donnez d'abord ce rôle à quelqu'un d'autre.", tenants.Find(seat.TenantId)?.DisplayName ?? "");
        }

        var member = await db.Set<EntrepriseMember>().AsNoTracking().SingleOrDefaultAsync(m => m.AccountId == accountId, stop);
        if (member is not { IsManager: true })
            return null;
        var team = await db.Set<EntrepriseMember>().AsNoTracking()
            .Where(m => m.EntrepriseId == member.EntrepriseId && m.AccountId != accountId && m.State == MemberState.Accepted).ToListAsync(stop);
        return team.Count > 0 && !team.Any(m => m.IsManager)
            ? new Refusal("Vous êtes la seule personne à gérer l'équipe de votre entreprise : nommez-en d'abord une autre.")
            : null;
    }

    /// <summary>Everything or nothing: one transaction over all modules.</summary>
    public Task EraseAsync(string accountId, CancellationToken stop) => db.TransactAsync(async () =>
    {
        // The account itself last: others may need its name to find their rows.
        foreach (var module in Modules.OrderBy(m => m is UsersPersonalData))
            await module.EraseAsync(accountId, stop);
        journal.Append("account.erased", "account", accountId, new { }, accountId);
        outbox.Add(new AccountErased(accountId));
        await db.SaveChangesAsync(stop);
    }, stop);
}
