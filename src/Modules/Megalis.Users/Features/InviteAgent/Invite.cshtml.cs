using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Agents;
using Megalis.Users.Features.ManageAccounts;
using Megalis.Users.Features.ManageRoles;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.InviteAgent;

/// <summary>Asks somebody in by e-mail, with their roles. A second invitation of the same address replaces the first.</summary>
[RequirePermission(KernelPermissions.ManageUsers)]
internal sealed class InviteModel(MegalisDb db, Seats seats, Grants grants, UserMails mails, Journal journal, TimeProvider clock) : UsersPage
{
    private const int MaxTitle = 120;

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public IReadOnlyList<string> Roles { get; set; } = [];

    [BindProperty]
    public string? Title { get; set; }

    public IReadOnlyList<SelectListItem> RoleItems { get; private set; } = [];

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var grantable = await LoadAsync();
        List<string> roles = [.. Roles.Where(grantable.Contains)];
        var title = (Title ?? "").Trim();
        List<Refusal> wrong = [.. All(
            EmailAddress.Check(Email, out var email)?.On(nameof(Email)),
            roles.Count == 0 ? new Refusal("Choisissez au moins un rôle.").On(nameof(Roles)) : null,
            title.Length > MaxTitle ? new Refusal("La fonction compte {0} caractères au plus.", MaxTitle).On(nameof(Title)) : null)];
        if (wrong.Count > 0)
            return Refused(wrong);
        if (await CheckPersonAsync(email) is { } refusal)
            return Refused(refusal.On(nameof(Email)));
        await SendAsync(email, roles, title);
        Notice = T["L'invitation est partie à {0}. Son lien est valable sept jours.", email];
        return Redirect("/admin/comptes");
    }

    private async Task<Refusal?> CheckPersonAsync(string email)
    {
        var folded = Folded.Of(email);
        var id = await db.Set<Account>().Where(a => a.EmailFolded == folded).Select(a => a.Id).SingleOrDefaultAsync();
        if (id is null)
            return null;
        if (await seats.FindAsync(id) is not null)
            return new Refusal("Cette personne a déjà un rôle ici : changez-le dans la liste des comptes.");
        return await seats.SuspensionAsync(id) is null ? null : new Refusal("Cette personne est suspendue ici : rendez-lui ses rôles dans la liste des comptes.");
    }

    private async Task SendAsync(string email, List<string> roles, string title)
    {
        var (invitation, secret) = Invitation.Write(Tenant.Id, email, roles, title, CurrentUser.AccountId, clock.GetUtcNow());
        var (here, folded) = (Tenant.Id, invitation.EmailFolded);
        await db.TransactAsync(async () =>
        {
            await db.DeleteWhereAsync<Invitation>(i => i.TenantId == here && i.EmailFolded == folded && i.AcceptedAt == null);
            db.Add(invitation);
            mails.Invite(email, Tenant.DisplayName, CurrentUser.DisplayName, secret);
            journal.Append("invitation.sent", "invitation", invitation.Id, new { invitation.Roles });
            await db.SaveChangesAsync();
        });
    }

    private async Task<IReadOnlySet<string>> LoadAsync()
    {
        var roles = await grants.RolesAsync();
        var grantable = await grants.GrantableAsync(roles);
        RoleItems = RoleFields.Items(roles, grantable);
        return grantable;
    }
}
