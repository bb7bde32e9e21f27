using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Agents;
using Megalis.Users.Features.ManageAccounts;
using Megalis.Users.Features.ManageRoles;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.EditAccount;

/// <summary>One person of this tenant: roles, function, suspension; on the portal, the account itself.</summary>
[RequirePermission(KernelPermissions.ManageUsers)]
internal sealed class EditModel(MegalisDb db, Seats seats, Grants grants) : UsersPage
{
    private const int MaxTitle = 120;

    [BindProperty]
    public IReadOnlyList<string> Roles { get; set; } = [];

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public Account Person { get; private set; } = null!;
    public MembershipSuspension? Suspension { get; private set; }
    public AccountDisabling? Disabling { get; private set; }
    public bool HasSeat { get; private set; }
    public bool MayChange { get; private set; }
    public IReadOnlyList<SelectListItem> RoleItems { get; private set; } = [];
    public bool IsPortal => Tenant.IsDefault;
    public bool IsMe => Person.Id == CurrentUser.AccountId;

    public async Task<IActionResult> OnGetAsync(string id)
    {
        if (!await LoadAsync(id))
            return NotFound();
        var seat = await seats.FindAsync(id);
        (Roles, Title) = ([.. seat?.RoleNames ?? []], seat?.Title);
        return Page();
    }

    public Task<IActionResult> OnPostRolesAsync(string id) => ActAsync(id, SetRolesAsync, "Les rôles sont enregistrés. Ils comptent dès la prochaine page de cette personne.");

    public Task<IActionResult> OnPostSuspendAsync(string id) =>
        ActAsync(id, () => WithReasonAsync(reason => seats.SuspendAsync(id, reason, CurrentUser.AccountId)), "Cette personne n'a plus aucun droit ici.");

    public Task<IActionResult> OnPostResumeAsync(string id) =>
        ActAsync(id, () => seats.ResumeAsync(id, CurrentUser.AccountId), "Cette personne a retrouvé ses rôles.");

    public Task<IActionResult> OnPostDisableAsync(string id) => Tenant.IsDefault
        ? ActAsync(id, () => WithReasonAsync(reason => seats.DisableAsync(Person, reason, CurrentUser.AccountId)), "Le compte est désactivé : sa prochaine page sera refusée.")
        : Task.FromResult<IActionResult>(NotFound());

    public Task<IActionResult> OnPostEnableAsync(string id) => Tenant.IsDefault
        ? ActAsync(id, EnableAsync, "Le compte est de nouveau actif.")
        : Task.FromResult<IActionResult>(NotFound());

    private async Task<IActionResult> ActAsync(string id, Func<Task<Refusal?>> act, string done)
    {
        if (!await LoadAsync(id))
            return NotFound();
        if (!MayChange)
            return Refused(new Refusal("Cette personne a des droits que vous n'avez pas : seule une personne qui les a aussi peut les changer."));
        if (await act() is { } refusal)
            return Refused(refusal);
        Notice = T[done];
        return Redirect("/admin/comptes/" + id);
    }

    private async Task<Refusal?> SetRolesAsync()
    {
        var title = (Title ?? "").Trim();
        if (title.Length > MaxTitle)
            return new Refusal("La fonction compte {0} caractères au plus.", MaxTitle).On(nameof(Title));
        if (Suspension is not null)
            return new Refusal("Cette personne est suspendue : rendez-lui d'abord ses rôles.");
        var seat = await seats.FindAsync(Person.Id);
        var grantable = await grants.GrantableAsync(await grants.RolesAsync());
        var refusal = await seats.SetRolesAsync(Person.Id, RoleFields.Merge(seat?.RoleNames ?? [], Roles, grantable), title);
        if (refusal is null)
            await db.SaveChangesAsync();
        return refusal;
    }

    private Task<Refusal?> WithReasonAsync(Func<string, Task<Refusal?>> act)
    {
        var reason = (Reason ?? "").Trim();
        return reason.Length is 0 or > AccountDisabling.MaxReason
            ? Task.FromResult<Refusal?>(new Refusal("Dites pourquoi, en {0} caractères au plus : la raison est gardée au journal.", AccountDisabling.MaxReason).On(nameof(Reason)))
            : act(reason);
    }

    private async Task<Refusal?> EnableAsync()
    {
        await seats.EnableAsync(Person, CurrentUser.AccountId);
        return null;
    }

    /// <summary>False for an account that is nobody here: another tenant's people are not found.</summary>
    private async Task<bool> LoadAsync(string id)
    {
        var person = await db.Set<Account>().SingleOrDefaultAsync(a => a.Id == id && a.ErasedAt == null);
        var seat = person is null ? null : await seats.FindAsync(id);
        Suspension = person is null ? null : await seats.SuspensionAsync(id);
        if (person is null || (!Tenant.IsDefault && seat is null && Suspension is null))
            return false;
        Person = person;
        HasSeat = seat is not null;
        Disabling = await db.Set<AccountDisabling>().AsNoTracking().SingleOrDefaultAsync(d => d.AccountId == id);
        MayChange = await grants.MayChangeAsync([.. seat?.RoleNames ?? Suspension?.Roles.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? []]);
        var roles = await grants.RolesAsync();
        RoleItems = RoleFields.Items(roles, await grants.GrantableAsync(roles));
        return true;
    }
}
