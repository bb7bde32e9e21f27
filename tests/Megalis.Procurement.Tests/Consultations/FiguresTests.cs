using System.Net;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Consultations;

/// <summary>What the home pages and the sitemap tell of consultations.</summary>
public sealed class FiguresTests
{
    [Fact]
    public async Task The_home_pages_count_what_is_open_until_its_deadline()
    {
        await using var site = await SiteFixture.StartAsync();
        var (client, host) = await site.AtWorkAsync();
        (await site.Visit().GetAsync("/")).ShouldNotShow("consultation en cours");

        var reference = await Acheteur.PublishedAsync(client, Acheteur.Objet, "2027-03-20T12:00");

        (await site.Visit().GetAsync("/")).ShouldShow("La plateforme aujourd’hui", "consultation en cours", "collectivité sur la plateforme").ShouldNotShow("marchés passés publiés");
        (await site.Visit(host).GetAsync("/")).ShouldShow("consultation en cours").ShouldNotShow("sur la plateforme");
        Assert.Contains($"/marches/{reference}</loc>", (await site.Visit().GetAsync("/sitemap.xml")).ShouldBe(HttpStatusCode.OK).Source, StringComparison.Ordinal);
        Assert.Contains($"/marches/{reference}</loc>", (await site.Visit(host).GetAsync("/sitemap.xml")).Source, StringComparison.Ordinal);

        site.Clock.Set(new DateTimeOffset(2027, 3, 20, 11, 0, 1, TimeSpan.Zero));
        (await site.Visit().GetAsync("/")).ShouldNotShow("consultation en cours");
        Assert.DoesNotContain(reference, (await site.Visit().GetAsync("/sitemap.xml")).Source, StringComparison.Ordinal);
    }
}
