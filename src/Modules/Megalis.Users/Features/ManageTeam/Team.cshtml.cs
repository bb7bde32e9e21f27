using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Contracts;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Entreprises;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ManageTeam;

/// <summary>A person of the team as the page shows them.</summary>
internal sealed record TeamLine(string AccountId, string Name, string Email, MemberState State, bool IsManager, DateTimeOffset Since);

/// <summary>My entreprise: who stands for it, who asks to. Managers decide; the others read.</summary>
[RequireSignIn]
[PortalOnly]
internal sealed class TeamModel(MegalisDb db, Entreprises entreprises, Teams teams) : UsersPage
{
    public Standing? Standing { get; private set; }
    public IReadOnlyList<TeamLine> Lines { get; private set; } = [];

    public string Me => CurrentUser.AccountId;

    /// <summary>What the manager said no to, or ended; null otherwise.</summary>
    public MemberState? Ended { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public Task<IActionResult> OnPostAcceptAsync(string id) =>
        DecideAsync(id, member => teams.AnswerAsync(member, accept: true, Me), "{0} fait partie de l'équipe.");

    public Task<IActionResult> OnPostRefuseAsync(string id) =>
        DecideAsync(id, member => teams.AnswerAsync(member, accept: false, Me), "La demande de {0} est refusée.");

    public Task<IActionResult> OnPostRemoveAsync(string id) =>
        DecideAsync(id, member => teams.RemoveAsync(member, Me), "{0} ne fait plus partie de l'équipe.");

    public Task<IActionResult> OnPostManagerAsync(string id) =>
        DecideAsync(id, member => teams.SetManagerAsync(member, manager: true, Me), "{0} gère maintenant l'équipe, avec vous.");

    public Task<IActionResult> OnPostEndManagerAsync(string id) =>
        DecideAsync(id, member => teams.SetManagerAsync(member, manager: false, Me), "{0} ne gère plus l'équipe.");

    public async Task<IActionResult> OnPostLeaveAsync()
    {
        var member = await db.Set<EntrepriseMember>().SingleOrDefaultAsync(m => m.AccountId == Me);
        if (member is null)
            return NotFound();
        if (await teams.RemoveAsync(member, Me) is { } refusal)
            return await ShowAgainAsync(refusal);
        Notice = T["Vous avez quitté l'entreprise. Vos dépôts restent à vous."];
        return Redirect("/entreprise/equipe");
    }

    private async Task<IActionResult> DecideAsync(string id, Func<EntrepriseMember, Task<Refusal?>> decide, string done)
    {
        await LoadAsync();
        if (Standing is not { IsManager: true } mine)
            return Forbid();
        var member = await db.Set<EntrepriseMember>().SingleOrDefaultAsync(m => m.AccountId == id && m.EntrepriseId == mine.Entreprise.Id);
        if (member is null)
            return NotFound();
        if (await decide(member) is { } refusal)
            return await ShowAgainAsync(refusal);
        Notice = T[done, Lines.FirstOrDefault(l => l.AccountId == id)?.Name];
        return Redirect("/entreprise/equipe");
    }

    private async Task<IActionResult> ShowAgainAsync(Refusal refusal)
    {
        await LoadAsync();
        return Refused(refusal);
    }

    private async Task LoadAsync()
    {
        Standing = await entreprises.OfAsync(Me);
        if (Standing is null)
        {
            Ended = await db.Set<EntrepriseMember>().Where(m => m.AccountId == Me).Select(m => (MemberState?)m.State).SingleOrDefaultAsync();
            return;
        }

        // Whoever waits does not learn who else stands for a number that anybody can type.
        if (!Standing.IsAccepted)
            return;
        var here = Standing.Entreprise.Id;
        Lines = await (
            from m in db.Set<EntrepriseMember>()
            join a in db.Set<Account>() on m.AccountId equals a.Id
            where m.EntrepriseId == here && (m.State == MemberState.Accepted || (m.State == MemberState.Pending && Standing.IsManager))
            orderby m.State == MemberState.Pending descending, a.DisplayNameFolded
            select new TeamLine(
                a.Id, a.DisplayName, a.Email, m.State, m.State == MemberState.Accepted && m.ManagerSince != null, m.DecidedAt ?? m.RequestedAt)).ToListAsync();
    }
}
