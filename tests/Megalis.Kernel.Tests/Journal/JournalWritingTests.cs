using System.Text;
using Megalis.Kernel.Journal;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Tests.Journal;

public sealed class JournalWritingTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_entry_is_stored_with_its_change_and_its_leaf_is_the_hash_of_the_stored_bytes(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        JournalReceipt receipt;
        await using (var scope = host.Enter())
        {
            receipt = scope.Journal().Append("pli.deposited", "consultation", "C1", new { nom = "École « Per Jakez »", files = 2 }, actor: "acc1");
            await scope.Db.SaveChangesAsync();
        }

        await using var reading = host.Enter();
        var entry = Assert.Single(await reading.Journal().OfAsync("consultation", "C1"));
        Assert.Equal((receipt.EntryId, "pli.deposited", "acc1", receipt.At), (entry.EntryId, entry.Act, entry.Actor, entry.At));
        Assert.Equal("École « Per Jakez »", entry.Payload!.Value.GetProperty("nom").GetString());
        var row = await reading.Db.Set<JournalRow>().SingleAsync();
        Assert.Equal(receipt.LeafHash, Merkle.LeafHash(row.Header));
        Assert.Equal(row.PayloadHash, CanonicalEntry.PayloadHash(row.Salt, Encoding.UTF8.GetBytes(row.Payload!)));
        Assert.Equal((Megalis.Kernel.Journal.Journal.HeaderOf(row), row.PayloadHash).Item1, CanonicalEntry.Read(row.Header).Header);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_entry_goes_with_the_change_that_is_rolled_back(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        await using var scope = host.Enter();

        await Assert.ThrowsAsync<InvalidOperationException>(() => scope.Db.TransactAsync(async () =>
        {
            scope.Journal().Append("pli.deposited", "consultation", "C1", new { });
            await scope.Db.SaveChangesAsync();
            throw new InvalidOperationException("after the save");
        }));

        await using var reading = host.Enter();
        Assert.Empty(await reading.Journal().OfAsync("consultation", "C1"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_tenant_reads_and_erases_its_own_entries_only(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var kerlann = await host.AddTenantAsync("kerlann");
        var lannevez = await host.AddTenantAsync("lannevez");
        string entryId;
        await using (var scope = host.Enter(kerlann))
        {
            entryId = scope.Journal().Append("account.invited", "account", "A1", new { email = "anne@example.bzh" }).EntryId;
            await scope.Db.SaveChangesAsync();
        }

        await using (var other = host.Enter(lannevez))
        {
            Assert.Empty(await other.Journal().OfAsync("account", "A1"));
            Assert.Null(await other.Journal().FindAsync(entryId));
            Assert.Null(await other.Journal().EraseAsync(entryId, "demande de la personne"));
        }

        await using var own = host.Enter(kerlann);
        Assert.NotNull((await own.Journal().FindAsync(entryId))!.Payload);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Erasing_removes_payload_and_salt_keeps_the_header_and_is_itself_an_entry(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        JournalReceipt receipt;
        await using (var scope = host.Enter())
        {
            receipt = scope.Journal().Append("account.invited", "account", "A1", new { email = "anne@example.bzh" });
            await scope.Db.SaveChangesAsync();
        }

        JournalReceipt? erasure;
        await using (var scope = host.Enter())
            erasure = await scope.Journal().EraseAsync(receipt.EntryId, "demande de la personne");

        await using var reading = host.Enter();
        var row = await reading.Db.Set<JournalRow>().SingleAsync(j => j.EntryId == receipt.EntryId);
        Assert.Equal((null, null, erasure!.EntryId), (row.Payload, row.Salt, row.ErasedBy));
        Assert.Equal(receipt.LeafHash, Merkle.LeafHash(row.Header));
        Assert.Equal("demande de la personne", (await reading.Journal().FindAsync(erasure.EntryId))!.Payload!.Value.GetProperty("reason").GetString());
        Assert.Null(await reading.Journal().EraseAsync(receipt.EntryId, "encore"));
    }
}
