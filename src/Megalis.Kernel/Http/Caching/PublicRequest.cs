using System.Globalization;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Megalis.Kernel.Http;

/// <summary>Which requests are asked by nobody in particular, and which answers are anybody's.</summary>
internal static class PublicRequest
{
    /// <summary>The page's number, the one parameter of which there is an end.</summary>
    private const string Number = "p";

    private const int LastNumber = 50;

    public static bool MayBeKept(HttpContext http) =>
        (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        && http.User.Identity?.IsAuthenticated != true
        && http.Request.Headers.Authorization.Count == 0
        && !http.Request.Headers.ContainsKey("HX-Request")
        // Browsers send the form's cookie after the first form; a page whose form needs it says no-store.
        && http.Request.Cookies.Keys.All(name => name == SecuritySetup.FormCookie || !name.StartsWith("__Host-", StringComparison.Ordinal))
        && http.Request.Query.All(pair => pair.Key == Number && IsNumber(pair.Value));

    /// <summary>The host's name is in it as the tenant that it leads to: any name leads to the portal.</summary>
    public static string KeyOf(HttpContext http, Tenant tenant)
    {
        var request = http.Request;
        return string.Create(CultureInfo.InvariantCulture, $"{tenant.Id} {request.Scheme} {request.Query[Number]} {CultureInfo.CurrentUICulture.Name} {request.PathBase}{request.Path}");
    }

    public static bool IsForEverybody(HttpResponse response)
    {
        var headers = response.Headers;
        return response.StatusCode == StatusCodes.Status200OK
            && headers.SetCookie.Count == 0
            && headers.CacheControl.ToString() is var control && !control.Contains("no-store", StringComparison.OrdinalIgnoreCase)
            // A nonce is for one answer: replayed, it would let in what it keeps out.
            && !headers.ContentSecurityPolicy.ToString().Contains("'nonce-", StringComparison.Ordinal);
    }

    /// <summary>The browser holds the page under this mark already (RFC 9110, 13.1.2).</summary>
    public static bool Knows(HttpRequest request, string mark) =>
        request.Headers.IfNoneMatch is { Count: > 0 } sent && EntityTagHeaderValue.TryParseList(sent, out var known)
        && known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(new EntityTagHeaderValue(mark), useStrongComparison: false));

    /// <summary>Written as our own links write it, so that a page has one address in memory.</summary>
    private static bool IsNumber(Microsoft.Extensions.Primitives.StringValues value) =>
        value.Count == 1 && int.TryParse(value[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= LastNumber && value[0] == number.ToString(CultureInfo.InvariantCulture);
}
