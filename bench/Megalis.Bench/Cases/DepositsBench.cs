using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Megalis.Kernel.Files;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Bench.Cases;

/// <summary>
/// A thousand companies press « Déposer » at once, all behind one address: whole plis of 200 kB through the one-request
/// API. None may be lost, none refused; what it takes is measured to the answer, that is to the disk.
/// </summary>
internal static class DepositsBench
{
    private const int Deposits = 1000;
    private const int Bytes = 200_000;
    private const int Accounts = 50;
    private const double LeastPerSecond = 150;
    private const string Host = "acheteur.localhost";

    public static async Task RunAsync(BenchContext context)
    {
        var stop = context.Stop;
        // Its PostgreSQL syncs, unlike that of the tests.
        var settings = (await context.NewHostAsync("deposits")).Where(s => s.Key.EndsWith("ConnectionString", StringComparison.Ordinal)).ToDictionary();
        await using var site = await SiteFixture.StartAsync(new SiteOptions
        {
            Database = context.Database == "postgres" ? BothDatabases.Postgres : BothDatabases.Sqlite,
            Clock = null,
            Environment = "Production",
            Settings = settings,
        });
        var reference = await PublishAsync(site);
        var senders = await SendersAsync(site);
        await BurstAsync(site, reference, senders, 50, stop);

        var (seconds, answers) = await BurstAsync(site, reference, senders, Deposits, stop);
        var quiet = Stopwatch.StartNew();
        await site.WhenQuietAsync(seconds: 300);
        var acknowledged = answers.Where(a => a.Status == HttpStatusCode.Created).ToList();
        var lost = await LostAsync(site, [.. acknowledged.Select(a => a.Key)], stop);
        var times = answers.Select(a => a.Milliseconds).ToList();
        var perSecond = acknowledged.Count / seconds;
        context.Report("burst", new
        {
            deposits = Deposits,
            bytes = Bytes,
            lost,
            refused = answers.Count - acknowledged.Count,
            perSecond,
            p50Ms = Quantile.Of(times, 0.5),
            p99Ms = Quantile.Of(times, 0.99),
            seconds,
            receiptsMailedAfterSeconds = quiet.Elapsed.TotalSeconds,
        }, lost == 0 && acknowledged.Count == Deposits && perSecond >= LeastPerSecond);
    }

    private static async Task<string> PublishAsync(SiteFixture site)
    {
        var tenant = await site.AddTenantAsync("acheteur", "Commune du banc");
        await using var scope = site.Enter(Host);
        var now = TimeProvider.System.GetUtcNow();
        var consultation = new Consultation { Id = Ids.New(now), Reference = "BANC-0001", Nature = Nature.Travaux, Deadline = now.AddDays(1), CreatedAt = now, ChangedAt = now };
        consultation.SetObjet("Mille dépôts à la fois");
        consultation.Record(FactKind.Published, new Author("banc", "Le banc"), now);
        scope.Db.Add(consultation);
        scope.Db.Add(new ConsultationPublic
        {
            ConsultationId = consultation.Id,
            TenantId = tenant.Id,
            Reference = consultation.Reference,
            Acheteur = tenant.DisplayName,
            Objet = consultation.Objet,
            Nature = Nature.Travaux,
            Procedure = consultation.Procedure,
            Deadline = consultation.Deadline!.Value,
            PublishedAt = now,
            ChangedAt = now,
            Status = PublicStatus.Published,
        });
        await scope.Db.SaveChangesAsync();
        return consultation.Reference;
    }

    /// <summary>People signed in on the portal, each with the token that their pages would carry.</summary>
    private static async Task<List<Sender>> SendersAsync(SiteFixture site)
    {
        var senders = new List<Sender>();
        for (var i = 0; i < Accounts; i++)
        {
            var client = await site.SignInAsync("localhost", $"Déposant {i}");
            var page = await client.GetAsync("/test-du-poste");
            var token = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            senders.Add(new Sender(token, string.Join("; ", client.Cookies.NamesFor(client.Home).Select(name => $"{name}={client.Cookies.Value(client.Home, name)}"))));
        }

        return senders;
    }

    /// <summary>All requests are in flight together, each on a connection of its own.</summary>
    private static async Task<(double Seconds, List<Answer> Answers)> BurstAsync(SiteFixture site, string reference, List<Sender> senders, int count, CancellationToken stop)
    {
        var content = RandomNumberGenerator.GetBytes(Bytes);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false, MaxConnectionsPerServer = count }) { Timeout = TimeSpan.FromMinutes(5) };
        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(i => SendAsync(http, site.Address, reference, senders[i % senders.Count], content, stop)));
        return (watch.Elapsed.TotalSeconds, [.. answers]);
    }

    private static async Task<Answer> SendAsync(HttpClient http, Uri server, string reference, Sender sender, byte[] content, CancellationToken stop)
    {
        var key = Ids.Random();
        using var form = new MultipartFormDataContent { { new StringContent("Completes"), "relation" }, { new ByteArrayContent(content), "Offre", "offre.pdf" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"/api/v1/marches/{reference}/plis")) { Content = form };
        request.Headers.Host = $"localhost:{server.Port}";
        request.Headers.TryAddWithoutValidation("Cookie", sender.Cookies);
        request.Headers.Add("RequestVerificationToken", sender.Token);
        request.Headers.Add("Idempotency-Key", key);
        var start = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request, stop);
        await response.Content.ReadAsByteArrayAsync(stop);
        return new Answer(key, response.StatusCode, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>Acknowledged, and without its row, its file or its entry in the journal.</summary>
    private static async Task<int> LostAsync(SiteFixture site, List<string> keys, CancellationToken stop)
    {
        await using var scope = site.Enter(Host);
        var plis = await scope.Db.Set<Pli>().Include(p => p.Files).AsNoTracking().ToDictionaryAsync(p => p.ClientId, stop);
        var files = scope.Services.GetRequiredService<IFileStore>();
        var tenant = site.TenantOf(Host).Id;
        var journal = scope.Services.GetRequiredService<Journal>();
        var lost = 0;
        foreach (var key in keys)
            lost += plis.TryGetValue(key, out var pli) && pli.Files.TrueForAll(f => Length(files, tenant, f) == Bytes) && await journal.FindAsync(pli.EntryId, stop) is not null ? 0 : 1;
        return lost;
    }

    private static long Length(IFileStore files, int tenant, PliFile file)
    {
        using var content = files.Open(tenant, file.StoredFileId);
        return content?.Length ?? -1;
    }

    private sealed record Sender(string Token, string Cookies);

    private sealed record Answer(string Key, HttpStatusCode Status, double Milliseconds);
}
