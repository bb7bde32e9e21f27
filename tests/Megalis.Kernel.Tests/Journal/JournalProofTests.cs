using System.Diagnostics;
using System.Text.Json;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Verbs;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Journal;

public sealed class JournalProofTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Every_entry_is_proven_by_the_public_key_alone_and_its_proof_never_changes(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        var key = journal.Host.Services.GetRequiredService<TreeHeadSigner>().PublicKeyPem;
        var first = await journal.ProofsAsync();

        await journal.AppendAsync(11);

        foreach (var (before, now) in first.Zip(await journal.ProofsAsync()))
        {
            Assert.True(now.IsValid(key));
            Assert.Equal((before.EntryId, before.Position, before.Head), (now.EntryId, now.Position, now.Head));
            Assert.False((now with { LeafHash = new byte[32] }).IsValid(key));
            Assert.False((now with { Position = now.Position == 1 ? 2 : now.Position - 1 }).IsValid(key));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_running_server_gives_position_and_signed_head_within_two_seconds(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        await host.RunWorkersAsync();
        for (var i = 0; i < 3; i++)
        {
            var watch = Stopwatch.StartNew();
            JournalReceipt receipt;
            await using (var scope = host.Enter())
            {
                receipt = scope.Journal().Append("pli.deposited", "consultation", "C1", new { i });
                await scope.Db.SaveChangesAsync();
            }

            JournalProof? proof = null;
            while (proof is null && watch.Elapsed < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(20);
                await using var scope = host.Enter();
                proof = await scope.Journal().ProofAsync(receipt.EntryId);
            }

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"It took {watch.Elapsed}.");
            Assert.Equal(receipt.LeafHash, proof!.LeafHash);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_burst_of_acts_shares_heads(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        await host.RunWorkersAsync();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 60; i++)
        {
            await using var scope = host.Enter();
            scope.Journal().Append("act", "thing", "T", new { i });
            await scope.Db.SaveChangesAsync();
        }

        // The burst may be over before the first turn of the tree.
        Assert.True(await Eventually.TrueAsync(async () =>
        {
            await using var waiting = host.EnterHost();
            return await waiting.Db.Set<JournalHead>().AnyAsync();
        }));
        await host.StopWorkersAsync();
        await using var reading = host.EnterHost();
        Assert.InRange(await reading.Db.Set<JournalHead>().CountAsync(), 1, (int)watch.Elapsed.TotalSeconds + 2);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_verb_answers_as_documented(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        using var folder = new TempFolder();
        var (code, text) = await RunAsync(journal.Host, "journal heads");
        Assert.Equal(0, code);
        var file = folder.Write("heads.txt", "Récépissé\n\n> " + text.Replace("\n", "\n> ", StringComparison.Ordinal));

        (code, text) = await RunAsync(journal.Host, "journal verify", "--json", "--heads", file);
        using (var json = JsonDocument.Parse(text))
        {
            Assert.Equal(0, code);
            Assert.Equal((90, 90, 6, "intact", 0, 1), (Number(json, "entries"), Number(json, "treeSize"), Number(json, "heads"),
                json.RootElement.GetProperty("verdict").GetString(), json.RootElement.GetProperty("findings").GetArrayLength(), Number(json, "outsideHeads")));
        }

        await journal.Host.TamperAsync("delete from journal_row where position = 5");
        (code, text) = await RunAsync(journal.Host, "journal verify", "--json");
        using (var json = JsonDocument.Parse(text))
        {
            var finding = json.RootElement.GetProperty("findings")[0];
            Assert.Equal((1, "damaged", 5, "deleted"), (code, json.RootElement.GetProperty("verdict").GetString(), finding.GetProperty("position").GetInt64(), finding.GetProperty("kind").GetString()));
            Assert.Contains("sauvegarde", json.RootElement.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        }

        (code, text) = await RunAsync(journal.Host, "journal verify");
        Assert.Equal(1, code);
        Assert.Contains("L'entrée n° 5 a été supprimée.", text, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync(journal.Host, "journal verify", "--heads", folder["missing.txt"])).Code);
        Assert.Equal(2, (await RunAsync(journal.Host, "journal verify", "--heads", folder.Write("none.txt", "rien"))).Code);
        Assert.Equal(2, (await RunAsync(journal.Host, "journal verify", "--heads")).Code);
    }

    private static long Number(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetInt64();

    private static async Task<(int Code, string Out)> RunAsync(KernelHost host, string name, params string[] arguments)
    {
        var verb = host.Services.GetServices<IVerb>().Single(v => v.Name == name);
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        return (await verb.RunAsync(new VerbContext(arguments, output, error, host.Services, false), CancellationToken.None), output.ToString());
    }
}
