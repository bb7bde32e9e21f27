using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Megalis.Procurement.Domain;
using Megalis.Testing;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>Broken, oversized, empty and hostile sendings: a sentence that says what and where, and nothing half-done.</summary>
public sealed class MauvaiseSaisieTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    public static TheoryData<string, string> Names => new()
    {
        { "../../etc/passwd", "passwd" },
        { "C:\\Users\\anne\\offre.pdf", "offre.pdf" },
        { "facture\u202Efdp.exe", "facturefdp.exe" },
        { "a\tb.pdf", "ab.pdf" },
        { "CON.pdf", "_CON.pdf" },
        { "prix & délais <b>.xlsx", "prix & délais _b_.xlsx" },
    };

    [Theory, MemberData(nameof(Names))]
    public async Task A_strange_name_is_cleaned_said_and_never_becomes_a_path(string given, string kept)
    {
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Noms Bizarres");

        var page = (await (await client.StartAsync(salle)).SendAsync(given, "contenu")).ShouldBe(HttpStatusCode.OK);

        page.ShouldShow("est reçu", kept, "a été remplacé par");
        page = await page.Form("Continuer : relire").SubmitAsync();
        (await page.Form("Déposer mon pli").SubmitAsync()).ShouldShow("Récépissé de dépôt", kept);
        var file = Assert.Single(Assert.Single(await salle.PlisAsync()).Files);
        Assert.Equal(kept, file.DisplayName);
        Assert.Equal(2, salle.FilesOnDisk().Count);
        Assert.All(salle.FilesOnDisk(), path => Assert.True(Kernel.Identifiers.Ids.IsWellFormed(Path.GetFileName(path))));
    }

    [Fact]
    public async Task A_name_of_300_characters_is_kept_whole_down_to_the_receipt_and_given_to_a_disk_shorter()
    {
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Noms Longs");
        var given = new string('é', 296) + ".pdf";

        var page = await (await client.StartAsync(salle)).SendAsync(given, "contenu");
        page.ShouldBe(HttpStatusCode.OK).ShouldShow($"« {given} » est reçu").ShouldNotShow("a été remplacé");
        page = await page.Form("Continuer : relire").SubmitAsync();
        (await page.Form("Déposer mon pli").SubmitAsync()).ShouldShow("Récépissé de dépôt", given);

        Assert.Equal(given, Assert.Single(Assert.Single(await salle.PlisAsync()).Files).DisplayName);
        Assert.InRange(Encoding.UTF8.GetByteCount(Kernel.Security.SafeFileName.Clean(given).Name), 200, Kernel.Security.SafeFileName.MaxBytes);
    }

    [Fact]
    public async Task A_name_that_no_disk_could_hold_is_shortened_and_said()
    {
        var salle = await site.SalleAsync();
        var page = await (await site.Visit().StartAsync(salle)).SendAsync(new string('x', 900) + ".pdf", "contenu");

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("a été remplacé par", "trop long");
        Assert.Equal(Kernel.Security.SafeFileName.MaxShown, Assert.Single(Assert.Single(await salle.DepotsAsync()).Files).DisplayName.Length);
    }

    [Fact]
    public async Task A_name_with_NUL_is_taken_clean_or_refused_with_a_sentence()
    {
        var salle = await site.SalleAsync();
        var page = await (await site.Visit().StartAsync(salle)).SendAsync("a\0b.pdf", "contenu");

        page.ShouldBe(HttpStatusCode.OK);
        var files = Assert.Single(await salle.DepotsAsync()).Files;
        if (files.Count == 0)
            page.ShouldShow("son nom est illisible");
        else
            Assert.Equal("ab.pdf", files[0].DisplayName);
        Assert.Equal(1 + files.Count, salle.FilesOnDisk().Count);
    }

    [Fact]
    public async Task An_empty_file_is_named_and_the_others_of_the_sending_are_kept()
    {
        var salle = await site.SalleAsync();
        var page = await site.Visit().StartAsync(salle);

        page = await page.Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "vide.pdf", []).Attach("Pièces de l’offre", "pleine.pdf", Deposant.Bytes("x")).SubmitAsync();

        page.ShouldShow("« vide.pdf » est vide", "« pleine.pdf » est reçu");
        Assert.Equal("pleine.pdf", Assert.Single(Assert.Single(await salle.DepotsAsync()).Files).DisplayName);
        Assert.Equal(2, salle.FilesOnDisk().Count);
        (await page.Form("Envoyer ces fichiers").SubmitAsync()).ShouldShow("Choisissez d’abord un fichier");
    }

    [Fact]
    public async Task What_does_not_fit_in_a_pli_any_more_is_refused_with_what_is_left()
    {
        var salle = await site.SalleAsync();
        var client = site.Visit();
        var page = await (await client.StartAsync(salle)).SendAsync("énorme.bin", "x");
        await using (var scope = site.Enter(salle.Host))
        {
            var row = Assert.Single(scope.Db.Set<DepotFile>());
            row.Length = PliLimits.Total - 10;
            await scope.Db.SaveChangesAsync();
        }

        page = await page.Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "trop.pdf", new byte[200_000]).Attach("Pièces de l’offre", "petit.txt", Deposant.Bytes("dix octets")).SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("« trop.pdf » n’a pas été pris : il ne reste que 10 o sur les 4 Go d’un pli", "« petit.txt » est reçu");
        Assert.Equal(3, salle.FilesOnDisk().Count);
    }

    [Fact]
    public async Task A_sending_over_the_limit_is_refused_before_it_is_sent()
    {
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Gros Dossier");
        var page = await client.StartAsync(salle);
        using var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"POST {page.Url.AbsolutePath}/fichiers HTTP/1.1\r\nHost: {page.Url.Authority}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {PliLimits.Request + 1}\r\n"
            + $"Cookie: __Host-megalis={client.Cookies.Value(client.Home, "__Host-megalis")}\r\n\r\n"));

        var answer = await ReadHeadAsync(socket);

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("Fichier trop volumineux", answer, StringComparison.Ordinal);
        Assert.Single(salle.FilesOnDisk());
    }

    [Fact]
    public async Task A_connection_that_is_cut_leaves_neither_row_nor_file()
    {
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Coupure Réseau");
        var page = await client.StartAsync(salle);
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        foreach (var path in new[] { page.Url.AbsolutePath + "/fichiers", $"/api/v1/marches/{salle.Reference}/plis" })
        {
            using var socket = await ConnectAsync();
            var cookies = string.Join("; ", client.Cookies.NamesFor(client.Home).Select(n => $"{n}={client.Cookies.Value(client.Home, n)}"));
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: {page.Url.Authority}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 10000000\r\nCookie: {cookies}\r\n"
                + $"RequestVerificationToken: {token}\r\nIdempotency-Key: coupure-coupure-coupure\r\n\r\n"
                + "--x\r\nContent-Disposition: form-data; name=\"Offre\"; filename=\"un.pdf\"\r\n\r\npremier\r\n--x\r\nContent-Disposition: form-data; name=\"Offre\"; filename=\"deux.pdf\"\r\n\r\n" + new string('y', 300_000)));
            Assert.True(await Eventually.TrueAsync(() => Task.FromResult(salle.FilesOnDisk().Count > 2)), "The files never began to arrive.");
            socket.Close(0);

            Assert.True(await Eventually.TrueAsync(() => Task.FromResult(salle.FilesOnDisk().Count == 1)), "Files of a broken sending stayed.");
        }

        Assert.Empty(Assert.Single(await salle.DepotsAsync()).Files);
        Assert.Empty(await salle.PlisAsync());
    }

    [Fact]
    public async Task One_request_says_what_lacks()
    {
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Programme Externe");
        (string, byte[])[] files = [("offre.pdf", [1])];

        (await client.SendAsync(await client.OneShotAsync(salle, "court", files))).ShouldBe(HttpStatusCode.BadRequest).ShouldSay("Idempotency-Key");
        (await client.SendAsync(await client.OneShotAsync(salle, "sans-aucun-fichier-1", []))).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldSay("aucun fichier");
        (await client.SendAsync(await client.OneShotAsync(salle, "sans-aucun-fichier-2", [], ("relation", "First")))).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldSay("pli vide");
        var json = await client.OneShotAsync(salle, "sans-multipart-0001", []);
        json.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        (await client.SendAsync(json)).ShouldBe(HttpStatusCode.BadRequest).ShouldSay("multipart/form-data");
        var unsigned = await client.OneShotAsync(salle, "sans-jeton-valable-1", files);
        unsigned.Headers.Remove("RequestVerificationToken");
        (await client.SendAsync(unsigned)).ShouldBe(HttpStatusCode.BadRequest);
        var nobody = site.Visit();
        (await nobody.SendAsync(await nobody.OneShotAsync(salle, "personne-n-est-la-1", files))).ShouldBe(HttpStatusCode.Unauthorized);
        (await client.SendAsync(await client.OneShotAsync(salle with { Reference = "2027-ABC-0001" }, "reference-inconnue-1", files))).ShouldBe(HttpStatusCode.NotFound);
        Assert.Empty(await salle.PlisAsync());
        Assert.Single(salle.FilesOnDisk());

        (await client.SendAsync(await client.OneShotAsync(salle, "enfin-un-vrai-depot", files))).ShouldBe(HttpStatusCode.Created);
        var other = await site.SignInAsync("localhost", "Autre Programme");
        // The same key of another account is another deposit, and tells nothing of the first.
        (await other.SendAsync(await other.OneShotAsync(salle, "enfin-un-vrai-depot", files))).ShouldBe(HttpStatusCode.Created);
        Assert.Equal(3, salle.FilesOnDisk().Count);
    }

    /// <summary>What a proxy leaves of a sending that was cut: a body that is shorter than its own marks say.</summary>
    public static TheoryData<string> Broken => new()
    {
        "--x\r\nContent-Disposition: form-data; name=\"Offre\"; filename=\"un.pdf\"\r\n\r\npremier\r\n--x\r\nContent-Disposition: form-data; name=\"Offre\"; filename=\"deux.pdf\"\r\n\r\nla moit",
        "--x\r\nContent-Disposition: form-data; name=\"Offre\"; filename=\"un.pdf\"\r\n",
        "--x\r\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"X-{i}: y\r\n")) + "\r\npremier\r\n--x--\r\n",
        "--x\r\n\r\n--x--\r\n",
        "ceci n'est pas un formulaire",
        "",
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task A_broken_sending_is_said_in_a_sentence_and_what_was_there_stays(string body)
    {
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Envoi Abîmé");
        var page = await (await client.StartAsync(salle)).SendAsync("déjà là.pdf", "contenu");
        var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        var answer = await client.SendAsync(Sending(new Uri(page.Url, page.Url.AbsolutePath + "/fichiers")));
        answer.ShouldBe(HttpStatusCode.OK).ShouldShow("déjà là.pdf");
        Assert.Matches("L’envoi (est arrivé incomplet|ne contient aucun fichier)|Choisissez d’abord un fichier", answer.Text);
        var shot = Sending(new Uri(client.Home, $"/api/v1/marches/{salle.Reference}/plis"));
        shot.Headers.Add("Idempotency-Key", "envoi-abime-envoi-abime");
        (await client.SendAsync(shot)).ShouldBe(HttpStatusCode.UnprocessableEntity);

        Assert.Equal("déjà là.pdf", Assert.Single(Assert.Single(await salle.DepotsAsync()).Files).DisplayName);
        Assert.Empty(await salle.PlisAsync());
        Assert.Equal(2, salle.FilesOnDisk().Count);

        HttpRequestMessage Sending(Uri address)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
            request.Headers.Add("RequestVerificationToken", token);
            return request;
        }
    }

    [TmpfsFact]
    public async Task A_full_disk_of_the_database_answers_507_and_keeps_neither_row_nor_file()
    {
        using var disk = new Tmpfs("12m");
        await using var small = await SiteFixture.StartAsync(new SiteOptions
        {
            Settings = new Dictionary<string, string> { ["Megalis:Database:ConnectionString"] = $"Data Source={Path.Combine(disk.Path, "megalis.db")}" },
        });
        var salle = await small.SalleAsync();
        var client = await small.SignInAsync("localhost", "Base Pleine");
        var page = await client.StartAsync(salle);
        var shot = await client.OneShotAsync(salle, "base-pleine-00001", [("offre.pdf", new byte[5_000])]);
        await small.WhenQuietAsync();
        Fill(Path.Combine(disk.Path, "plein"));

        var answer = await page.SendAsync("petit.pdf", "x");
        var refused = await client.SendAsync(shot);

        answer.ShouldBe(HttpStatusCode.InsufficientStorage).ShouldShow("Espace de stockage plein");
        refused.ShouldBe(HttpStatusCode.InsufficientStorage).ShouldSay("manque de place");
        Assert.Single(salle.FilesOnDisk()); // The DCE.
        File.Delete(Path.Combine(disk.Path, "plein"));
        (await (await client.GetAsync(page.Url)).SendAsync("petit.pdf", "x")).ShouldShow("« petit.pdf » est reçu");
        (await client.SendAsync(await client.OneShotAsync(salle, "base-pleine-00001", [("offre.pdf", new byte[5_000])]))).ShouldBe(HttpStatusCode.Created);
        Assert.Single(await salle.PlisAsync());
    }

    private static void Fill(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        try
        {
            for (long at = 0; ; at += 4096)
                RandomAccess.Write(file, new byte[4096], at);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    [TmpfsFact]
    public async Task A_full_disk_answers_507_and_keeps_neither_row_nor_file()
    {
        using var disk = new Tmpfs("600k");
        using var elsewhere = new TempFolder();
        await using var small = await SiteFixture.StartAsync(new SiteOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["Megalis:DataPath"] = disk.Path,
                ["Megalis:Depots:FreeMegabytes"] = "0",
                ["Megalis:Database:ConnectionString"] = $"Data Source={elsewhere["megalis.db"]}",
            },
        });
        var salle = await small.SalleAsync();
        var client = await small.SignInAsync("localhost", "Disque Plein");
        var page = await client.StartAsync(salle);

        var answer = await page.Form("Envoyer ces fichiers").Attach("Pièces de l’offre", "petit.pdf", new byte[50_000]).Attach("Pièces de l’offre", "gros.pdf", new byte[900_000]).SubmitAsync();
        var shot = await client.SendAsync(await client.OneShotAsync(salle, "disque-plein-00001", [("gros.pdf", new byte[900_000])]));

        answer.ShouldBe(HttpStatusCode.InsufficientStorage).ShouldShow("Espace de stockage plein", "Rien n'a été gardé à moitié");
        shot.ShouldBe(HttpStatusCode.InsufficientStorage);
        Assert.Empty(Assert.Single(await salle.DepotsAsync()).Files);
        Assert.Empty(await salle.PlisAsync());
        var kept = Directory.GetFiles(Path.Combine(disk.Path, "fichiers", small.TenantOf(salle.Host).Id.ToString(CultureInfo.InvariantCulture)), "*", SearchOption.AllDirectories);
        Assert.Single(kept); // The DCE.
        // Room again: the same person goes on.
        (await (await client.GetAsync(page.Url)).SendAsync("petit.pdf", "x")).ShouldShow("« petit.pdf » est reçu");
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(site.Address.Host, site.Address.Port);
        return socket;
    }

    private static async Task<string> ReadHeadAsync(Socket socket)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[64_000];
        var length = 0;
        while (length < buffer.Length && !Encoding.UTF8.GetString(buffer, 0, length).Contains("</html>", StringComparison.Ordinal)
            && await socket.ReceiveAsync(buffer.AsMemory(length), late.Token) is > 0 and var read)
            length += read;
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
