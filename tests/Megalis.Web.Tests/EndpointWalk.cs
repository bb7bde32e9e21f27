using System.Net;
using Megalis.Kernel.Security;
using Megalis.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Web.Tests;

/// <summary>Every endpoint of the whole application that asks for a right is tried without it: by nobody, by the wrong role, from the wrong tenant.</summary>
public sealed class EndpointWalk(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task Nobody_is_sent_to_the_sign_in_page()
    {
        var visitor = site.Visit();

        await WalkAsync([.. Guarded<RequirePermissionAttribute>(), .. Guarded<RequireSignInAttribute>()], visitor, SignInIsAsked);
    }

    [Fact]
    public async Task A_person_without_the_right_is_refused()
    {
        var person = await site.SignInAsync();

        await WalkAsync(Guarded<RequirePermissionAttribute>(), person, page => page.Status == HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_session_of_another_tenant_opens_nothing()
    {
        await site.AddTenantAsync("kerlann", "Kerlann");
        var agent = await site.SignInAsync("kerlann.localhost", "Yann Kerlann", KernelPermissions.SiteOwner);
        var stranger = site.Visit();
        stranger.Cookies.Set(stranger.Home, "__Host-megalis", agent.Cookies.Value(agent.Home, "__Host-megalis")!);

        await WalkAsync([.. Guarded<RequirePermissionAttribute>(), .. Guarded<RequireSignInAttribute>()], stranger, SignInIsAsked);
    }

    private static bool SignInIsAsked(Page page) =>
        page.Status == HttpStatusCode.Unauthorized
        || (page.Status == HttpStatusCode.Redirect && new Uri(page.Url, page.Headers["Location"]).AbsolutePath == "/connexion");

    private static async Task WalkAsync(IReadOnlyList<RouteEndpoint> endpoints, SiteClient client, Func<Page, bool> isRight)
    {
        client.FollowRedirects = false;
        Assert.NotEmpty(endpoints);
        var offences = new List<string>();
        foreach (var endpoint in endpoints)
        {
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is [var first, ..] ? first : "GET";
            var page = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(client.Home, AddressOf(endpoint.RoutePattern))));
            if (!isRight(page))
                offences.Add($"{method} {endpoint.RoutePattern.RawText} answered {(int)page.Status} {page.Headers.GetValueOrDefault("Location")}");
        }

        Assert.True(offences.Count == 0, string.Join('\n', offences));
    }

    private List<RouteEndpoint> Guarded<TAttribute>()
        where TAttribute : class =>
        [.. site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<TAttribute>() is not null)];

    /// <summary>An address that the route accepts: who may come in is decided before anyone looks whether the thing exists.</summary>
    private static string AddressOf(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => ValueFor(parameter),
            _ => "",
        }))));

    private static string ValueFor(RoutePatternParameterPart parameter)
    {
        var constraints = parameter.ParameterPolicies.Select(policy => policy.Content ?? "").ToList();
        if (constraints.Any(constraint => constraint is "int" or "long"))
            return "1";
        if (constraints.Contains("guid"))
            return "00000000-0000-0000-0000-000000000001";
        var length = constraints.Select(constraint => constraint.StartsWith("length(", StringComparison.Ordinal) ? int.Parse(constraint[7..^1], System.Globalization.CultureInfo.InvariantCulture) : 0).DefaultIfEmpty(0).Max();
        return new string('0', length > 0 ? length : 1);
    }
}
