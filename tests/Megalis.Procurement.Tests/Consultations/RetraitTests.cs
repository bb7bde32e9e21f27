using System.IO.Compression;
using System.Net;
using System.Text;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Consultations;

public sealed class RetraitTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task The_whole_dossier_comes_as_one_archive_without_saying_who_one_is()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        var visitor = site.Visit();
        var page = await (await visitor.GetAsync($"/marches/{reference}")).FollowAsync("Télécharger le dossier");
        page.ShouldShow("Vous ne serez pas prévenu des modifications.");

        var zip = await page.FollowAsync("Tout le dossier (ZIP)");

        zip.ShouldBe(HttpStatusCode.OK);
        Assert.Equal("application/zip", zip.Headers["Content-Type"]);
        Assert.Contains($"DCE-{reference}.zip", zip.Headers["Content-Disposition"], StringComparison.Ordinal);
        using var archive = new ZipArchive(new MemoryStream(zip.Body));
        using var reader = new StreamReader(archive.GetEntry("CCTP.pdf")!.Open());
        Assert.Equal("Clauses techniques", await reader.ReadToEndAsync());
        (await client.GetAsync($"/achats/{reference}/retraits")).ShouldShow("Retraits : 1, dont anonymes : 1.", "Dossier complet (1 fichier)", "Anonyme");
    }

    [Fact]
    public async Task Who_identifies_is_in_the_register_of_the_buyer_and_on_no_public_page()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        var visitor = site.Visit();
        var form = (await visitor.GetAsync($"/marches/{reference}/dce")).Form("M’identifier et télécharger");

        var page = await form.Fill("Adresse électronique", "contact@menuiserie.example").Fill("Entreprise", "Menuiserie Le Bihan").Fill("Nom", "Yann Le Bihan").SubmitAsync();
        page.ShouldBe(HttpStatusCode.OK).ShouldShow("chaque modification sera envoyée à c…@menuiserie.example");
        await page.FollowAsync("CCTP.pdf");

        var register = await client.GetAsync($"/achats/{reference}/retraits");
        register.ShouldShow("Menuiserie Le Bihan", "contact@menuiserie.example", "CCTP.pdf (version 1)", "dont anonymes : 0");
        foreach (var url in new[] { $"/marches/{reference}", $"/marches/{reference}/dce", $"/marches/{reference}/questions", $"/marches?q={reference}" })
            (await site.Visit().GetAsync(url)).ShouldNotShow("Le Bihan", "contact@menuiserie.example");
    }

    [Fact]
    public async Task The_register_is_a_file_for_a_spreadsheet_that_runs_no_formula()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        var form = (await site.Visit().GetAsync($"/marches/{reference}/dce")).Form("M’identifier et télécharger");
        await form.Fill("Adresse électronique", "a@b.example").Fill("Entreprise", "=HYPERLINK(\"http://x\")").SubmitAsync();

        var csv = await client.GetAsync($"/achats/{reference}/retraits?handler=csv");

        Assert.StartsWith("text/csv", csv.Headers["Content-Type"], StringComparison.Ordinal);
        var text = Encoding.UTF8.GetString(csv.Body);
        Assert.StartsWith("\uFEFFDate;Document;Entreprise;Nom;Adresse électronique\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK(\"\"http://x\"\")\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pas une adresse")]
    [InlineData("")]
    [InlineData("Nom <a@b.example>")]
    [InlineData("a@b.example\r\nBcc: c@d.example")]
    public async Task An_address_that_cannot_be_told_is_refused_and_what_was_typed_stays(string email)
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        var form = (await site.Visit().GetAsync($"/marches/{reference}/dce")).Form("M’identifier et télécharger");

        var page = await form.Fill("Adresse électronique", email).Fill("Entreprise", "Menuiserie").SubmitAsync();

        page.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Écrivez l’adresse où vous prévenir");
        Assert.Equal("Menuiserie", page.Form("M’identifier et télécharger").ValueOf("Entreprise"));
    }

    [Fact]
    public async Task One_file_keeps_its_name_with_accents_and_is_never_opened_inside_the_site()
    {
        var (client, _) = await site.AtWorkAsync();
        var form = await Acheteur.FilledFormAsync(client);
        var draft = await form.Attach("Dossier de consultation (DCE)", "Règlement é.html", Encoding.UTF8.GetBytes("<script>alert(1)</script>")).SubmitAsync();
        await (await draft.FollowAsync("Relire et publier")).Form("Publier maintenant").SubmitAsync();

        var file = await (await site.Visit().GetAsync($"/marches/{draft.Url.Segments[^1]}/dce")).FollowAsync("Règlement é.html");

        Assert.Equal("application/octet-stream", file.Headers["Content-Type"]);
        Assert.StartsWith("attachment;", file.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Contains("filename*=UTF-8''R%C3%A8glement%20%C3%A9.html", file.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Equal("nosniff", file.Headers["X-Content-Type-Options"]);
    }

    [Fact]
    public async Task Going_on_with_a_broken_download_is_no_second_retrait()
    {
        var (client, _) = await site.AtWorkAsync();
        var reference = await Acheteur.PublishedAsync(client);
        var visitor = site.Visit();
        var link = (await visitor.GetAsync($"/marches/{reference}/dce")).Document.QuerySelector(".m-files a")!.GetAttribute("href")!;
        await visitor.GetAsync(link);
        var rest = new HttpRequestMessage(HttpMethod.Get, new Uri(visitor.Home, link));
        rest.Headers.Range = new(8, null);

        var page = await visitor.SendAsync(rest);
        await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri(visitor.Home, link)));

        Assert.Equal("techniques", page.ShouldBe(HttpStatusCode.PartialContent).Source);
        (await client.GetAsync($"/achats/{reference}/retraits")).ShouldShow("Retraits : 1,");
    }
}
