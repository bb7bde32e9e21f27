using System.Collections.Concurrent;
using System.Net;
using Megalis.Testing;
using Microsoft.Data.Sqlite;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>A database that is away or held by another program: a sentence, nothing lost, and it comes back by itself.</summary>
public sealed class BaseAbsenteTests
{
    private const string Sentence = "momentanément indisponible";

    [Theory]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task PostgreSQL_that_stops_under_deposits_answers_503_and_each_is_stored_once_when_it_is_back(string signal)
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        await using var database = await postgres.CreateDatabaseAsync();
        await using var site = await SiteFixture.StartAsync(OnPostgres(database));
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Base Absente");
        var page = await (await client.StartAsync(salle)).SendAsync("offre.pdf", "contenu");
        var (first, again) = (new ConcurrentDictionary<string, HttpRequestMessage>(), new Dictionary<string, HttpRequestMessage>());
        foreach (var key in Enumerable.Range(0, 40).Select(i => $"base-absente-{i:0000}"))
        {
            first[key] = await client.OneShotAsync(salle, key, [("offre.pdf", new byte[20_000])], ("relation", "Completes"));
            again[key] = await client.OneShotAsync(salle, key, [("offre.pdf", new byte[20_000])], ("relation", "Completes"));
        }

        var answers = new ConcurrentDictionary<string, HttpStatusCode>();
        var sending = Parallel.ForEachAsync(first, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (shot, _) =>
        {
            answers[shot.Key] = (await client.SendAsync(shot.Value)).Status;
            await Task.Delay(20, CancellationToken.None);
        });
        Assert.True(await Eventually.TrueAsync(() => Task.FromResult(answers.Count >= 4)));
        await postgres.PauseAsync(signal);
        await sending;
        (await client.GetAsync(page.Url)).ShouldBe(HttpStatusCode.ServiceUnavailable).ShouldShow(Sentence);
        (await page.SendAsync("deux.pdf", "x")).ShouldBe(HttpStatusCode.ServiceUnavailable).ShouldShow(Sentence, "recommencez");
        (await client.GetAsync("/sante/pret")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        await postgres.ResumeAsync();

        Assert.True(await Eventually.TrueAsync(async () => (await client.GetAsync(page.Url)).Status == HttpStatusCode.OK, seconds: 30));
        Assert.All(answers.Values, status => Assert.True(status is HttpStatusCode.Created or HttpStatusCode.ServiceUnavailable, status.ToString()));
        Assert.Contains(HttpStatusCode.ServiceUnavailable, answers.Values);
        var stored = (await salle.PlisAsync()).Select(p => p.ClientId).ToHashSet();
        Assert.All(answers.Where(a => a.Value == HttpStatusCode.Created), a => Assert.Contains(a.Key, stored));
        foreach (var (key, shot) in again)
            (await client.SendAsync(shot)).ShouldBe(stored.Contains(key) ? HttpStatusCode.OK : HttpStatusCode.Created);
        Assert.Equal(40, (await salle.PlisAsync()).Count);
        (await (await client.GetAsync(page.Url)).SendAsync("deux.pdf", "x")).ShouldShow("offre.pdf", "« deux.pdf » est reçu");
    }

