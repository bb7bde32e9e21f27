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
internal sealed class EditModel(MegalisDb db, Seats seats, Grants grants, Inviters inviters) : UsersPage
{
    private const int MaxTitle = 120;

    [BindProperty]
    public IReadOnlyList<string> Roles { get; set; } = [];

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The stamp of the roles and the function that the form showed.</summary>
    [BindProperty]
    public string? Seen { get; set; }

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

    /// <summary>One at a time on this site: who may act, and on what, is read after all others are done.</summary>
    private async Task<IActionResult> ActAsync(string id, Func<Task<Refusal?>> act, string done)
    {
        IActionResult? answer = null;
        await db.TransactAsync(async () =>
        {
            await Seats.HoldAsync(db, Tenant.Id);
            answer = await ActAloneAsync(id, act);
        });
        if (answer is not null)
            return answer;
        Notice = T[done];
        return Redirect("/admin/comptes/" + id);
    }

    /// <returns>Null when it is done.</returns>
    private async Task<IActionResult?> ActAloneAsync(string id, Func<Task<Refusal?>> act)
    {
        if (!await LoadAsync(id))
            return NotFound();
        if (!MayChange)
            return Refused(new Refusal("Cette personne a des droits que vous n'avez pas : seule une personne qui les a aussi peut les changer."));
        if (await act() is { } refusal)
            return Refused(refusal);
        await inviters.EndAsync(id);
        return null;
    }

    private async Task<Refusal?> SetRolesAsync()
    {
        var title = (Title ?? "").Trim();
        if (title.Length > MaxTitle)
            return new Refusal("La fonction compte {0} caractères au plus.", MaxTitle).On(nameof(Title));
        if (Suspension is not null)
            return new Refusal("Cette personne est suspendue : rendez-lui d'abord ses rôles.");
        var seat = await seats.FindAsync(Person.Id);
        if (Seen != StampOf(seat))
            return Changed(seat);
        var grantable = await grants.GrantableAsync(await grants.RolesAsync());
        var refusal = await seats.SetRolesAsync(Person.Id, RoleFields.Merge(seat?.RoleNames ?? [], Roles, grantable), title);
        if (refusal is null)
            await db.SaveChangesAsync();
        return refusal;
    }

    private static string StampOf(Membership? seat) => FormStamp.Of(seat?.Roles, seat?.Title);

    /// <summary>What was ticked stays ticked; saved once more, it counts.</summary>
    private Refusal Changed(Membership? seat)
    {
        Seen = StampOf(seat);
        var roles = string.Join(", ", (seat?.RoleNames ?? []).Select(r => T[RoleName.Label(r)]));
        return new Refusal("Quelqu'un a changé cette personne pendant ce temps. Ses rôles sont maintenant « {0} », sa fonction « {1} » : comparez, puis enregistrez de nouveau.", roles, seat?.Title ?? "");
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
        Seen ??= StampOf(seat);
        Disabling = await db.Set<AccountDisabling>().AsNoTracking().SingleOrDefaultAsync(d => d.AccountId == id);
        MayChange = await grants.MayChangeAsync([.. seat?.RoleNames ?? Suspension?.Roles.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? []]);
        var roles = await grants.RolesAsync();
        RoleItems = RoleFields.Items(roles, await grants.GrantableAsync(roles));
        return true;
    }
}
