using System.Globalization;
using System.Text;
using System.Xml;
using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Megalis.News.Features.SendSitemap;

/// <summary>What search engines are told of a site: its public pages (sitemaps.org) and where they have nothing to look for.</summary>
internal static class Sitemap
{
    /// <summary>The protocol's limit for one file.</summary>
    private const int Most = 50_000;

    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    private static readonly string[] Private =
        ["/admin", "/bureau", "/achats", "/compte", "/connexion", "/inscription", "/entreprise", "/passage", "/deconnexion", "/erreur", "/api/"];

    public static void MapSitemap(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/sitemap.xml", ["GET", "HEAD"], SendAsync).AllowAnonymous().WithMetadata(new PublicCacheAttribute { Regional = true });
        endpoints.MapGet("/robots.txt", Robots).AllowAnonymous();
    }

    private static async Task<IResult> SendAsync(Contributions contributions, TenantContext tenant, TenantStore tenants, IServiceProvider services, CancellationToken stop)
    {
        var site = tenants.CanonicalUrl(tenant.Tenant);
        using var text = new MemoryStream();
        await using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Async = true }))
        {
            await xml.WriteStartElementAsync(null, "urlset", Namespace);
            var count = 0;
            foreach (var source in contributions.Of<ISitemapSource>(tenant.Tenant, services))
                await foreach (var (path, changedAt) in source.PagesAsync(stop))
                    if (++count <= Most)
                        await WriteAsync(xml, site + path, changedAt);
            await xml.WriteEndDocumentAsync();
        }

        return Results.Bytes(text.ToArray(), "application/xml; charset=utf-8");
    }

    private static async Task WriteAsync(XmlWriter xml, string url, DateTimeOffset? changedAt)
    {
        await xml.WriteStartElementAsync(null, "url", Namespace);
        await xml.WriteElementStringAsync(null, "loc", Namespace, url);
        if (changedAt is { } at)
            await xml.WriteElementStringAsync(null, "lastmod", Namespace, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        await xml.WriteEndElementAsync();
    }

    private static IResult Robots(TenantContext tenant, TenantStore tenants)
    {
        var text = new StringBuilder("User-agent: *\n");
        foreach (var path in Private)
            text.Append("Disallow: ").Append(path).Append('\n');
        text.Append("Sitemap: ").Append(tenants.CanonicalUrl(tenant.Tenant)).Append("/sitemap.xml\n");
        return Results.Text(text.ToString());
    }
}
