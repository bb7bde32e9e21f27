using System.Net;
using Megalis.Kernel.Journal;
using Megalis.Procurement.Data;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>The whole way of a deposit, on both databases.</summary>
public sealed class DepositTests(BothSites sites) : IClassFixture<BothSites>
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_mason_begins_without_an_account_signs_up_in_the_middle_and_deposits(string database)
    {
        var site = await sites.OnAsync(database);
        var salle = await site.SalleAsync();
        var mason = site.Visit();
        var siret = Deposant.NewSiret();

        var page = await (await mason.GetAsync($"/marches/{salle.Reference}")).FollowAsync("Répondre");
        page.ShouldShow("2 Go par fichier ; 4 Go et 200 fichiers en tout", "Un compte, gratuit");
        page = await page.Form("Commencer ma réponse").SubmitAsync();
        page = await page.Form("Envoyer ces fichiers").Attach("Pièces de candidature", "DC1 signé.pdf", Deposant.Bytes("candidature")).Attach("Pièces de l’offre", "Prix.xlsx", Deposant.Bytes("prix")).SubmitAsync();
        page.ShouldShow("2 fichiers sont reçus", "DC1 signé.pdf", "Prix.xlsx");
        page = await page.Form("Continuer : relire").SubmitAsync();
        Assert.Equal("/connexion", page.Url.AbsolutePath);
        page = await page.FollowAsync("Créer un compte");
        page = await SignUpOn(page, "Yann Kerbrat " + database, siret);
        page.ShouldBe(HttpStatusCode.OK).ShouldShow("Relire et déposer", "DC1 signé.pdf", "Prix.xlsx", "Yann Kerbrat", "Menuiserie Kerbrat");
        page = await page.Form("Déposer mon pli").SubmitAsync();

        var buyer = site.TenantOf(salle.Host).DisplayName;
        page.ShouldBe(HttpStatusCode.OK).ShouldShow(
            "Récépissé de dépôt", "Reçu dans les délais",
            "Yann Kerbrat " + database, Deposant.Email("Yann Kerbrat " + database), "Menuiserie Kerbrat",
            buyer,
            salle.Reference, "Réfection de la toiture de l’école",
            "lundi 1er mars 2027 à 9 h 00 min 00 s (heure de Paris, UTC+1)",
            "DC1 signé.pdf", Deposant.Hash("candidature"), "Prix.xlsx", Deposant.Hash("prix"));
        var pli = Assert.Single(await salle.PlisAsync());
        page.ShouldShow(pli.EntryId, pli.LeafHash);
        Assert.Equal((26, 64), (pli.EntryId.Length, pli.LeafHash.Length));
        Assert.Empty(await salle.DepotsAsync());
        Assert.Equal(3, salle.FilesOnDisk().Count); // The DCE and the two of the pli, where they first lay.
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Position_and_signed_head_are_on_the_page_and_in_the_mail_within_two_seconds(string database)
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { Database = database, Clock = null });
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Soazig Prompte");
        var depositor = "soazig.prompte@exemple.bzh";

        var page = await client.DepositAsync(salle);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var pli = Assert.Single(await salle.PlisAsync());
        page.ShouldShow(pli.EntryId, pli.LeafHash);
        Assert.True(await Eventually.TrueAsync(async () => (await client.GetAsync(page.Url)).Text.Contains("megalis-journal/v1", StringComparison.Ordinal), seconds: 4));
        var onPage = watch.Elapsed;
        Assert.True(await Eventually.TrueAsync(async () => (await site.MailsAsync(depositor)).Count > 0, seconds: 4));
        var inMail = watch.Elapsed;

        Assert.InRange(onPage.TotalSeconds, 0, 2);
        Assert.InRange(inMail.TotalSeconds, 0, 2);
        var mail = Assert.Single(await site.MailsAsync(depositor));
        Assert.Contains(pli.EntryId, mail.Text, StringComparison.Ordinal);
        var head = Assert.Single(SignedTreeHead.ReadAll(mail.Text));
        Assert.True(TreeHeadSigner.Verify(head, site.Services.GetRequiredService<TreeHeadSigner>().PublicKeyPem));
        await using var scope = site.Enter(salle.Host);
        var proof = await scope.Services.GetRequiredService<Journal>().ProofAsync(pli.EntryId);
        Assert.True(proof!.IsValid(site.Services.GetRequiredService<TreeHeadSigner>().PublicKeyPem));
        Assert.Equal(Convert.ToHexStringLower(proof.LeafHash), pli.LeafHash);
        Assert.Equal(proof.Head, head);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task One_client_id_posted_ten_times_at_once_is_one_deposit_and_ten_times_the_same_receipt(string database)
    {
        var site = await sites.OnAsync(database);
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Dix Fois");
        var before = salle.FilesOnDisk().Count;
        var requests = new List<HttpRequestMessage>();
        for (var i = 0; i < 10; i++)
            requests.Add(await client.OneShotAsync(salle, "depot-du-1er-mars-2027", [("offre.pdf", new byte[200_000])]));

        var answers = await Task.WhenAll(requests.Select(client.SendAsync));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(9, answers.Count(a => a.Status == HttpStatusCode.OK));
        Assert.Single(answers.Select(a => a.Source).Distinct());
        Assert.Single(await salle.PlisAsync());
        Assert.Equal(before + 1, salle.FilesOnDisk().Count);
        await site.WhenQuietAsync();
        Assert.Single(await site.MailsAsync("dix.fois@exemple.bzh"));
    }

    [Fact]
    public async Task A_client_id_belongs_to_its_account_and_meets_nobody_elses()
    {
        var site = await sites.OnAsync(BothDatabases.Sqlite);
        var salle = await site.SalleAsync();
        foreach (var name in new[] { "Clé Simple", "Même Clé" })
        {
            var client = await site.SignInAsync("localhost", name);
            (await client.SendAsync(await client.OneShotAsync(salle, "depot-0000000001", [(name + ".pdf", Deposant.Bytes(name))]))).ShouldBe(HttpStatusCode.Created).ShouldNotShow("autre compte");
        }

        Assert.Equal(2, (await salle.PlisAsync()).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_clicks_on_deposit_give_one_pli_and_twice_its_receipt(string database)
    {
        var site = await sites.OnAsync(database);
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Double Clic");
        var page = await (await client.StartAsync(salle)).SendAsync("offre.pdf", "Notre offre");
        page = await page.Form("Continuer : relire").SubmitAsync();

        var answers = await Task.WhenAll(page.Form("Déposer mon pli").SubmitAsync(), page.Form("Déposer mon pli").SubmitAsync(), page.Form("Déposer mon pli").SubmitAsync());

        Assert.All(answers, a => a.ShouldBe(HttpStatusCode.OK).ShouldShow("Récépissé de dépôt"));
        Assert.Single(answers.Select(a => a.Url).Distinct());
        Assert.Single(await salle.PlisAsync());
        // The way back and a forgotten tab show the receipt too.
        Assert.Equal(answers[0].Url, (await client.GetAsync(page.Url)).Url);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_removed_file_and_a_deposit_at_once_never_make_a_receipt_for_a_file_that_is_gone(string database)
    {
        var site = await sites.OnAsync(database);
        var client = await site.SignInAsync("localhost", "Deux Onglets");
        for (var round = 0; round < 6; round++)
        {
            var salle = await site.SalleAsync();
            var files = await (await (await client.StartAsync(salle)).SendAsync("a.pdf", "A")).SendAsync("b.pdf", "B");
            var review = await files.Form("Continuer : relire").SubmitAsync();

            await Task.WhenAll(review.Form("Déposer mon pli").SubmitAsync(), files.Form("Retirer", within: "b.pdf").SubmitAsync());

            foreach (var file in (await salle.PlisAsync()).SelectMany(p => p.Files))
                Assert.Contains(salle.FilesOnDisk(), path => path.EndsWith(file.StoredFileId, StringComparison.Ordinal));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_deposit_is_an_entry_of_the_journal_in_its_own_transaction(string database)
    {
        var site = await sites.OnAsync(database);
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Jeanne Journal");
        await client.DepositAsync(salle, "mémoire.pdf", "M");

        var pli = Assert.Single(await salle.PlisAsync());
        await using var scope = site.Enter(salle.Host);
        var entry = Assert.Single(await scope.Services.GetRequiredService<Journal>().ByAsync(ConsultationActs.Subject, pli.ConsultationId, PliActs.Deposited, pli.AccountId));
        Assert.Equal(pli.EntryId, entry.EntryId);
        Assert.Equal(pli.LeafHash, Convert.ToHexStringLower(entry.LeafHash));
        Assert.Equal("mémoire.pdf", entry.Payload!.Value.GetProperty("files")[0].GetProperty("name").GetString());
    }

    private static Task<Page> SignUpOn(Page page, string name, string siret) => page.Form("Créer le compte")
        .Fill("Prénom et nom", name).Fill("Adresse électronique", Deposant.Email(name)).Fill("Mot de passe", Deposant.Password)
        .Fill("Numéro SIRET", siret).Fill("Nom ou raison sociale", "Menuiserie Kerbrat").SubmitAsync();
}
