using Megalis.Kernel.Security;
using Megalis.Procurement.Domain;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Megalis.Procurement.Features.PrepareDepot;

/// <summary>
/// Who may go on with a preparation. Its unguessable id is enough until an account takes it; then that account, and the
/// browser that began it while nobody is signed in there: a session that ends or a sign-up in the middle must not cost a
/// form full of chosen files, and the antiforgery token of a page is worth nothing once the person has changed.
/// </summary>
internal sealed class DepotAccess(CurrentUser user, IAntiforgery antiforgery, IDataProtectionProvider protection)
{
    private const string Cookie = "__Host-megalis-depots";

    /// <summary>Preparations that one browser remembers; the oldest is forgotten first.</summary>
    private const int Most = 8;

    private readonly IDataProtector _protector = protection.CreateProtector("Megalis.Procurement.Depots");

    /// <summary>Nobody is signed in.</summary>
    public bool IsVisitor => !user.IsSignedIn;

    public string AccountId => user.AccountId;

    public bool IsOpen(HttpContext http, Depot depot) => depot.IsOpenTo(user.AccountId) || (!user.IsSignedIn && Holds(http, depot.Id));

    /// <summary>Lets this browser go on with the preparation, until it is closed.</summary>
    public void Give(HttpContext http, string depotId) =>
        http.Response.Cookies.Append(Cookie, _protector.Protect(string.Join(' ', [depotId, .. Held(http).Where(id => id != depotId).Take(Most - 1)])),
            new CookieOptions { Path = "/", HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true });

    /// <summary>
    /// False when the post may come from another site's page. The token of the page counts; without a valid one, the
    /// browser's own cookie, which is not sent along with posts of other sites, and a path that only the preparation's pages know.
    /// </summary>
    public async Task<bool> IsOursAsync(HttpContext http, string? depotId) =>
        await antiforgery.IsRequestValidAsync(http) || (depotId is not null && Holds(http, depotId) && !IsForeign(http.Request));

    private bool Holds(HttpContext http, string depotId) => Held(http).Contains(depotId);

    private string[] Held(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } value)
            return [];
        try
        {
            return _protector.Unprotect(value).Split(' ');
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            // Of another key ring, or made up.
            return [];
        }
    }

    private static bool IsForeign(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
        || (request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)));
}

/// <summary>Sentences about files that were not taken, for the page that follows a redirect.</summary>
internal static class FileRefusals
{
    /// <summary>They travel in a cookie: more than these would not.</summary>
    private const int Most = 8;

    public static void LeaveRefusals(this ITempDataDictionary notices, IReadOnlyCollection<string> sentences)
    {
        if (sentences.Count > 0)
            notices[nameof(FileRefusals)] = sentences.Count <= Most ? sentences.ToArray() : [.. sentences.Take(Most - 1), $"… et {sentences.Count - Most + 1} autres fichiers."];
    }

    public static IEnumerable<string> TakeRefusals(this ITempDataDictionary notices) => notices[nameof(FileRefusals)] as string[] ?? [];
}
