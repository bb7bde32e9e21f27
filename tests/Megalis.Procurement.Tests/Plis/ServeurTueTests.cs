using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Megalis.Kernel.Files;
using Megalis.Procurement.Domain;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Tests.Plis;

/// <summary>A real server process, killed in the middle of deposits (kill -9): what it acknowledged is stored, whole, and nothing is half there.</summary>
public sealed class ServeurTueTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Every_deposit_that_was_acknowledged_is_there_after_a_kill(string database)
    {
        using var folder = new TempFolder();
        await using var postgres = database == BothDatabases.Postgres ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() : null;
        var settings = new Dictionary<string, string> { ["Megalis:DataPath"] = folder["data"], ["Megalis:CachePath"] = folder["cache"] };
        if (postgres is not null)
            settings["Megalis:Database:ConnectionString"] = postgres.ConnectionString;
        var (host, reference) = await PrepareAsync(database, settings);
        var acknowledged = new ConcurrentDictionary<string, byte[]>();

        for (var life = 1; life <= 2; life++)
        {
            await using var server = await ServerProcess.StartAsync(database, settings);
            var enough = new TaskCompletionSource();
            var target = life * 40;
            var senders = Enumerable.Range(0, 6).Select(i => SendAsync(server, reference, $"{life}-{i}", acknowledged, target, enough)).ToList();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(90));
            server.Kill();
            await Task.WhenAll(senders);
        }

        Assert.True(acknowledged.Count >= 80, $"Only {acknowledged.Count} deposits were acknowledged.");
        await using var site = await SiteFixture.StartAsync(new SiteOptions { Database = database, Clock = null, Settings = settings });
        await using var scope = site.Enter(host);
        var plis = await scope.Db.Set<Pli>().Include(p => p.Files).AsNoTracking().ToListAsync();
        var stored = plis.ToDictionary(p => p.ClientId);
        Assert.DoesNotContain(acknowledged.Keys, key => !stored.ContainsKey(key));
        var files = site.Services.GetRequiredService<IFileStore>();
        foreach (var pli in plis)
        {
            // Acknowledged or not, a row has its files, each with the bytes that its hash promises.
            var file = Assert.Single(pli.Files);
            await using var content = files.Open(site.TenantOf(host).Id, file.StoredFileId);
            Assert.NotNull(content);
            Assert.Equal(file.Sha256, Convert.ToHexStringLower(await SHA256.HashDataAsync(content)));
            if (acknowledged.TryGetValue(pli.ClientId, out var sent))
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sent)), file.Sha256);
        }

        Assert.True(await Eventually.TrueAsync(async () => await ProvedAsync(site, host, plis), seconds: 20));
    }

    private static async Task<(string Host, string Reference)> PrepareAsync(string database, Dictionary<string, string> settings)
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { Database = database, Clock = null, Settings = settings });
        var salle = await site.SalleAsync();
        await site.WhenQuietAsync();
        return (salle.Host, salle.Reference);
    }

    /// <summary>A person with an account of their own who deposits again and again until the line is dead.</summary>
    private static async Task SendAsync(ServerProcess server, string reference, string who, ConcurrentDictionary<string, byte[]> acknowledged, int target, TaskCompletionSource enough)
    {
        using var client = new SiteClient(server.Address);
        try
        {
            (await client.SignUpAsync("Déposant " + who, Deposant.NewSiret())).ShouldBe(HttpStatusCode.OK);
            var salle = new Salle(null!, client, "", reference);
            for (var i = 0; ; i++)
            {
                var (key, content) = ($"depot-{who}-{i:000000}-kill", RandomNumberGenerator.GetBytes(40_000));
                var answer = await client.SendAsync(await client.OneShotAsync(salle, key, [("offre.pdf", content)], ("relation", "Completes")));
                answer.ShouldBe(HttpStatusCode.Created);
                acknowledged[key] = content;
                if (acknowledged.Count >= target)
                    enough.TrySetResult();
            }
        }
        catch (HttpRequestException)
        {
            // The server is dead: what it had not answered may be there or not.
        }
        catch (IOException)
        {
            // Dead in the middle of an answer.
        }
        catch (Exception error)
        {
            enough.TrySetException(error);
        }
    }

    private static async Task<bool> ProvedAsync(SiteFixture site, string host, List<Pli> plis)
    {
        await using var scope = site.Enter(host);
        var journal = scope.Services.GetRequiredService<Kernel.Journal.Journal>();
        var key = site.Services.GetRequiredService<Kernel.Journal.TreeHeadSigner>().PublicKeyPem;
        foreach (var pli in plis)
        {
            if (await journal.ProofAsync(pli.EntryId) is not { } proof)
                return false;
            Assert.True(proof.IsValid(key));
            Assert.Equal(pli.LeafHash, Convert.ToHexStringLower(proof.LeafHash));
        }

        return true;
    }
}
