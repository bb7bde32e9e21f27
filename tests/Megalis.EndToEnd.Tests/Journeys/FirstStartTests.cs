using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Megalis.EndToEnd.Tests.Browser;
using Megalis.Testing;

namespace Megalis.EndToEnd.Tests.Journeys;

/// <summary>What a first start promises to whoever visits: looked at without a browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed partial class FirstStartTests(DemoSite site)
{
    [Fact]
    public async Task Forty_consultations_are_open_over_the_four_departements_and_twenty_are_closed()
    {
        var visitor = site.Visit();
        Assert.True(await CountAsync(visitor, "/marches") >= 40);
        Assert.True(await CountAsync(visitor, "/marches?etat=closes") >= 20);
        foreach (var departement in (string[])["22", "29", "35", "56"])
            Assert.True(await CountAsync(visitor, "/marches?dep=" + departement) >= 4, $"Too few consultations in {departement}.");
    }

    [Theory]
    [InlineData(DemoSite.Portal)]
    [InlineData(DemoSite.Kerlann)]
    [InlineData(DemoSite.Lannevez)]
    public async Task Each_site_has_a_home_news_and_consultations(string host)
    {
        var visitor = site.Visit(host);
        foreach (var path in (string[])["/", "/actualites", "/marches"])
            (await visitor.GetAsync(path)).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<int> CountAsync(SiteClient visitor, string path)
    {
        var found = Total().Match((await visitor.GetAsync(path)).Text);
        return found.Success ? int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"(\d+) consultations?\b")]
    private static partial Regex Total();
}
