using System.Diagnostics;
using System.Net;
using Megalis.Procurement.Domain;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>The receipt on paper, by mail and checked by a stranger.</summary>
public sealed class RecepisseTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task The_PDF_holds_the_five_particulars_the_hashes_and_the_proof_and_goes_with_the_mail()
    {
        var salle = await site.SalleAsync("Réfection de la toiture de l’école « Ar Vugale » : couverture, zinguerie et désamiantage");
        var client = await site.SignedUpAsync("Gwenaëlle Le Bihan");
        var longName = "Mémoire technique détaillé avec annexes et références de chantiers réalisés entre 2021 et 2026 pour des écoles de la région Bretagne.pdf";
        var page = await client.DepositAsync(salle, longName, "mémoire");
        page = await HeadedAsync(client, page);

        var pdf = await page.FollowAsync("Télécharger le récépissé (PDF)");

        Assert.Equal(("application/pdf", "no-store"), (pdf.Headers["Content-Type"], pdf.Headers["Cache-Control"]));
        Assert.InRange(pdf.Body.Length, 5_000, 120_000);
        var pli = Assert.Single(await salle.PlisAsync());
        ShouldSay(PdfText.Of(pdf.Body), pli);
        var mail = Assert.Single(await site.MailsAsync(Deposant.Email("Gwenaëlle Le Bihan")), m => m.Subject.StartsWith("Récépissé de dépôt", StringComparison.Ordinal));
        var attached = Assert.Single(mail.Attachments);
        Assert.EndsWith(".pdf", attached.Key, StringComparison.Ordinal);
        ShouldSay(PdfText.Of(attached.Value), pli);
        if (Poppler(pdf.Body) is { } read)
            ShouldSay(read, pli);

        void ShouldSay(string text, Pli pli)
        {
            foreach (var part in new[]
            {
                "Récépissé de dépôt", "Votre pli est reçu dans les délais", "Gwenaëlle Le Bihan", "Menuiserie Kerbrat", site.TenantOf(salle.Host).DisplayName,
                salle.Reference, "« Ar Vugale »", "9 h 00 min 00 s (heure de Paris, UTC+1)", "8 o", pli.Files[0].Sha256, pli.EntryId, pli.LeafHash, "megalis-journal/v1", "page 1 sur",
            })
                // Readers of PDF guess at narrow spaces: « 8 o » may come out as « 8o ».
                Assert.Contains(Unspaced(part), Unspaced(text), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_stranger_checks_a_receipt_by_its_code_and_learns_nothing_else()
    {
        var salle = await site.SalleAsync();
        var client = await site.SignedUpAsync("Secret Gardé");
        var page = await HeadedAsync(client, await client.DepositAsync(salle, "confidentiel.pdf", "x"));
        var pli = Assert.Single(await salle.PlisAsync());
        var stranger = site.Visit();

        var byLink = await stranger.GetAsync(new Uri(page.Url, page.Document.QuerySelector("a[href^='/recepisse?']")!.GetAttribute("href")!));
        var form = (await stranger.GetAsync("/recepisse")).Form("Vérifier");
        var byHand = await form.Fill("Code ou texte du récépissé", $"  {pli.EntryId} - {pli.LeafHash.ToUpperInvariant()} ").SubmitAsync();

        foreach (var answer in new[] { byLink, byHand })
        {
            answer.ShouldBe(HttpStatusCode.OK).ShouldShow("Cette écriture est au journal", "Elle y est à la position", "megalis-journal/v1");
            foreach (var secret in new[] { "Secret Gardé", "confidentiel", salle.Reference, Deposant.Email("Secret Gardé") })
                Assert.DoesNotContain(secret, answer.Document.QuerySelector("main")!.TextContent.Replace(pli.EntryId, "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_whole_mail_pasted_quoted_or_not_is_checked_with_its_signed_head()
    {
        var salle = await site.SalleAsync();
        var client = await site.SignedUpAsync("Courriel Transféré");
        await client.DepositAsync(salle);
        var mail = Assert.Single(await site.MailsAsync(Deposant.Email("Courriel Transféré")), m => m.Subject.StartsWith("Récépissé", StringComparison.Ordinal));

        foreach (var text in new[] { mail.Text, "Bonjour,\nvoici :\n" + string.Join('\n', mail.Text.Split('\n').Select(l => "> " + l)) })
            (await CheckAsync(text)).ShouldShow("Cette écriture est au journal", "Cette tête signée est vraie", "sans aucun changement");

        // One digit of the leaf, one of the size, the signature of another: each is told apart.
        var pli = Assert.Single(await salle.PlisAsync());
        (await CheckAsync(mail.Text.Replace(pli.LeafHash, pli.LeafHash[..^1] + (pli.LeafHash[^1] == '0' ? '1' : '0'), StringComparison.Ordinal))).ShouldShow("Écriture introuvable", "Cette tête signée est vraie");
        var lines = mail.Text.Split('\n').ToList();
        var head = lines.IndexOf("megalis-journal/v1");
        (await CheckAsync(With(lines, head + 2, "999999"))).ShouldShow("La signature ne correspond pas");
        (await CheckAsync(With(lines, head + 1, "autre.example"))).ShouldShow("Cette tête signée n’est pas d’ici", "autre.example");
        (await CheckAsync(With(lines, head + 3, "pas du base64"))).ShouldShow("Tête signée incomplète");
    }

    [Fact]
    public async Task A_text_without_anything_to_check_says_what_to_paste()
    {
        (await CheckAsync("bonjour")).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Collez le code de vérification");
        (await CheckAsync("")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await CheckAsync(new string('0', 26) + "-" + new string('a', 64))).ShouldBe(HttpStatusCode.OK).ShouldShow("Écriture introuvable");
        (await CheckAsync(string.Concat(Enumerable.Repeat("megalis-journal/v1\n", 400)))).ShouldShow("Tête signée incomplète");
    }

    private async Task<Page> CheckAsync(string text) =>
        await (await site.Visit().GetAsync("/recepisse")).Form("Vérifier").Fill("Code ou texte du récépissé", text).SubmitAsync();

    private static string Unspaced(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static string With(List<string> lines, int at, string line) => string.Join('\n', [.. lines[..at], line, .. lines[(at + 1)..]]);

    /// <summary>The receipt once its head is there, as the page reloads itself.</summary>
    private static async Task<Page> HeadedAsync(SiteClient client, Page page)
    {
        Assert.True(await Eventually.TrueAsync(async () => (page = await client.GetAsync(page.Url)).Text.Contains("megalis-journal/v1", StringComparison.Ordinal)));
        return page;
    }

    /// <summary>What poppler reads, where the machine has it.</summary>
    private static string? Poppler(byte[] pdf)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["a.pdf"], pdf);
        try
        {
            using var process = Process.Start(new ProcessStartInfo("pdftotext", ["-layout", folder["a.pdf"], "-"]) { RedirectStandardOutput = true })!;
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace('\u00A0', ' ').Replace('\u202F', ' ');
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
