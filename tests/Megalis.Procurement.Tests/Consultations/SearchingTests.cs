using System.Net;
using System.Text;
using System.Xml.Linq;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Consultations;

public sealed class SearchingTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task Everybody_finds_a_published_consultation_on_the_portal_by_its_words()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, "Rénovation du gymnase Émile-Zola");
        await site.WhenIndexedAsync();

        var page = await site.Visit().GetAsync("/marches?q=emile gymnase");

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Rénovation du gymnase Émile-Zola", "1 consultation", "contenant « emile gymnase »", "encore 30 jours");
        Assert.Equal(["gymnase", "Émile"], page.Document.QuerySelectorAll("mark").Select(m => m.TextContent));
        page = await page.FollowAsync("Rénovation du gymnase Émile-Zola");
        page.ShouldShow(reference, "mercredi 31 mars 2027 à 12 h 00 (heure de Paris)", "Travaux", "Vannes (56000), Morbihan", "Publication de la consultation", "au serveur ; seule son horloge compte");
        page.ShouldNotShow("Valeur estimée");
    }

    [Fact]
    public async Task A_draft_is_nowhere_on_the_portal()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.DraftAsync(client, "Brouillon de la médiathèque");

        (await site.Visit().GetAsync("/marches?q=mediatheque&etat=toutes")).ShouldShow("Aucune consultation ne correspond");
        (await site.Visit().GetAsync($"/marches/{reference}")).ShouldBe(HttpStatusCode.NotFound);
        (await site.Visit().GetAsync($"/marches/{reference}/dce")).ShouldBe(HttpStatusCode.NotFound);
        (await site.Visit().GetAsync($"/marches/{reference}/dce/dossier.zip")).ShouldBe(HttpStatusCode.NotFound);
        (await site.Visit().GetAsync($"/marches/{reference}/questions")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Filters_narrow_the_list_and_each_is_removed_by_its_own_link()
    {
        var (client, host) = await site.AtWorkAsync();
        await PublishAsync(client, "Filtre toiture", "Vannes", "45261210");
        await PublishAsync(client, "Filtre peinture", "Quimper", "45442100");
        await PublishAsync(client, "Filtre repas", "Vannes", "55524000");
        await site.WhenIndexedAsync();
        var visitor = site.Visit();

        (await visitor.GetAsync("/marches?q=filtre&cpv=45")).ShouldShow("2 consultations", "Filtre toiture", "Filtre peinture").ShouldNotShow("Filtre repas");
        (await visitor.GetAsync("/marches?q=filtre&cpv=55&dep=29")).ShouldShow("Aucune consultation");
        (await visitor.GetAsync($"/marches?q=filtre&epci=200067932")).ShouldShow("2 consultations", "Filtre repas", "territoire").ShouldNotShow("Filtre peinture");
        (await visitor.GetAsync($"/marches?q=filtre&acheteur={site.TenantOf(host).Id}")).ShouldShow("3 consultations", "acheteur : Commune de");
        var page = await visitor.GetAsync("/marches?q=filtre&cpv=45&dep=56&dep=35");
        page.ShouldShow("1 consultation", "Filtre toiture", "CPV 45", "dans le Morbihan", "en Ille-et-Vilaine");
        page = await page.FollowAsync("CPV 45 (Travaux de construction)");
        page.ShouldShow("2 consultations", "Filtre toiture", "Filtre repas");
    }

    [Fact]
    public async Task What_has_ended_leaves_the_open_ones_and_stays_among_the_closed()
    {
        await using var own = await SiteFixture.StartAsync();
        var (client, _) = await own.AtWorkAsync();
        await Acheteur.PublishedAsync(client, "Consultation bientôt close", "2027-03-02T12:00");
        var visitor = own.Visit();
        (await visitor.GetAsync("/marches")).ShouldShow("Consultation bientôt close", "encore 27 h");

        own.Clock.Advance(TimeSpan.FromDays(2));

        (await visitor.GetAsync("/marches")).ShouldNotShow("Consultation bientôt close");
        var page = await (await visitor.GetAsync("/marches?etat=closes")).ShouldShow("Close").FollowAsync("Consultation bientôt close");
        page.ShouldShow("La date limite est passée", "Déposer un pli hors délai").ShouldNotShow("Poser une question");
        Assert.DoesNotContain(page.Document.QuerySelectorAll("a"), a => a.TextContent.Trim() == "Répondre");
    }

    [Fact]
    public async Task The_site_of_an_entite_shows_its_own_consultations_only()
    {
        var (client, host) = await site.AtWorkAsync();
        var (other, otherHost) = await site.AtWorkAsync();
        var mine = await Acheteur.PublishedAsync(client, "Voirie du bourg");
        var theirs = await Acheteur.PublishedAsync(other, "Voirie du port");

        (await site.Visit(host).GetAsync("/marches")).ShouldShow("Voirie du bourg").ShouldNotShow("Voirie du port", "Intercommunalité");
        (await site.Visit(host).GetAsync($"/marches/{mine}")).ShouldBe(HttpStatusCode.OK);
        (await site.Visit(host).GetAsync($"/marches/{theirs}")).ShouldBe(HttpStatusCode.NotFound);
        (await site.Visit(host).GetAsync($"/marches/{theirs}/dce/dossier.zip")).ShouldBe(HttpStatusCode.NotFound);
        (await site.Visit(otherHost).GetAsync($"/marches/{theirs}")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_search_can_be_followed_as_a_feed_and_opened_in_a_spreadsheet()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client, "=Fleurissement & jardins");
        await site.WhenIndexedAsync();

        var feed = XDocument.Parse((await site.Visit().GetAsync("/marches/flux.rss?q=fleurissement")).Source.TrimStart('\uFEFF'));
        var item = Assert.Single(feed.Descendants("item"));
        Assert.Equal("=Fleurissement & jardins", item.Element("title")!.Value);
        Assert.EndsWith($"/marches/{reference}", item.Element("link")!.Value, StringComparison.Ordinal);

        var csv = Encoding.UTF8.GetString((await site.Visit().GetAsync("/marches?handler=csv&q=fleurissement")).Body);
        Assert.StartsWith("\uFEFFRéférence;Objet;", csv, StringComparison.Ordinal);
        Assert.Contains($"{reference};'=Fleurissement & jardins;", csv, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/marches?cpv=toiture")]
    [InlineData("/marches?dep=99&epci=abc&etat=x&tri=x&p=-3")]
    [InlineData("/marches?acheteur=abc")]
    [InlineData("/marches?q=%00%FF%%%")]
    [InlineData("/marches?p=999999")]
    public async Task A_strange_address_filters_nothing_and_breaks_nothing(string url) =>
        (await site.Visit().GetAsync(url)).ShouldBe(HttpStatusCode.OK).ShouldShow("Marchés publics");

    private static async Task PublishAsync(SiteClient client, string objet, string commune, string cpv)
    {
        var form = await Acheteur.FilledFormAsync(client, objet);
        var page = await form.Fill("Commune où le marché s’exécute", commune).Fill("Code CPV principal", cpv)
            .Attach("Dossier de consultation (DCE)", "RC.pdf", [1, 2, 3]).SubmitAsync();
        page = await page.FollowAsync("Relire et publier");
        (await page.Form("Publier maintenant").SubmitAsync()).ShouldShow("est publiée");
    }
}
