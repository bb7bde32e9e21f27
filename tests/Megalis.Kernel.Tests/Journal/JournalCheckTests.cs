using Megalis.Kernel.Journal;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Journal;

/// <summary>What a stranger learns of a receipt, and what nobody reads yet.</summary>
public sealed class JournalCheckTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_entry_is_found_from_any_tenant_by_both_its_codes_and_by_no_other(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        var proof = (await journal.ProofsAsync())[3];
        await using var scope = journal.Host.Enter(await journal.Host.AddTenantAsync("ailleurs"));
        var check = scope.Services.GetRequiredService<JournalCheck>();

        var found = await check.FindAsync(proof.EntryId, [new byte[32], proof.LeafHash]);

        Assert.Equal((proof.Position, proof.Head), (found!.Position, found.Head));
        Assert.True(found.IsValid(check.PublicKeyPem));
        Assert.Null(await check.FindAsync(proof.EntryId, [new byte[32], new byte[5]]));
        Assert.Null(await check.FindAsync(new string('0', 26), [proof.LeafHash]));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_head_holds_until_the_journal_is_not_what_it_was(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        var old = (await journal.ProofsAsync())[0].Head;
        await journal.AppendAsync(7);
        await using var scope = journal.Host.Enter();
        var check = scope.Services.GetRequiredService<JournalCheck>();

        Assert.Equal(HeadVerdict.Holds, await check.CheckAsync(old));
        Assert.Equal(HeadVerdict.BadSignature, await check.CheckAsync(old with { Head = old.Head with { TreeSize = old.Head.TreeSize + 1 } }));
        Assert.Equal(HeadVerdict.BadSignature, await check.CheckAsync(old with { Signature = new byte[64] }));
        Assert.Equal(HeadVerdict.Foreign, await check.CheckAsync(old with { Head = old.Head with { Origin = "ailleurs.example" } }));
        Assert.Equal(HeadVerdict.Foreign, await check.CheckAsync(old with { KeyId = new string('0', 64) }));

        await journal.Host.TamperAsync("update journal_node set hash = @p0 where size <= @p1", new byte[32], old.Head.TreeSize);
        Assert.Equal(HeadVerdict.Contradicts, await check.CheckAsync(old));
        await journal.Host.TamperAsync("delete from journal_node");
        Assert.Equal(HeadVerdict.Contradicts, await check.CheckAsync(old));
    }
}
