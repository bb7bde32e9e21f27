using System.Globalization;
using System.Xml;
using Megalis.Content.Contracts;
using Megalis.Kernel.Content;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Tenants;
using Megalis.News.Domain;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Megalis.News.Features.SendFeed;

/// <summary>The newest news as RSS 2.0, with the whole text (content:encoded) and addresses that readers can follow.</summary>
internal static class Feed
{
    private const int Size = 20;
    private const string Atom = "http://www.w3.org/2005/Atom";
    private const string Content = "http://purl.org/rss/1.0/modules/content/";

    public static void MapFeed(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/actualites/" + FeedAddress.Slug, ["GET", "HEAD"], SendAsync).AllowAnonymous().WithMetadata(new PublicCacheAttribute());

    private static async Task<IResult> SendAsync(
        Articles articles, NewsSection section, ContentSections sections, TenantContext tenant, TenantStore tenants, Texts texts, CancellationToken stop)
    {
        var site = tenants.CanonicalUrl(tenant.Tenant);
        var items = await articles.LatestAsync(section, Size, stop);
        using var text = new MemoryStream();
        await using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Async = true, CheckCharacters = true }))
        {
            await xml.WriteStartElementAsync(null, "rss", null);
            await xml.WriteAttributeStringAsync(null, "version", null, "2.0");
            await xml.WriteAttributeStringAsync("xmlns", "atom", null, Atom);
            await xml.WriteAttributeStringAsync("xmlns", "content", null, Content);
            await xml.WriteStartElementAsync(null, "channel", null);
            var name = tenant.Tenant.Text("SiteName", tenant.Tenant.DisplayName);
            await xml.WriteElementStringAsync(null, "title", null, Xml($"{texts[section.Title]} · {name}"));
            await xml.WriteElementStringAsync(null, "link", null, site + section.Path);
            await xml.WriteElementStringAsync(null, "description", null, Xml(texts["Les actualités de {0}", name]));
            await xml.WriteElementStringAsync(null, "language", null, "fr");
            await WriteSelfAsync(xml, $"{site}{section.Path}/{FeedAddress.Slug}");
            foreach (var (item, _) in items)
                await WriteItemAsync(xml, item, site, sections.AddressOf(item) ?? section.Path);
            await xml.WriteEndDocumentAsync();
        }

        return Results.Bytes(text.ToArray(), "application/rss+xml; charset=utf-8");
    }

    private static async Task WriteSelfAsync(XmlWriter xml, string url)
    {
        await xml.WriteStartElementAsync("atom", "link", Atom);
        await xml.WriteAttributeStringAsync(null, "href", null, url);
        await xml.WriteAttributeStringAsync(null, "rel", null, "self");
        await xml.WriteAttributeStringAsync(null, "type", null, "application/rss+xml");
        await xml.WriteEndElementAsync();
    }

    private static async Task WriteItemAsync(XmlWriter xml, ContentItem item, string site, string path)
    {
        await xml.WriteStartElementAsync(null, "item", null);
        await xml.WriteElementStringAsync(null, "title", null, Xml(item.DisplayText));
        await xml.WriteElementStringAsync(null, "link", null, site + path);
        await xml.WriteStartElementAsync(null, "guid", null);
        // The address may change, the item's id does not.
        await xml.WriteAttributeStringAsync(null, "isPermaLink", null, "false");
        await xml.WriteStringAsync(item.ContentItemId);
        await xml.WriteEndElementAsync();
        if (item.PublishedUtc is { } published)
            await xml.WriteElementStringAsync(null, "pubDate", null, published.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture));
        await xml.WriteElementStringAsync(null, "description", null, Xml(ContentText.Excerpt(item)));
        await xml.WriteElementStringAsync("content", "encoded", Content, Xml(Absolute(ContentText.Html(item), site)));
        await xml.WriteEndElementAsync();
    }

    /// <summary>The sanitiser writes attributes in one form only, and text with escaped quotes: these two prefixes are addresses.</summary>
    private static string Absolute(string html, string site) =>
        html.Replace("href=\"/", $"href=\"{site}/", StringComparison.Ordinal).Replace("src=\"/", $"src=\"{site}/", StringComparison.Ordinal);

    /// <summary>Without what XML 1.0 cannot hold: one control character would make the whole feed unreadable.</summary>
    private static string Xml(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value)));
}
