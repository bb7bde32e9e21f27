using Megalis.Kernel.Data;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Tests.Data;

public sealed class HoldTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_change_waits_for_those_who_hold_the_row_and_who_comes_alone_reads_what_they_wrote(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var id = await NoteAsync(host, "d’abord");
        var held = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var holding = Task.Run(async () =>
        {
            await using var scope = host.Enter();
            await scope.Db.TransactAsync(async () =>
            {
                await scope.Db.HoldAsync<NoteRow>(id);
                held.SetResult();
                await goOn.Task;
                scope.Db.Add(new NoteRow { Text = "en route" });
                await scope.Db.SaveChangesAsync();
            });
        });
        await held.Task;

        var alone = Task.Run(async () =>
        {
            await using var scope = host.Enter();
            var seen = 0;
            await scope.Db.TransactAsync(async () =>
            {
                await scope.Db.HoldAsync<NoteRow>(id, alone: true);
                seen = await scope.Db.Set<NoteRow>().CountAsync();
            });
            return seen;
        });
        await Task.Delay(200);
        Assert.False(alone.IsCompleted);
        goOn.SetResult();

        await holding;
        Assert.Equal(2, await alone.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Several_hold_a_row_together_on_PostgreSQL()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Postgres);
        var id = await NoteAsync(host, "commun");
        var together = new Barrier(3);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            await using var scope = host.Enter();
            await scope.Db.TransactAsync(async () =>
            {
                await scope.Db.HoldAsync<NoteRow>(id);
                Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(20)));
            });
        })));
    }

    [Fact]
    public async Task A_row_is_not_held_outside_a_transaction()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Sqlite);
        await using var scope = host.Enter();

        await Assert.ThrowsAsync<InvalidOperationException>(() => scope.Db.HoldAsync<NoteRow>(1L));
    }

    private static async Task<long> NoteAsync(KernelHost host, string text)
    {
        await using var scope = host.Enter();
        var note = new NoteRow { Text = text };
        scope.Db.Add(note);
        await scope.Db.SaveChangesAsync();
        return note.Id;
    }
}
