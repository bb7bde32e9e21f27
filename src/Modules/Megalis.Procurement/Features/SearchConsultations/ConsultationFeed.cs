using System.Globalization;
using System.Text;
using System.Xml;
using Megalis.Kernel.Http;
using Megalis.Kernel.Localization;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>A search as an RSS 2.0 feed, the latest publication first.</summary>
internal static class ConsultationFeed
{
    private const int Most = 50;

    public static void MapConsultationFeed(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/marches/flux.rss", AnswerAsync).AllowAnonymous().WithMetadata(new PublicCacheAttribute { Regional = true });

    private static async Task<IResult> AnswerAsync(
        ConsultationCriteriaReader reader, ConsultationSearch search, FreshIndex fresh, TenantContext tenant, TenantStore tenants, HttpContext http, CancellationToken stop)
    {
        var criteria = reader.Read(http.Request.Query) with { Order = CriteriaOrder.Publication, Page = 1 };
        await fresh.BeforeKeepingAsync(http, criteria, stop);
        var found = await search.FindAsync(criteria, 0, Most, stop: stop);
        var home = tenants.CanonicalUrl(tenant.Tenant);
        return Results.Bytes(Write(found.Rows, tenant.Tenant, home, home + (criteria with { Order = CriteriaOrder.Default }).On("/marches")), "application/rss+xml; charset=utf-8");
    }

    private static byte[] Write(IReadOnlyList<ConsultationRow> rows, Tenant tenant, string home, string self)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CheckCharacters = false }))
        {
            xml.WriteStartElement("rss");
            xml.WriteAttributeString("version", "2.0");
            xml.WriteStartElement("channel");
            xml.WriteElementString("title", $"Marchés publics · {tenant.Text("SiteName", tenant.DisplayName)}");
            xml.WriteElementString("link", self);
            xml.WriteElementString("description", "Consultations, la plus récente d’abord.");
            xml.WriteElementString("language", "fr");
            foreach (var row in rows)
                WriteItem(xml, row, home);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void WriteItem(XmlWriter xml, ConsultationRow row, string home)
    {
        var link = $"{home}/marches/{row.Reference}";
        xml.WriteStartElement("item");
        xml.WriteElementString("title", Legal(row.Objet));
        xml.WriteElementString("link", link);
        xml.WriteElementString("guid", link);
        xml.WriteElementString("pubDate", row.PublishedAt.ToString("R", CultureInfo.InvariantCulture));
        xml.WriteElementString("description", Legal($"{row.Acheteur}. {row.Place}. Date limite : {ParisTime.Full(row.Deadline)}."));
        xml.WriteEndElement();
    }

    /// <summary>A control character that somebody pasted would make the whole feed unreadable.</summary>
    private static string Legal(string text) => string.Concat(text.Where(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)));
}
