using System.Net;
using Megalis.Kernel.Http.Colors;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Consultations;

/// <summary>The list that other websites show in a frame.</summary>
public sealed class EmbedTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string List = "/marches/liste-integree";

    [Fact]
    public async Task It_holds_the_sites_own_open_consultations_and_nothing_of_our_frame_nor_a_script()
    {
        var (client, host) = await site.AtWorkAsync();
        var (other, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, "Bardage de la halle");
        await Acheteur.PublishedAsync(other, "Pont du voisin");
        await Acheteur.DraftAsync(client, "Brouillon secret");

        var page = (await site.Visit(host).GetAsync(List)).ShouldBe(HttpStatusCode.OK);

        page.ShouldShow("Bardage de la halle", "Date limite : mercredi 31 mars 2027 à 12 h 00 (heure de Paris)", "Voir la salle des marchés")
            .ShouldNotShow("Pont du voisin", "Brouillon secret", "Se connecter", "Mentions légales");
        Assert.Contains($"//{host}", page.Source, StringComparison.Ordinal);
        Assert.Contains($"/marches/{reference}\"", page.Source, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Source, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<form", page.Source, StringComparison.OrdinalIgnoreCase);
        (await site.Visit().GetAsync(List + "?nombre=50")).ShouldShow("Bardage de la halle", "Pont du voisin").ShouldNotShow("Brouillon secret");
    }

    [Fact]
    public async Task Only_this_page_may_be_framed_also_when_it_comes_from_memory_and_it_belongs_to_nobody()
    {
        var (client, host) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        var visitor = site.Visit(host);
        foreach (var path in new[] { List, List, List + "?nombre=3&couleur=aa0000" })
        {
            var policy = (await visitor.GetAsync(path)).Headers["Content-Security-Policy"];
            Assert.Contains("frame-ancestors *", policy, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        }

        foreach (var path in new[] { "/", "/marches", "/marches/integrer", $"/marches/{reference}", "/marches/flux.rss", "/connexion", List + "/x", "/marches/liste-integree.css" })
            Assert.Contains("frame-ancestors 'none'", (await visitor.GetAsync(path)).Headers["Content-Security-Policy"], StringComparison.Ordinal);
        (await client.GetAsync(List)).ShouldNotShow("Anne Le Goff");
        Assert.False((await client.GetAsync(List)).Headers.ContainsKey("Set-Cookie"));
    }

    [Fact]
    public async Task It_is_kept_a_minute_at_most_and_never_beyond_a_deadline()
    {
        await using var own = await SiteFixture.StartAsync();
        var (client, host) = await own.AtWorkAsync();
        await Acheteur.PublishedAsync(client, "Voirie du bourg", "2027-03-31T12:00");
        var deadline = new DateTimeOffset(2027, 3, 31, 10, 0, 0, TimeSpan.Zero);
        var visitor = own.Visit(host);

        Assert.Equal("public, max-age=60", (await visitor.GetAsync(List + "?nombre=3")).Headers["Cache-Control"]);
        own.Clock.Set(deadline.AddSeconds(-20));
        Assert.Equal("public, max-age=20", (await visitor.GetAsync(List + "?nombre=3")).Headers["Cache-Control"]);
        (await visitor.GetAsync(List)).ShouldShow("Voirie du bourg");
        own.Clock.Set(deadline.AddTicks(10));

        (await visitor.GetAsync(List)).ShouldShow("Aucune consultation n’est en cours.");
        (await visitor.GetAsync(List + "?nombre=3")).ShouldNotShow("Voirie du bourg");
    }

    [Fact]
    public async Task What_is_asked_for_is_obeyed_within_reason_and_what_people_wrote_stays_text()
    {
        var (client, host) = await site.AtWorkAsync();
        await Acheteur.PublishedAsync(client, "<script>alert(1)</script> & « toiture »", "2027-03-30T12:00");
        await Acheteur.PublishedAsync(client, "Second", "2027-03-31T12:00");
        var visitor = site.Visit(host);

        var one = (await visitor.GetAsync(List + "?nombre=1&couleur=%23FFCC00")).ShouldShow("<script>alert(1)</script>", "Voir les 2 consultations en cours").ShouldNotShow("Second");
        Assert.DoesNotContain("<script", one.Source, StringComparison.OrdinalIgnoreCase);
        var sheet = one.Source.Split("href=\"")[1].Split('"')[0];
        Assert.DoesNotContain("ffcc00", sheet, StringComparison.OrdinalIgnoreCase);
        foreach (var odd in new[] { "nombre=0", "nombre=-1", "nombre=beaucoup", "nombre=99999999999", "couleur=red;}body{display:none", "couleur=\"><script>" })
        {
            var page = (await visitor.GetAsync($"{List}?{odd}")).ShouldBe(HttpStatusCode.OK);
            Assert.DoesNotContain("display:none", page.Source, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page.Source, StringComparison.OrdinalIgnoreCase);
        }

        var css = (await visitor.GetAsync("/marches/liste-integree.css?couleur=red}body{display:none")).ShouldBe(HttpStatusCode.OK);
        Assert.Equal("text/css", css.Headers["Content-Type"].Split(';')[0]);
        Assert.StartsWith(":root{--c:#0b3b5b}", css.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_line_to_copy_leads_to_the_list_as_it_was_chosen()
    {
        await site.AddTenantAsync("guillemet", "Commune de \"Plou\" & <Cie>");
        var visitor = site.Visit("guillemet.localhost");

        var page = (await visitor.GetAsync("/marches/integrer?nombre=10&couleur=%23336699")).ShouldBe(HttpStatusCode.OK);

        page.ShouldShow("<iframe src=\"", "nombre=10&amp;couleur=", "title=\"Consultations en cours : Commune de &quot;Plou&quot; &amp; &lt;Cie&gt;\"");
        var line = page.Text[page.Text.IndexOf("<iframe src=\"", StringComparison.Ordinal)..];
        var address = new Uri(WebUtility.HtmlDecode(line.Split('"')[1]));
        Assert.Equal("guillemet.localhost", address.Host);
        (await visitor.GetAsync(address.PathAndQuery)).ShouldShow("Aucune consultation n’est en cours.");
    }

    [Theory]
    [InlineData("ffffff"), InlineData("#ffcc00"), InlineData("336699"), InlineData(" #0B3B5B ")]
    public void A_colour_can_be_read_on_white(string asked) =>
        Assert.True(Luminance(ReadableColor.OnWhite(asked)!) <= (1.05 / 7) - 0.05 + 0.0001);

    [Theory]
    [InlineData(""), InlineData(null), InlineData("red"), InlineData("#12345"), InlineData("#1234567"), InlineData("12345g")]
    public void What_is_no_colour_is_none(string? asked) => Assert.Null(ReadableColor.OnWhite(asked));

    private static double Luminance(string color)
    {
        double Linear(int at) => Convert.ToInt32(color.Substring(at, 2), 16) / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        return (0.2126 * Linear(1)) + (0.7152 * Linear(3)) + (0.0722 * Linear(5));
    }
}
