using Megalis.Architecture.Tests.Source;
using Megalis.Kernel.Content.Routes;
using Megalis.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Architecture.Tests;

/// <summary>Every page and endpoint of the whole application says who may call it.</summary>
public sealed class EndpointRules(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public void Every_endpoint_says_who_may_call_it()
    {
        var endpoints = site.Services.GetRequiredService<EndpointDataSource>().Endpoints;

        Assert.NotEmpty(endpoints);
        Offences.AssertNone(from endpoint in endpoints
                            where !SaysWho(endpoint) && !IsMissingAsset(endpoint)
                            select $"{Describe(endpoint)} has neither [RequirePermission], [RequireSignIn] nor [AllowAnonymous]: say who may call it.");
    }

    [Fact]
    public void An_endpoint_that_says_nothing_is_seen()
    {
        Assert.False(SaysWho(new Endpoint(null, new EndpointMetadataCollection(), "open")));
        Assert.True(SaysWho(new Endpoint(null, new EndpointMetadataCollection(new AllowAnonymousAttribute()), "open")));
        Assert.True(SaysWho(new Endpoint(null, new EndpointMetadataCollection(new AuthorizeAttribute()), "closed")));
    }

    [Fact]
    public void No_content_can_take_the_address_of_an_endpoint()
    {
        var first = site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(FirstWords).Distinct().ToList();

        Assert.Contains("marches", first);
        Assert.Contains("mentions-legales", first);
        Offences.AssertNone(from word in first
                            where ContentPaths.Refuse(word) is null
                            select $"/{word} is an address of the platform, and content may claim it: add it to ContentPaths.");
    }

    /// <summary>The first segment when it is fixed, or the words of <c>{slug:regex(^(a|b)$)}</c>; nothing when it may be anything.</summary>
    private static IEnumerable<string> FirstWords(RouteEndpoint endpoint) => endpoint.RoutePattern.PathSegments switch
    {
        [{ Parts: [RoutePatternLiteralPart literal] }, ..] => [literal.Content],
        [{ Parts: [RoutePatternParameterPart { ParameterPolicies: [{ Content: { } policy }, ..] }] }, ..] when policy.StartsWith("regex(^(", StringComparison.Ordinal) =>
            policy["regex(^(".Length..policy.IndexOf(")$", StringComparison.Ordinal)].Split('|'),
        _ => [],
    };

    private static bool SaysWho(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>The framework's own answer for a static file that was not built; it exists only before publication.</summary>
    private static bool IsMissingAsset(Endpoint endpoint) =>
        endpoint is RouteEndpoint { RoutePattern.RawText: "{**path:file}", DisplayName: "Fallback {**path:file}" };

    private static string Describe(Endpoint endpoint) =>
        endpoint is RouteEndpoint route ? $"{route.DisplayName} ({route.RoutePattern.RawText})" : endpoint.DisplayName ?? "An endpoint without a name";
}
