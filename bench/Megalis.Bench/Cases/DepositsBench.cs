using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Procurement.Data;
using Megalis.Procurement.Domain;
using Megalis.Testing;

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
        var content = RandomNumberGenerator.GetBytes(Bytes);
        var receipts = new List<(string, string)>();
        // The first burst meets a server that has compiled nothing yet; the promise is held to the second.
        foreach (var name in (string[])["first-burst", "burst"])
        {
            var (seconds, cpu, answers) = await BurstAsync(site, reference, senders, content, stop);
            var quiet = Stopwatch.StartNew();
            await site.WhenQuietAsync(seconds: 300);
            var mailed = quiet.Elapsed.TotalSeconds;
            // What a new process finds, not what this one remembers.
            if (name == "burst")
                await site.RestartAsync();
            receipts.AddRange(answers.Where(a => a.Status == HttpStatusCode.Created).Select(a => (a.Key, a.Body)));
            var check = new DepositsCheck(site, Host, content);
            Report(context, name, seconds, cpu, answers, mailed, await check.LostAsync(receipts, stop), await check.JournalAsync(stop));
        }
    }

    private static void Report(BenchContext context, string name, double seconds, double cpu, List<Answer> answers, double mailed, int lost, JournalVerdict journal)
    {
        var times = answers.Select(a => a.Milliseconds).ToList();
        var refused = answers.Count(a => a.Status != HttpStatusCode.Created);
        var perSecond = (answers.Count - refused) / seconds;
        context.Report(name, new
        {
            deposits = Deposits,
            bytes = Bytes,
            lost,
            refused,
            journal = journal.IsIntact ? "intact" : "damaged",
            journalEntries = journal.Entries,
            perSecond,
            p50Ms = Quantile.Of(times, 0.5),
            p99Ms = Quantile.Of(times, 0.99),
            seconds,
            cpuMsPerDeposit = cpu / Deposits * 1000,
            receiptsMailedAfterSeconds = mailed,
        }, name == "burst" ? lost == 0 && journal.IsIntact && refused == 0 && perSecond >= LeastPerSecond : null);
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
    private static async Task<(double Seconds, double Cpu, List<Answer> Answers)> BurstAsync(SiteFixture site, string reference, List<Sender> senders, byte[] content, CancellationToken stop)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false, MaxConnectionsPerServer = Deposits }) { Timeout = TimeSpan.FromMinutes(5) };
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, Deposits).Select(i => SendAsync(http, site.Address, reference, senders[i % senders.Count], content, stop)));
        return (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, [.. answers]);
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
        var body = await response.Content.ReadAsStringAsync(stop);
        return new Answer(key, response.StatusCode, Stopwatch.GetElapsedTime(start).TotalMilliseconds, body);
    }

    private sealed record Sender(string Token, string Cookies);

    private sealed record Answer(string Key, HttpStatusCode Status, double Milliseconds, string Body);
}
