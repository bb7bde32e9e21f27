using System.Globalization;
using System.Linq.Expressions;
using System.Security.Claims;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Access;

/// <summary>
/// Opens and ends sessions: a row, and a cookie that names it. The cookie is of one host (<c>__Host-</c>), SameSite=Lax:
/// a link from elsewhere finds the person signed in, a form from elsewhere does not.
/// </summary>
internal sealed class Sessions(MegalisDb db, TenantContext tenant, IHttpContextAccessor accessor, TimeProvider clock)
{
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    private HttpContext Http => accessor.HttpContext ?? throw new InvalidOperationException("A session is opened in a request.");

    /// <summary>Opens a session on this host for a person who has proved who they are. What was open in this browser ends.</summary>
    /// <param name="account">Tracked; its last sign-in is noted.</param>
    /// <param name="parentId">The portal's session that hands over; null on the portal itself.</param>
    public async Task OpenAsync(Account account, string? parentId = null)
    {
        var now = clock.GetUtcNow();
        var agent = Http.Request.Headers.UserAgent.ToString();
        var session = new AccountSession
        {
            Id = Ids.Random(),
            AccountId = account.Id,
            TenantId = tenant.Tenant.Id,
            ParentId = parentId,
            CreatedAt = now,
            LastSeenAt = now,
            Address = Http.Connection.RemoteIpAddress?.ToString() ?? "",
            UserAgent = agent[..Math.Min(agent.Length, AccountSession.MaxUserAgent)],
        };
        if (Http.User.FindFirstValue(MegalisClaims.Session) is { Length: > 0 } before)
            await EndAsync(s => (s.Id == before || s.ParentId == before) && s.RevokedAt == null);
        account.LastSignInAt = now;
        db.Add(session);
        await db.SaveChangesAsync();
        await WriteCookieAsync(account, session.Id);
    }

    /// <summary>Writes the cookie again when the name or the address in it has changed.</summary>
    public Task RenewCookieAsync(Account account, string sessionId) => WriteCookieAsync(account, sessionId);

    /// <summary>Signs out here, on the portal and on every host that it handed over to.</summary>
    public async Task CloseAsync(string sessionId)
    {
        var session = await db.Set<AccountSession>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == sessionId);
        if (session is not null)
        {
            var root = session.ParentId ?? session.Id;
            await EndAsync(s => (s.Id == root || s.ParentId == root) && s.RevokedAt == null);
        }

        await Http.SignOutAsync(Scheme);
    }

    /// <summary>Ends one session of an account with those that it handed over. Says whether there was one.</summary>
    public async Task<bool> RevokeAsync(string accountId, string sessionId) =>
        await EndAsync(s => s.AccountId == accountId && (s.Id == sessionId || s.ParentId == sessionId) && s.RevokedAt == null) > 0;

    /// <summary>Ends all sessions of an account, but one and its own when it is named.</summary>
    public Task<int> RevokeAllAsync(string accountId, string exceptId = "") =>
        EndAsync(s => s.AccountId == accountId && s.Id != exceptId && (s.ParentId == null || s.ParentId != exceptId) && s.RevokedAt == null);

    /// <summary>Ends all sessions of an account but one, those too that it handed over: their cookies say what is true no more.</summary>
    public Task<int> RevokeAllButAsync(string accountId, string exceptId) => EndAsync(s => s.AccountId == accountId && s.Id != exceptId && s.RevokedAt == null);

    /// <summary>Ends the sessions of an account on one tenant.</summary>
    public Task<int> RevokeOnAsync(string accountId, int tenantId) => EndAsync(s => s.AccountId == accountId && s.TenantId == tenantId && s.RevokedAt == null);

    private Task<int> EndAsync(Expression<Func<AccountSession, bool>> open)
    {
        DateTimeOffset? now = clock.GetUtcNow();
        return db.UpdateWhereAsync(open, s => s.Set(x => x.RevokedAt, now));
    }

    private Task WriteCookieAsync(Account account, string sessionId)
    {
        Claim[] claims =
        [
            new(MegalisClaims.Account, account.Id),
            new(MegalisClaims.Name, account.DisplayName),
            new(MegalisClaims.Email, account.Email),
            new(MegalisClaims.Session, sessionId),
            new(MegalisClaims.Tenant, tenant.Tenant.Id.ToString(CultureInfo.InvariantCulture)),
        ];
        return Http.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme, MegalisClaims.Name, "role")));
    }
}
