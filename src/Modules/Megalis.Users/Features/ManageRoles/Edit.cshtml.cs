using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Security;
using Megalis.Users.Access;
using Megalis.Users.Domain.Agents;
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

    public async Task<IActionResult> OnPostAsync(string? role)
    {
        if (!await LoadAsync(role))
            return NotFound();
        var before = Given(Role);
        await ShowAsync(Rights);
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

    public async Task<IActionResult> OnPostRemoveAsync(string? role)
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
            return true;
        Role = await db.Set<Role>().SingleOrDefaultAsync(r => r.Name == role);
        return Role is not null;
    }

    private async Task ShowAsync(IReadOnlyList<string> given)
    {
        var lines = new List<RightLine>();
        foreach (var permission in grants.All)
            lines.Add(new RightLine(permission, HasAll || given.Contains(permission.Name), !HasAll && await CurrentUser.MayAsync(permission.Name)));
        Lines = lines.ToLookup(l => l.Permission.Category);
    }

    private static string[] Given(Role? role) => role?.Permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
