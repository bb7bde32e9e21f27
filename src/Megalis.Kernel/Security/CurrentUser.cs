using System.Security.Claims;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Security;

/// <summary>
/// The person of this request and what they may do in this tenant. Reads membership and roles once, when first asked; what
/// people may do who are not signed in is kept in memory between requests.
/// </summary>
public sealed class CurrentUser(IHttpContextAccessor http, MegalisDb db, TenantContext tenant, PublicMemory memory, MemberRights rights)
{
    private IReadOnlySet<string>? _permissions;
    private IReadOnlyList<string>? _roles;
    private bool _hasSeat;

    private ClaimsPrincipal? Principal => http.HttpContext?.User;

    public bool IsSignedIn => AccountId.Length > 0;

    /// <summary>The account's id (26 characters), or empty.</summary>
    public string AccountId => Principal?.FindFirstValue(MegalisClaims.Account) ?? "";

    public string DisplayName => Principal?.FindFirstValue(MegalisClaims.Name) ?? "";

    public string Email => Principal?.FindFirstValue(MegalisClaims.Email) ?? "";

    /// <summary>The session's id, for the list where it can be revoked; or empty.</summary>
    public string SessionId => Principal?.FindFirstValue(MegalisClaims.Session) ?? "";

    public async Task<bool> MayAsync(string permission, CancellationToken stop = default)
    {
        _permissions ??= IsSignedIn ? await LoadAsync(stop) : await memory.GetAsync("anonymous", () => LoadAsync(stop));
        return _permissions.Contains(KernelPermissions.SiteOwner) || _permissions.Contains(permission);
    }

    /// <summary>Names of the roles that the person holds in this tenant by their membership; none for somebody without one.</summary>
    public async Task<IReadOnlyList<string>> RolesAsync(CancellationToken stop = default)
    {
        if (_roles is not null || !IsSignedIn)
            return _roles ??= [];
        var (account, here) = (AccountId, tenant.Tenant.Id);
        var membership = await db.Set<Membership>().AsNoTracking().SingleOrDefaultAsync(m => m.AccountId == account && m.TenantId == here, stop);
        _hasSeat = membership is not null;
        return _roles = [.. membership?.RoleNames ?? []];
    }

    /// <summary>They work in this tenant: an invitation was accepted and not withdrawn since, whatever the roles.</summary>
    public async Task<bool> HasSeatAsync(CancellationToken stop = default)
    {
        await RolesAsync(stop);
        return _hasSeat;
    }

    private async Task<IReadOnlySet<string>> LoadAsync(CancellationToken stop)
    {
        var names = new List<string> { Role.Anonymous };
        if (IsSignedIn)
        {
            names.Add(Role.Authenticated);
            names.AddRange(await RolesAsync(stop));
        }

        return await rights.OfRolesAsync(names, stop);
    }
}

/// <summary>Names of the claims in the session's ticket.</summary>
public static class MegalisClaims
{
    public const string Account = "sub";
    public const string Name = "name";
    public const string Email = "email";
    public const string Session = "sid";

    /// <summary>The tenant whose host issued the ticket: a cookie carried to another tenant is refused.</summary>
    public const string Tenant = "tid";
}

/// <summary>
/// Answers whether a session still stands; asked at every request, so that a disabled account is out at its next click.
/// The module that holds the accounts implements it.
/// </summary>
public interface ISessionGuard
{
    Task<bool> StandsAsync(string accountId, string sessionId, CancellationToken stop);
}
