using Microsoft.AspNetCore.Http;

namespace Megalis.Kernel.Http;

/// <summary>Headers of every answer: nothing inline, nothing from elsewhere, no framing, no sniffing.</summary>
public static class SecurityHeaders
{
    private const string Csp =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>
    /// Lets the forms of this answer end on another host of the platform, as the way from the portal to a tenant does.
    /// </summary>
    /// <param name="origin">Scheme, host and port count; only of the portal or a tenant, never of what a request brought.</param>
    /// <param name="subdomains">The hosts under that host, instead of itself.</param>
    public static void AllowFormsTo(HttpResponse response, Uri origin, bool subdomains = false)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(origin);
        var source = $"{origin.Scheme}://{(subdomains ? "*." : "")}{origin.Authority}";
        response.Headers.ContentSecurityPolicy = Csp.Replace("form-action 'self'", "form-action 'self' " + source, StringComparison.Ordinal);
    }

    /// <summary>
    /// Lets any website show this answer in a frame. Only for a page without form, script and person: what is framed can be laid
    /// under something else, so that nothing in it may be worth a stolen click.
    /// </summary>
    public static void AllowFraming(HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";
    }

    internal static Task Add(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Csp;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        return next(context);
    }
}
