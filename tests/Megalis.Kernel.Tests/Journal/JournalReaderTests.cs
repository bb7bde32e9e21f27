using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Journal;

/// <summary>Who reads the journal, and what stays behind a veil.</summary>
public sealed class JournalReaderTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_veiled_entry_and_its_erasure_are_neither_listed_nor_counted_until_their_subject_is_readable(string database)
    {
        await using var host = await KernelHost.StartAsync(database, services => services.Contribute<IJournalVeil, SecretActs>());
        string secret;
        await using (var scope = host.Enter())
        {
            secret = scope.Journal().Append("secret", "chose", "C1", new { }).EntryId;
            scope.Journal().Append("secret", "chose", SecretActs.Readable, new { });
            scope.Journal().Append("open", "chose", "C1", new { });
            await scope.Db.SaveChangesAsync();
            Assert.NotNull(await scope.Journal().EraseAsync(secret, "demande"));
        }

        await using var reading = host.Enter();
        var reader = reading.Services.GetRequiredService<JournalReader>();

        Assert.Equal(2, await reader.CountAsync(new JournalQuery()));
        Assert.Equal(["open", "secret"], (await reader.PageAsync(new JournalQuery(), 0, 50)).Select(l => l.Entry.Act));
        Assert.Equal(0, await reader.CountAsync(new JournalQuery { Act = "journal.erased" }));
        Assert.Null(await reader.FindAsync(secret));
        Assert.Null(await reader.ProofAsync(secret));
        Assert.Equal("open", Assert.Single(await reading.Journal().OfAsync("chose", "C1")).Act);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Positions_and_proofs_are_kept_back_from_the_instant_that_a_veil_names(string database)
    {
        await using var host = await KernelHost.StartAsync(database, services => services.Contribute<IJournalVeil, SecretActs>());
        var (before, after) = (await AppendAsync(host, "old"), await AppendAsync(host, "young"));
        await using var scope = host.Enter();
        var reader = scope.Services.GetRequiredService<JournalReader>();
        var young = (await reader.FindAsync(after))!.Entry;
        Assert.Equal(2, young.Position);
        Assert.True((await reader.ProofAsync(after))!.IsValid(scope.Services.GetRequiredService<JournalCheck>().PublicKeyPem));

        SecretActs.Since.Value = young.At;

        Assert.Equal([null, 1], (await reader.PageAsync(new JournalQuery(), 0, 50)).Select(l => l.Entry.Position));
        Assert.Null(await reader.ProofAsync(after));
        Assert.Equal(1, (await reader.ProofAsync(before))!.Position);
        Assert.Equal([1, null], (await scope.Journal().OfAsync("chose", "C1")).Select(e => e.Position));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_tenant_reads_its_own_entries_and_the_portal_those_of_all(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var tenant = await host.AddTenantAsync("ailleurs");
        await AppendAsync(host, "here");
        var there = await AppendAsync(host, "there", tenant);

        await using (var scope = host.Enter(tenant))
        {
            var reader = scope.Services.GetRequiredService<JournalReader>();
            Assert.Equal("there", Assert.Single(await reader.PageAsync(new JournalQuery { TenantIds = [1] }, 0, 50)).Entry.Act);
        }

        await using var portal = host.Enter();
        var all = portal.Services.GetRequiredService<JournalReader>();
        Assert.Equal(2, await all.CountAsync(new JournalQuery()));
        Assert.Equal(there, Assert.Single(await all.PageAsync(new JournalQuery { TenantIds = [tenant.Id] }, 0, 50)).Entry.EntryId);
        Assert.Equal(1, await all.CountAsync(new JournalQuery { Act = "here", Actors = [Kernel.Journal.Journal.SystemActor] }));
        Assert.Equal(0, await all.CountAsync(new JournalQuery { Actors = ["personne"] }));
        Assert.Equal(0, await all.CountAsync(new JournalQuery { Before = DateTimeOffset.UnixEpoch }));
    }

    private static async Task<string> AppendAsync(KernelHost host, string act, Tenant? tenant = null)
    {
        await using var scope = tenant is null ? host.Enter() : host.Enter(tenant);
        var entry = scope.Journal().Append(act, "chose", "C1", new { }).EntryId;
        await scope.Db.SaveChangesAsync();
        await host.Services.GetRequiredService<LogLeader>().CatchUpAsync(CancellationToken.None);
        return entry;
    }

    private sealed class SecretActs(MegalisDb db) : IJournalVeil
    {
        public const string Readable = "C2";
        public static readonly AsyncLocal<DateTimeOffset?> Since = new();

        public IReadOnlyCollection<string> Acts { get; } = ["secret"];

        public IQueryable<string> ReadableSubjects() => db.Set<JournalRow>().Where(j => j.SubjectId == Readable).Select(j => j.SubjectId);

        public Task<DateTimeOffset?> SealedSinceAsync(CancellationToken stop) => Task.FromResult(Since.Value);
    }
}
