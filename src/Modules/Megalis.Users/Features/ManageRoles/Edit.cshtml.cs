using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Megalis.Users.Domain.Agents;
using Megalis.Users.Features.ManageAccounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.ManageRoles;

/// <summary>A right as the form shows it.</summary>
internal sealed record RightLine(Permission Permission, bool IsGiven, bool MayChange);

/// <summary>One role: its name, what it is for, its rights by category. Rights that the reader lacks stay as they are.</summary>
[RequirePermission(KernelPermissions.ManageRoles)]
internal sealed class EditModel(MegalisDb db, Grants grants, Journal journal, ChangeLog changes) : UsersPage
{
    private const int MaxDescription = 200;

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Description { get; set; }

    [BindProperty]
    public IReadOnlyList<string> Rights { get; set; } = [];

    /// <summary>The stamp of the description and the rights that the form showed.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    public Role? Role { get; private set; }
    public ILookup<string, RightLine> Lines { get; private set; } = Array.Empty<RightLine>().ToLookup(_ => "");
    public bool IsNew => Role is null;
    public bool HasAll => Role?.Name == Kernel.Security.Role.Administrator;
    public bool MayRemove => Role is not null && !RoleName.IsBuiltIn(Role.Name);

    public async Task<IActionResult> OnGetAsync(string? role)
    {
        if (!await LoadAsync(role))
            return NotFound();
        (Name, Description, Rights) = (Role?.Name, Role?.Description, Given(Role));
        await ShowAsync(Rights);
        return Page();
    }

    public Task<IActionResult> OnPostAsync(string? role) => AloneAsync(() => SaveAsync(role));

    public Task<IActionResult> OnPostRemoveAsync(string? role) => AloneAsync(() => RemoveAsync(role));

    /// <summary>One at a time on this site: a role is not removed while somebody gives it.</summary>
    private async Task<IActionResult> AloneAsync(Func<Task<IActionResult>> act)
    {
        IActionResult? answer = null;
        await db.TransactAsync(async () =>
        {
            await Seats.HoldAsync(db, Tenant.Id);
            answer = await act();
        });
        return answer!;
    }

    private async Task<IActionResult> SaveAsync(string? role)
    {
        if (!await LoadAsync(role))
            return NotFound();
        var before = Given(Role);
        await ShowAsync(Rights);
        if (Seen != StampOf(Role))
            return Refused(Changed(before));
        var name = Role?.Name ?? "";
        List<Refusal> wrong = [.. All(
            IsNew ? RoleName.Check(Name, out name)?.On(nameof(Name)) : null,
            (Description?.Length ?? 0) > MaxDescription ? new Refusal("La description compte {0} caractères au plus.", MaxDescription).On(nameof(Description)) : null)];
        if (wrong.Count == 0 && IsNew && await db.Set<Role>().AnyAsync(r => r.Name == name))
            wrong.Add(new Refusal("Un rôle porte déjà ce nom.").On(nameof(Name)));
        if (wrong.Count > 0)
            return Refused(wrong);
        Save(name, before);
        changes.Add(ChangeKinds.Role, name);
        await db.SaveChangesAsync();
        Notice = T["Le rôle est enregistré."];
        return Redirect("/admin/roles");
    }

    private async Task<IActionResult> RemoveAsync(string? role)
    {
        if (!await LoadAsync(role) || Role is not { } removed)
            return NotFound();
        await ShowAsync(Given(removed));
        var here = Tenant.Id;
        var used = await db.Set<Membership>().AsNoTracking().Where(m => m.TenantId == here && m.Roles.Contains(removed.Name)).ToListAsync();
        if (!MayRemove || !await grants.MayGrantAsync(removed))
            return Refused(new Refusal("Vous ne pouvez pas supprimer ce rôle."));
        if (used.Any(m => m.RoleNames.Contains(removed.Name)))
            return Refused(new Refusal("Des personnes ont encore ce rôle : retirez-le-leur d'abord."));
        db.Remove(removed);
        journal.Append("role.removed", "role", removed.Name, new { removed.Permissions });
        changes.Add(ChangeKinds.Role, removed.Name);
        await db.SaveChangesAsync();
        Notice = T["Le rôle est supprimé."];
        return Redirect("/admin/roles");
    }

    private static string StampOf(Role? role) => FormStamp.Of(role?.Description, role?.Permissions);

    /// <summary>What was ticked stays ticked; saved once more, it counts.</summary>
    private Refusal Changed(IReadOnlyList<string> now)
    {
        Seen = StampOf(Role);
        var rights = string.Join(" ; ", Lines.SelectMany(g => g).Where(l => now.Contains(l.Permission.Name)).Select(l => T[l.Permission.Description]));
        return new Refusal("Quelqu'un a changé ce rôle pendant ce temps. Sa description est maintenant « {0} », ses droits « {1} » : comparez, puis enregistrez de nouveau.", Role?.Description ?? "", rights);
    }

    private void Save(string name, IReadOnlyList<string> before)
    {
        var changeable = Lines.SelectMany(g => g).Where(l => l.MayChange).Select(l => l.Permission.Name).ToHashSet();
        var after = string.Join(' ', before.Where(p => !changeable.Contains(p)).Concat(Rights.Where(changeable.Contains)).Distinct().Order(StringComparer.Ordinal));
        if (Role is null)
            db.Add(Role = new Role { TenantId = Tenant.Id, Name = name });
        if (!HasAll && string.Join(' ', before.Order(StringComparer.Ordinal)) != after)
        {
            journal.Append("role.changed", "role", name, new { before = string.Join(' ', before), after });
            Role.Permissions = after;
        }

        Role.Description = (Description ?? "").Trim();
    }

    private async Task<bool> LoadAsync(string? role)
    {
        if (role is null)
        {
            Seen = StampOf(null);
            return true;
        }

        Role = await db.Set<Role>().SingleOrDefaultAsync(r => r.Name == role);
        Seen ??= StampOf(Role);
        return Role is not null;
    }

    private async Task ShowAsync(IReadOnlyList<string> given)
    {
        var lines = new List<RightLine>();
        var stored = Given(Role);
        foreach (var permission in grants.All)
        {
            var mayChange = !HasAll && await CurrentUser.MayAsync(permission.Name);
            // A box that cannot be changed is not sent back with the form.
            lines.Add(new RightLine(permission, HasAll || (mayChange ? given : stored).Contains(permission.Name), mayChange));
        }

        Lines = lines.ToLookup(l => l.Permission.Category);
    }

    private static string[] Given(Role? role) => role?.Permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
