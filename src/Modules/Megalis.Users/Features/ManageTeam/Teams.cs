using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Users.Access;
using Megalis.Users.Contracts;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Entreprises;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ManageTeam;

/// <summary>What a person declares of their entreprise.</summary>
internal sealed record DeclaredEntreprise(EntrepriseId Id, string Name, string PostalCode, string City);

/// <summary>Who stands for an entreprise: each change with its journal entry, its event and its mail, in the caller's transaction.</summary>
internal sealed class Teams(MegalisDb db, Outbox outbox, Journal journal, UserMails mails, TimeProvider clock)
{
    private const string Subject = "entreprise";

    /// <summary>The first person on a number manages it; the others wait for a manager. The caller saves.</summary>
    public async Task<Refusal?> JoinAsync(Account account, DeclaredEntreprise declared)
    {
        var (type, number, country) = declared.Id;
        var known = await db.Set<Entreprise>().SingleOrDefaultAsync(e => e.IdType == type && e.Identifier == number && e.Country == country);
        var now = clock.GetUtcNow();
        var entreprise = known ?? Declare(declared, account.Id);
        var abandoned = known is not null && !await db.Set<EntrepriseMember>().AnyAsync(m => m.EntrepriseId == known.Id && m.State == MemberState.Accepted);
        var first = known is null || abandoned;
        var asked = first ? EntrepriseMember.First(account.Id, entreprise.Id, now) : EntrepriseMember.Asking(account.Id, entreprise.Id, now);
        var member = await db.Set<EntrepriseMember>().SingleOrDefaultAsync(m => m.AccountId == account.Id);
        if (member is null)
            db.Add(asked);
        else if (member.MoveTo(asked) is { } refusal)
            return refusal;
        if (abandoned)
            entreprise.BeginTeam(now);
        if (!first)
            await AskManagersAsync(account, entreprise);
        return null;
    }

    public async Task<Refusal?> AnswerAsync(EntrepriseMember member, bool accept, string byId)
    {
        var now = clock.GetUtcNow();
        if ((accept ? member.Accept(byId, now) : member.Refuse(byId, now)) is { } refusal)
            return refusal;
        journal.Append(accept ? "entreprise.member-accepted" : "entreprise.member-refused", Subject, member.EntrepriseId, new { member.AccountId }, byId);
        if (accept)
            outbox.Add(new EntrepriseMemberAccepted(member.EntrepriseId, member.AccountId, now));
        else
            outbox.Add(new EntrepriseMemberRemoved(member.EntrepriseId, member.AccountId));
        var account = await db.Set<Account>().SingleAsync(a => a.Id == member.AccountId);
        mails.MemberAnswered(account, await NameOfAsync(member.EntrepriseId), accept);
        await db.SaveChangesAsync();
        return null;
    }

    /// <summary>By a manager, or by the person who leaves.</summary>
    public async Task<Refusal?> RemoveAsync(EntrepriseMember member, string byId)
    {
        var others = db.Set<EntrepriseMember>().Where(m =>
            m.EntrepriseId == member.EntrepriseId && m.AccountId != member.AccountId && m.State == MemberState.Accepted);
        var managers = await others.CountAsync(m => m.ManagerSince != null);
        if (member.Remove(byId, managers, await others.CountAsync(), clock.GetUtcNow()) is { } refusal)
            return refusal;
        journal.Append("entreprise.member-removed", Subject, member.EntrepriseId, new { member.AccountId }, byId);
        outbox.Add(new EntrepriseMemberRemoved(member.EntrepriseId, member.AccountId));
        await db.SaveChangesAsync();
        return null;
    }

    public async Task<Refusal?> SetManagerAsync(EntrepriseMember member, bool manager, string byId)
    {
        var others = await db.Set<EntrepriseMember>().CountAsync(m =>
            m.EntrepriseId == member.EntrepriseId && m.AccountId != member.AccountId && m.State == MemberState.Accepted && m.ManagerSince != null);
        if ((manager ? member.NameManager(clock.GetUtcNow()) : member.EndManager(others)) is { } refusal)
            return refusal;
        journal.Append(manager ? "entreprise.manager-named" : "entreprise.manager-ended", Subject, member.EntrepriseId, new { member.AccountId }, byId);
        await db.SaveChangesAsync();
        return null;
    }

    private Entreprise Declare(DeclaredEntreprise declared, string byId)
    {
        var entreprise = Entreprise.Declare(declared.Id, declared.Name, clock.GetUtcNow());
        (entreprise.PostalCode, entreprise.City) = (declared.PostalCode, declared.City);
        db.Add(entreprise);
        journal.Append("entreprise.declared", Subject, entreprise.Id, new { Type = declared.Id.Type.Code(), declared.Id.Value, declared.Name }, byId);
        return entreprise;
    }

    private async Task AskManagersAsync(Account account, Entreprise entreprise)
    {
        journal.Append("entreprise.member-asked", Subject, entreprise.Id, new { AccountId = account.Id }, account.Id);
        outbox.Add(new EntrepriseMemberAsked(entreprise.Id, account.Id));
        var managers = await (
            from m in db.Set<EntrepriseMember>()
            join a in db.Set<Account>() on m.AccountId equals a.Id
            where m.EntrepriseId == entreprise.Id && m.State == MemberState.Accepted && m.ManagerSince != null && a.ErasedAt == null
            select a).ToListAsync();
        foreach (var manager in managers)
            mails.MemberAsks(manager, account.DisplayName, entreprise.Name);
    }

    private Task<string> NameOfAsync(string entrepriseId) =>
        db.Set<Entreprise>().Where(e => e.Id == entrepriseId).Select(e => e.Name).SingleAsync();
}