    [Fact]
    public async Task A_server_that_starts_before_PostgreSQL_answers_503_in_French_and_comes_up_by_itself()
    {
        using var folder = new TempFolder();
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        await using var database = await postgres.CreateDatabaseAsync();
        var settings = Places(folder);
        settings["Megalis:Database:ConnectionString"] = database.ConnectionString;
        var reference = await PrepareAsync(BothDatabases.Postgres, settings);
        await postgres.PauseAsync();

        var (server, said) = ServerProcess.Launch(BothDatabases.Postgres, settings);
        await using var running = server;
        using var client = new SiteClient(server.Address);
        Page? answer = null;
        Assert.True(await Eventually.TrueAsync(async () => (answer = await TryAsync(client)) is not null, seconds: 60), string.Join('\n', said));
        answer!.ShouldBe(HttpStatusCode.ServiceUnavailable).ShouldShow(Sentence).ShouldNotShow("setup");
        await postgres.ResumeAsync();

        Assert.True(await Eventually.TrueAsync(server.IsReadyAsync, seconds: 60), string.Join('\n', said));
        (await client.GetAsync($"/marches/{reference}")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_SQLite_file_that_another_program_holds_is_said_in_a_sentence_at_the_start_and_by_a_verb()
    {
        using var folder = new TempFolder();
        var file = folder["megalis.db"];
        var settings = Places(folder);
        settings["Megalis:Database:ConnectionString"] = $"Data Source={file};Default Timeout=2";
        await PrepareAsync(BothDatabases.Sqlite, settings);
        await using (await HoldAsync(file, alone: true))
            foreach (var arguments in (string[][])[[], ["journal", "verify"]])
            {
                var (code, said) = await ServerProcess.RunAsync(BothDatabases.Sqlite, settings, arguments);
                Assert.True(said.Contains($"La base SQLite {file} est tenue par un autre programme", StringComparison.Ordinal), said);
                AssertLastWord(said);
                Assert.Equal(2, code);
            }

        Assert.Equal(0, (await ServerProcess.RunAsync(BothDatabases.Sqlite, settings, "journal", "verify")).Code);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused_with_a_sentence()
    {
        using var folder = new TempFolder();
        var settings = Places(folder);
        await PrepareAsync(BothDatabases.Sqlite, settings);
        await using var server = await ServerProcess.StartAsync(BothDatabases.Sqlite, settings);

        var (code, said) = await ServerProcess.RunAsync(BothDatabases.Sqlite, settings);

        Assert.Contains("Un autre processus de la plateforme travaille déjà", said, StringComparison.Ordinal);
        AssertLastWord(said);
        Assert.Equal(2, code);
        Assert.True(await server.IsReadyAsync());
    }

    [Fact]
    public async Task An_SQLite_file_that_another_program_holds_for_a_while_answers_503_and_nothing_is_lost()
    {
        using var folder = new TempFolder();
        var file = folder["megalis.db"];
        await using var site = await SiteFixture.StartAsync(new SiteOptions
        {
            Settings = new Dictionary<string, string> { ["Megalis:Database:ConnectionString"] = $"Data Source={file};Default Timeout=2" },
        });
        var salle = await site.SalleAsync();
        var client = await site.SignInAsync("localhost", "Base Tenue");
        var page = await (await client.StartAsync(salle)).SendAsync("un.pdf", "1");
        await site.WhenQuietAsync();

        await using (await HoldAsync(file, alone: false))
            (await page.SendAsync("deux.pdf", "2")).ShouldBe(HttpStatusCode.ServiceUnavailable).ShouldShow(Sentence);

        (await (await client.GetAsync(page.Url)).SendAsync("deux.pdf", "2")).ShouldShow("un.pdf", "« deux.pdf » est reçu");
        Assert.Equal(2, Assert.Single(await salle.DepotsAsync()).Files.Count);
    }

    /// <summary>The host has logged its failure with all its frames before: the sentence stands below, where the operator looks.</summary>
    private static void AssertLastWord(string said) => Assert.DoesNotContain("   at ", said[^Math.Min(said.Length, 120)..], StringComparison.Ordinal);

    private static SiteOptions OnPostgres(PostgresDatabase database) => new()
    {
        Database = BothDatabases.Postgres,
        Clock = null,
        ImpatientSearch = true,
        Settings = new Dictionary<string, string> { ["Megalis:Database:ConnectionString"] = database.ConnectionString },
    };

    private static Dictionary<string, string> Places(TempFolder folder) => new() { ["Megalis:DataPath"] = folder["data"], ["Megalis:CachePath"] = folder["cache"] };

    private static async Task<string> PrepareAsync(string database, Dictionary<string, string> settings)
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { Database = database, Clock = null, Settings = settings, ImpatientSearch = true });
        var salle = await site.SalleAsync();
        await site.WhenQuietAsync();
        return salle.Reference;
    }

    private static async Task<Page?> TryAsync(SiteClient client)
    {
        try
        {
            return await client.GetAsync("/");
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>As sqlite3 or a copy does it: alone keeps readers out too.</summary>
    private static async Task<SqliteConnection> HoldAsync(string file, bool alone)
    {
        // What this process still has in its pool would keep the other program out.
        SqliteConnection.ClearAllPools();
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var hold = connection.CreateCommand();
        hold.CommandText = alone ? "pragma locking_mode=exclusive; begin exclusive; select count(*) from sqlite_master;" : "begin immediate;";
        await hold.ExecuteNonQueryAsync();
        return connection;
    }
}
