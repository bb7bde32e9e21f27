using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Megalis.Kernel.Localization;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Tests.Consultations;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>A published consultation with its buyer, and where they work.</summary>
internal sealed record Salle(SiteFixture Site, SiteClient Buyer, string Host, string Reference)
{
    public string Depot => $"/marches/{Reference}/depot";
    public string Ouverture => $"/achats/{Reference}/ouverture";

    /// <summary>Plis as stored, whoever may read them.</summary>
    public async Task<List<Pli>> PlisAsync()
    {
        await using var scope = Site.Enter(Host);
        return await scope.Db.Set<Pli>().Include(p => p.Files).AsNoTracking().OrderBy(p => p.ReceivedAt).ThenBy(p => p.Id).ToListAsync();
    }

    public async Task<List<Depot>> DepotsAsync()
    {
        await using var scope = Site.Enter(Host);
        return await scope.Db.Set<Depot>().Include(d => d.Files).AsNoTracking().ToListAsync();
    }

    public async Task<DateTimeOffset> DeadlineAsync()
    {
        await using var scope = Site.Enter(Host);
        return (await scope.Db.Set<Consultation>().SingleAsync(c => c.Reference == Reference)).Deadline!.Value;
    }

    /// <summary>Files of this buyer on the disk, unfinished ones included.</summary>
    public IReadOnlyList<string> FilesOnDisk()
    {
        var folder = Path.Combine(Site.DataPath, "fichiers", Site.TenantOf(Host).Id.ToString(CultureInfo.InvariantCulture));
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
    }

    /// <summary>Someone of the buyer who may open plis.</summary>
    public Task<SiteClient> HolderAsync(string name) => Site.SignInAsync(Host, name, ProcurementPermissions.Open, ProcurementPermissions.View);
}

/// <summary>What tests of plis begin with.</summary>
internal static class Deposant
{
    public const string Password = "quatre mots au hasard";
    private static int _siren = 20_000_000;

    /// <summary>A consultation of a buyer of its own, open for ten days.</summary>
    public static async Task<Salle> SalleAsync(this SiteFixture site, string objet = Acheteur.Objet)
    {
        var (buyer, host) = await site.AtWorkAsync();
        var deadline = ParisTime.At(site.Services.GetRequiredService<TimeProvider>().GetUtcNow()).AddDays(10).ToString("yyyy-MM-dd'T'12:00", CultureInfo.InvariantCulture);
        return new Salle(site, buyer, host, await Acheteur.PublishedAsync(buyer, objet, deadline));
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Bytes(text)));

    public static async Task<Page> StartAsync(this SiteClient client, Salle salle) =>
        (await Begin(await client.GetAsync(salle.Depot)).SubmitAsync()).ShouldBe(HttpStatusCode.OK);

    private static PageForm Begin(Page page) =>
        page.ShouldBe(HttpStatusCode.OK).Form(page.Text.Contains("Commencer ma réponse", StringComparison.Ordinal) ? "Commencer ma réponse" : "Commencer une autre réponse");

    public static Task<Page> SendAsync(this Page depot, string name, string content, string part = "Pièces de l’offre") =>
        depot.Form("Envoyer ces fichiers").Attach(part, name, Bytes(content)).SubmitAsync();

    /// <summary>The whole way through the pages; ends on the receipt.</summary>
    public static async Task<Page> DepositAsync(this SiteClient client, Salle salle, string name = "offre.pdf", string content = "Notre offre", string? relation = null)
    {
        var page = await client.StartAsync(salle);
        page = await page.SendAsync(name, content);
        page = (await page.Form("Continuer : relire").SubmitAsync()).ShouldBe(HttpStatusCode.OK);
        var form = page.Form("Déposer mon pli");
        if (relation is not null)
            form.Check(relation);
        return await form.SubmitAsync();
    }

    /// <summary>An account opened on the portal for an entreprise, by whatever page leads there.</summary>
    public static async Task<Page> SignUpAsync(this SiteClient client, string name, string siret, string path = "/inscription") =>
        await (await client.GetAsync(path)).Form("Créer le compte")
            .Fill("Prénom et nom", name).Fill("Adresse électronique", Email(name)).Fill("Mot de passe", Password)
            .Fill("Numéro SIRET", siret).Fill("Nom ou raison sociale", "Menuiserie Kerbrat").SubmitAsync();

    public static string Email(string name) => Kernel.Identifiers.Folded.Of(name).Replace(' ', '.') + "@menuiserie.example";

    public static async Task<SiteClient> SignedUpAsync(this SiteFixture site, string name, string? siret = null)
    {
        var client = site.Visit();
        (await client.SignUpAsync(name, siret ?? NewSiret())).ShouldBe(HttpStatusCode.OK).ShouldNotShow("à corriger");
        return client;
    }

    /// <summary>A whole pli in one request, as a program sends it.</summary>
    public static async Task<HttpRequestMessage> OneShotAsync(this SiteClient client, Salle salle, string key, IReadOnlyList<(string Name, byte[] Content)> files, params (string Name, string Value)[] fields)
    {
        var token = (await client.GetAsync("/test-du-poste")).Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        foreach (var (name, content) in files)
            form.Add(new ByteArrayContent(content), "Offre", name);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(client.Home, $"/api/v1/marches/{salle.Reference}/plis")) { Content = form };
        request.Headers.Add("RequestVerificationToken", token);
        request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    /// <summary>The answer of the API to a program, a sentence in « detail ».</summary>
    public static Page ShouldSay(this Page answer, string text)
    {
        Assert.Contains(text, System.Text.Json.JsonDocument.Parse(answer.Source).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        return answer;
    }

    public static string IdOf(Page recepisse) => recepisse.Url.Segments[^1];

    /// <summary>A SIRET that nobody else of this run has, with both keys right.</summary>
    public static string NewSiret() => WithKey(WithKey(Interlocked.Increment(ref _siren).ToString(CultureInfo.InvariantCulture)) + "0001");

    private static string WithKey(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var weighted = (digits[^(i + 1)] - '0') * (i % 2 == 0 ? 2 : 1);
            sum += weighted > 9 ? weighted - 9 : weighted;
        }

        return digits + ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }
}
