using Megalis.Kernel.Data;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Megalis.Users.Features.ManageTeam;
using Megalis.Users.Features.SignUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.JoinEntreprise;

/// <summary>An account without entreprise (an agent's, or one that left its own) declares one.</summary>
[RequireSignIn]
[PortalOnly]
internal sealed class JoinModel(MegalisDb db, Teams teams) : UsersPage
{
    [BindProperty]
    public EntrepriseFields Entreprise { get; set; } = new();

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        var (declared, wrong) = Entreprise.Read(nameof(Entreprise));
        if (declared is null)
            return Refused(wrong);
        var me = CurrentUser.AccountId;
        var account = await db.Set<Account>().SingleAsync(a => a.Id == me);
        Kernel.Http.Refusal? refusal = null;
        try
        {
            await db.TransactAsync(async () => refusal = await JoinAsync(account, declared));
        }
        catch (DbUpdateException)
        {
            // Somebody declared the same one at the same instant.
            db.ChangeTracker.Clear();
            await db.TransactAsync(async () => refusal = await JoinAsync(account, declared));
        }

        if (refusal is not null)
            return Refused(refusal);
        Notice = T["Votre compte est rattaché à l'entreprise."];
        return GoOn("/entreprise/equipe");
    }

    private async Task<Kernel.Http.Refusal?> JoinAsync(Account account, DeclaredEntreprise declared)
    {
        var refusal = await teams.JoinAsync(account, declared);
        if (refusal is null)
            await db.SaveChangesAsync();
        else
            db.ChangeTracker.Clear();
        return refusal;
    }
}
