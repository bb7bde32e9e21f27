using Megalis.Kernel.Security;
using Megalis.Users.Domain.Agents;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Megalis.Users.Features.ManageAccounts;

/// <summary>The roles of a form: those that the reader may not give are shown, ticked or not, and cannot be changed.</summary>
internal static class RoleFields
{
    public static IReadOnlyList<SelectListItem> Items(IEnumerable<Role> roles, IReadOnlySet<string> grantable) =>
        [.. roles.Select(r => new SelectListItem(r.Description.Length > 0 ? $"{RoleName.Label(r.Name)} : {r.Description}" : RoleName.Label(r.Name), r.Name) { Disabled = !grantable.Contains(r.Name) })];

    /// <summary>What the person will have: the ticked ones that may be given, and the present ones that may not be taken.</summary>
    public static IReadOnlyList<string> Merge(IEnumerable<string> before, IEnumerable<string> ticked, IReadOnlySet<string> grantable) =>
        [.. before.Where(r => !grantable.Contains(r)).Concat(ticked.Where(grantable.Contains)).Distinct().Order(StringComparer.Ordinal)];
}
