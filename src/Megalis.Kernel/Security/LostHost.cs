using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Megalis.Kernel.Security;

/// <summary>
/// Says once for a process that a trusted proxy puts the name that was asked for into X-Forwarded-Host, which is not believed, and
/// passes another one as Host: every site would answer as the portal, and nothing else would tell why.
/// </summary>
internal sealed class LostHost(ForwardedHeadersOptions trusted, ILogger<LostHost> log)
{
    private int _said;

    /// <summary>Before the forwarded headers are read: the connection is still the proxy's.</summary>
    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (_said == 0 && http.Request.Headers["X-Forwarded-Host"].ToString() is { Length: > 0 } forwarded
            && !new HostString(forwarded.Split(',')[0].Trim()).Host.Equals(http.Request.Host.Host, StringComparison.OrdinalIgnoreCase)
            && IsTrusted(http.Connection.RemoteIpAddress) && Interlocked.Exchange(ref _said, 1) == 0)
            log.LogError(
                "The proxy sends X-Forwarded-Host {Forwarded} and Host {Host}. X-Forwarded-Host is not believed: let the proxy pass the original Host (nginx: proxy_set_header Host $host; Apache: ProxyPreserveHost On). See docs/operations/install.md.",
                forwarded, http.Request.Host.Value);
        return next(http);
    }

    private bool IsTrusted(IPAddress? from)
    {
        if (from is { IsIPv4MappedToIPv6: true })
            from = from.MapToIPv4();
        return from is not null && (trusted.KnownProxies.Contains(from) || trusted.KnownIPNetworks.Any(n => n.Contains(from)));
    }
}
