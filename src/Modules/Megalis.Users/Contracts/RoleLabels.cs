using Megalis.Users.Domain.Agents;

namespace Megalis.Users.Contracts;

/// <summary>Roles as people read them.</summary>
public static class RoleLabels
{
    /// <summary>Orchard's names in French, others as they were given; a text of this module's <c>fr.po</c>.</summary>
    public static string Of(string roleName) => RoleName.Label(roleName);
}
