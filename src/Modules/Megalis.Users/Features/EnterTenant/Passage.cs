using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Megalis.Users.Access;
using Megalis.Users.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Users.Features.EnterTenant;

/// <summary>What the code of a passage is good for.</summary>
/// <param name="StateHash">Digest of the nonce in the browser that asked: a code given to somebody else's browser opens nothing.</param>
internal sealed record PassageData(int TenantId, string SessionId, string StateHash, string Return);

/// <summary>
/// From the portal to a tenant's host. The tenant leaves a nonce in the browser and sends it to the portal; the portal
/// gives a code of sixty seconds, bound to account, session, tenant and nonce; the tenant exchanges it for a session of
/// its own. No cookie is ever shared between hosts.
/// </summary>
internal sealed class Passage(MegalisDb db, TenantContext tenant, TenantStore tenants, IHttpContextAccessor accessor, Tokens tokens, Sessions sessions)
{
    private const string NonceCookie = "__Host-megalis-passage";
    private const int NonceLength = 43;

    private HttpContext Http => accessor.HttpContext!;

    /// <summary>On a tenant's host: the portal's address that signs the person in and sends them back.</summary>
    public string AskPortal(string? path)
    {
        var nonce = Http.Request.Cookies[NonceCookie];
        if (nonce is not { Length: NonceLength })
        {
            nonce = OneTimeToken.NewSecret();
            Http.Response.Cookies.Append(NonceCookie, nonce, new CookieOptions { Path = "/", MaxAge = TimeSpan.FromHours(1), IsEssential = true });
        }

        var query = new QueryString().Add("retour", ReturnPath.Or(path)).Add("etat", OneTimeToken.Digest(nonce));
        return $"{tenants.CanonicalUrl(tenants.Default)}/passage/{tenant.Tenant.Name}{query}";
    }

    /// <summary>On the portal, for a signed-in person: where to go next; null when there is no such tenant.</summary>
    /// <param name="stateHash">Missing when the way begins on the portal: the tenant is then asked for its nonce first.</param>
    public async Task<string?> HandOverAsync(string name, string accountId, string sessionId, string? path, string? stateHash)
    {
        if (tenants.Find(name) is not { IsDefault: false, State: TenantState.Running } to)
            return null;
        var home = tenants.CanonicalUrl(to);
        if (string.IsNullOrEmpty(stateHash))
            return home + "/connexion" + QueryString.Create("retour", ReturnPath.Or(path, "/bureau"));
        var code = tokens.Add(TokenKind.Passage, accountId, new PassageData(to.Id, sessionId, stateHash, ReturnPath.Or(path)));
        await db.SaveChangesAsync();
        return home + "/connexion/passage" + QueryString.Create("code", code);
    }

    /// <summary>On the tenant's host: opens the session; the path to go on, or null when the code is worth nothing here.</summary>
    public async Task<string?> ExchangeAsync(string? code)
    {
        var nonce = Http.Request.Cookies[NonceCookie];
        if (nonce is null || await tokens.SpendAsync(TokenKind.Passage, code) is not { } token)
            return null;
        var data = token.Data<PassageData>();
        if (data.TenantId != tenant.Tenant.Id || data.StateHash != OneTimeToken.Digest(nonce))
            return null;
        var stands = await db.Set<AccountSession>().AnyAsync(s => s.Id == data.SessionId && s.AccountId == token.AccountId && s.RevokedAt == null)
            && !await db.Set<AccountDisabling>().AnyAsync(d => d.AccountId == token.AccountId);
        if (!stands)
            return null;
        Http.Response.Cookies.Delete(NonceCookie, new CookieOptions { Path = "/", Secure = true });
        await sessions.OpenAsync(await db.Set<Account>().SingleAsync(a => a.Id == token.AccountId), data.SessionId);
        return data.Return;
    }
}
