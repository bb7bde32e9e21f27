using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Contracts;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Agents;
using Megalis.Users.Domain.Entreprises;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.OwnData;

/// <summary>What this module holds about a person.</summary>
internal sealed class UsersPersonalData(MegalisDb db, TenantStore tenants, TimeProvider clock) : IPersonalData
{
    public string Name => "compte";

    public async Task<JsonNode?> ExportAsync(string accountId, CancellationToken stop)
    {
        var account = await db.Set<Account>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == accountId, stop);
        return account is null ? null : new JsonObject
        {
            ["identifiant"] = account.Id,
            ["nom"] = account.DisplayName,
            ["adresse"] = account.Email,
            ["adresseConfirmeeLe"] = Text(account.EmailConfirmedAt),
            ["ouvertLe"] = Text(account.CreatedAt),
            ["derniereConnexion"] = Text(account.LastSignInAt),
            ["doubleAuthentification"] = await db.Set<TwoFactor>().AnyAsync(t => t.AccountId == accountId && t.EnabledAt != null, stop),
            ["structures"] = await SeatsAsync(accountId, stop),
            ["entreprise"] = await EntrepriseAsync(accountId, stop),
            ["sessions"] = await SessionsAsync(accountId, stop),
        };
    }

    public Task<IReadOnlyList<Retained>> RetainedAsync(string accountId, CancellationToken stop) => Task.FromResult<IReadOnlyList<Retained>>(
    [
        new("Journal des actes", "règlement (UE) 2016/679, article 17, 3, b et e", "aussi longtemps que l'acte peut être contesté ; votre nom n'y figure pas, seul un numéro reste"),
    ]);

    public async Task EraseAsync(string accountId, CancellationToken stop)
    {
        await db.DeleteWhereAsync<AccountSession>(s => s.AccountId == accountId, stop);
        await db.DeleteWhereAsync<TwoFactor>(t => t.AccountId == accountId, stop);
        await db.DeleteWhereAsync<RecoveryCode>(r => r.AccountId == accountId, stop);
        await db.DeleteWhereAsync<OneTimeToken>(t => t.AccountId == accountId, stop);
        await db.DeleteWhereAsync<Membership>(m => m.AccountId == accountId, stop);
        await db.DeleteWhereAsync<MembershipSuspension>(m => m.AccountId == accountId, stop);
        var account = await db.Set<Account>().SingleAsync(a => a.Id == accountId, stop);
        var folded = account.EmailFolded;
        await db.DeleteWhereAsync<Invitation>(i => i.EmailFolded == folded, stop);
        if (await db.Set<EntrepriseMember>().SingleOrDefaultAsync(m => m.AccountId == accountId, stop) is { } member)
            member.Remove(accountId, otherManagers: 0, otherMembers: 0, clock.GetUtcNow());
        account.Erase(clock.GetUtcNow());
        await db.SaveChangesAsync(stop);
    }

    private async Task<JsonArray> SeatsAsync(string accountId, CancellationToken stop)
    {
        var seats = await db.Set<Membership>().AsNoTracking().Where(m => m.AccountId == accountId).ToListAsync(stop);
        return [.. seats.Select(m => new JsonObject
        {
            ["structure"] = tenants.Find(m.TenantId)?.DisplayName,
            ["roles"] = new JsonArray([.. m.RoleNames.Select(r => (JsonNode)r)]),
            ["fonction"] = m.Title,
            ["depuis"] = Text(m.Since),
        })];
    }

    private async Task<JsonNode?> EntrepriseAsync(string accountId, CancellationToken stop)
    {
        var row = await (from m in db.Set<EntrepriseMember>().AsNoTracking()
                         join e in db.Set<Entreprise>().AsNoTracking() on m.EntrepriseId equals e.Id
                         where m.AccountId == accountId
                         select new { Member = m, Entreprise = e }).SingleOrDefaultAsync(stop);
        return row is null ? null : new JsonObject
        {
            ["nom"] = row.Entreprise.Name,
            ["typeIdentifiant"] = row.Entreprise.IdType.Code(),
            ["id"] = row.Entreprise.Identifier,
            ["etat"] = row.Member.State.ToString(),
            ["demandeLe"] = Text(row.Member.RequestedAt),
            ["gestionnaireDepuis"] = Text(row.Member.ManagerSince),
        };
    }

    private async Task<JsonArray> SessionsAsync(string accountId, CancellationToken stop)
    {
        var sessions = await db.Set<AccountSession>().AsNoTracking().Where(s => s.AccountId == accountId).OrderBy(s => s.CreatedAt).ToListAsync(stop);
        return [.. sessions.Select(s => new JsonObject
        {
            ["site"] = tenants.Find(s.TenantId)?.DisplayName,
            ["navigateur"] = s.UserAgent,
            ["adresse"] = s.Address,
            ["ouverteLe"] = Text(s.CreatedAt),
            ["vueLe"] = Text(s.LastSeenAt),
            ["fermeeLe"] = Text(s.RevokedAt),
        })];
    }

    private static string? Text(DateTimeOffset? instant) => instant?.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
