using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Net.Http.Headers;

namespace Megalis.Kernel.Http;

/// <summary>
/// Answers public pages (<see cref="PublicCacheAttribute"/>) from memory to people who are not signed in: under a key of
/// tenant and address, as long as the tenant's public things are in the state in which the page was made. A committed change is
/// seen by the next request of its node, and by the others as soon as the sequenced log tells them.
/// </summary>
/// <remarks>
/// Never kept: what somebody with a session or another cookie of ours is shown; what sets a cookie or says no-store (every
/// page with a form that posts); anything but 200; an address with another parameter than <c>p</c>, of which there would be no end.
/// After authorization: nobody is shown a kept page whose session would be refused.
/// </remarks>
internal sealed class PublicPages(RequestDelegate next, PageStore store, PublicVersions versions, TimeProvider clock)
{
    /// <summary>Pages that are being made: whoever wants the same meanwhile waits for it.</summary>
    private readonly ConcurrentDictionary<(string Key, PublicVersion Version), TaskCompletionSource<KeptPage?>> _underway = new();

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<PublicCacheAttribute>() is not { } asked)
            return next(http);
        var headers = http.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.Cookie);
        headers.CacheControl = "private, no-cache";
        var tenant = http.RequestServices.GetRequiredService<TenantContext>();
        if (!store.IsOn || !versions.AreCurrent || tenant is not { IsSet: true, IsHost: false } || !PublicRequest.MayBeKept(http))
            return next(http);
        return AnswerAsync(http, PublicRequest.KeyOf(http, tenant.Tenant), versions.Of(tenant.Tenant, asked.Regional));
    }

    private async Task AnswerAsync(HttpContext http, string key, PublicVersion version)
    {
        if (store.Find(key, version) is { } known)
        {
            http.Response.Headers.Age = HeaderUtilities.FormatNonNegativeInt64((long)(clock.GetUtcNow() - known.Made).TotalSeconds);
            await SendAsync(http, known);
            return;
        }

        var mine = new TaskCompletionSource<KeptPage?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _underway.GetOrAdd((key, version), mine);
        if (first == mine)
            await MakeAsync(http, key, version, mine);
        else if (await first.Task.WaitAsync(http.RequestAborted) is { } page && clock.GetUtcNow() < page.Until)
            await SendAsync(http, page);
        else
            await next(http);
    }

    private async Task MakeAsync(HttpContext http, string key, PublicVersion version, TaskCompletionSource<KeptPage?> waited)
    {
        KeptPage? page = null;
        var made = clock.GetUtcNow();
        try
        {
            // Others wait for this page: it is finished though the one who asked first goes away.
            http.RequestAborted = CancellationToken.None;
            var body = await RunAsync(http);
            page = Keepable(http, version, made, body);
            if (page is not null)
                store.Keep(key, page);
            else if (body.Length > 0)
                await http.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), CancellationToken.None);
        }
        finally
        {
            _underway.TryRemove((key, version), out _);
            waited.SetResult(page);
        }

        if (page is not null)
            await SendAsync(http, page);
    }

    private async Task<MemoryStream> RunAsync(HttpContext http)
    {
        var outside = http.Response.Body;
        var body = new MemoryStream(32 * 1024);
        http.Response.Body = body;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = outside;
        }

        return body;
    }

    private KeptPage? Keepable(HttpContext http, PublicVersion version, DateTimeOffset made, MemoryStream body)
    {
        var until = new[] { made + store.Longest, ShownUntil.Of(http) }.Min();
        if (until <= made || body.Length == 0 || body.Length > store.LargestBody || !PublicRequest.IsForEverybody(http.Response))
            return null;
        var bytes = body.ToArray();
        http.Response.Headers.CacheControl = "no-cache";
        return new KeptPage(version, made, until, $"\"{Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, 16))}\"", [.. http.Response.Headers], bytes);
    }

    /// <summary>The page, or 304 when the browser has it. Browsers and proxies may keep it too, and ask before each use.</summary>
    private static async Task SendAsync(HttpContext http, KeptPage page)
    {
        var response = http.Response;
        foreach (var (name, value) in page.Headers)
            response.Headers[name] = value;
        response.Headers.ETag = page.Mark;
        if (PublicRequest.Knows(http.Request, page.Mark))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentLength = page.Body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await response.Body.WriteAsync(page.Body, http.RequestAborted);
    }
}

internal static class PublicPagesSetup
{
    public static IServiceCollection AddPublicPages(this IServiceCollection services)
    {
        services.AddOptions<PublicCacheOptions>().BindConfiguration(PublicCacheOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<PublicVersions>();
        services.AddSingleton<PageStore>();
        services.AddSingleton<PublicMemory.Kept>();
        services.AddScoped(p => new PublicMemory(
            p.GetRequiredService<PublicMemory.Kept>(), p.GetRequiredService<PublicVersions>(), p.GetRequiredService<TenantContext>(), p.GetRequiredService<MegalisDb>()));
        services.AddHostedService<PublicVersionsFollower>();
        return services;
    }

    public static IApplicationBuilder UsePublicPages(this IApplicationBuilder app) => app.UseMiddleware<PublicPages>();
}
