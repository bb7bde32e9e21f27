using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Queue;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Journal;

/// <summary>A journal of some entries under several heads, to be tampered with and put back.</summary>
internal sealed class FilledJournal : IAsyncDisposable
{
    public const int Entries = 90;

    private FilledJournal(KernelHost host) => Host = host;

    public KernelHost Host { get; }

    public static async Task<FilledJournal> StartAsync(string database)
    {
        var journal = new FilledJournal(await KernelHost.StartAsync(database));
        for (var i = 0; i < Entries; i += 15)
            await journal.AppendAsync(15);
        return journal;
    }

    /// <summary>Adds entries, numbers them and signs a head.</summary>
    public async Task AppendAsync(int count)
    {
        await using (var scope = Host.Enter())
        {
            for (var i = 0; i < count; i++)
                scope.Journal().Append("pli.deposited", "consultation", $"C{i % 7}", new { i, nom = "Menuiserie Le Goff" }, actor: "acc" + i);
            await scope.Db.SaveChangesAsync();
        }

        await Host.Services.GetRequiredService<LogLeader>().CatchUpAsync(CancellationToken.None);
    }

    public async Task<IReadOnlyList<SignedTreeHead>> HeadsAsync()
    {
        await using var scope = Host.EnterHost();
        return [.. (await scope.Db.Set<JournalHead>().AsNoTracking().OrderBy(h => h.TreeSize).ToListAsync()).Select(h => h.Signed())];
    }

    /// <summary>Of the first entries, in order.</summary>
    public async Task<List<JournalProof>> ProofsAsync()
    {
        await using var scope = Host.Enter();
        var proofs = new List<JournalProof>();
        foreach (var id in await scope.Db.Set<JournalRow>().Where(j => j.Position <= Entries).OrderBy(j => j.Position).Select(j => j.EntryId).ToListAsync())
            proofs.Add((await scope.Journal().ProofAsync(id))!);
        return proofs;
    }

    public async Task<JournalVerdict> VerifyAsync(params SignedTreeHead[] outside)
    {
        await using var scope = Host.EnterHost();
        return await VerifyAsync(scope.Db, outside);
    }

    /// <summary>What verification says after a deed that is then undone.</summary>
    public async Task<JournalVerdict> AfterAsync(Func<MegalisDb, Task> deed, params SignedTreeHead[] outside)
    {
        await using var scope = Host.EnterHost();
        JournalVerdict? verdict = null;
        await Assert.ThrowsAsync<UndoneException>(() => scope.Db.TransactAsync(async () =>
        {
            await deed(scope.Db);
            scope.Db.ChangeTracker.Clear();
            verdict = await VerifyAsync(scope.Db, outside);
            throw new UndoneException();
        }));
        return verdict!;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private Task<JournalVerdict> VerifyAsync(MegalisDb db, SignedTreeHead[] outside) =>
        new JournalVerifier(new JournalStore(db), Host.Services.GetRequiredService<TreeHeadSigner>().PublicKeyPem).RunAsync(outside, CancellationToken.None);

    private sealed class UndoneException : Exception;
}
