using Megalis.Kernel.Data;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Tests.Data;

/// <summary>What one tenant can see and do of another's rows through the product's own context: nothing.</summary>
public sealed class TenantWallTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_tenant_reads_its_own_rows_and_the_host_reads_all(string database)
    {
        await using var host = await TwoAsync(database);

        await using var kerlann = host.Enter(host.Tenants.Find("kerlann"));
        Assert.Equal(["of kerlann"], await kerlann.Db.Set<NoteRow>().Select(n => n.Text).ToListAsync());
        await using var all = host.EnterHost();
        Assert.Equal(2, await all.Db.Set<NoteRow>().CountAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_new_row_takes_the_tenant_of_its_scope_and_no_other(string database)
    {
        await using var host = await TwoAsync(database);
        var (kerlann, lannevez) = (host.Tenants.Find("kerlann")!, host.Tenants.Find("lannevez")!);
        await using var scope = host.Enter(kerlann);
        var note = new NoteRow { Text = "new" };
        scope.Db.Add(note);
        await scope.Db.SaveChangesAsync();
        Assert.Equal(kerlann.Id, note.TenantId);

        scope.Db.Add(new NoteRow { Text = "foreign", TenantId = lannevez.Id });
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => scope.Db.SaveChangesAsync());
        Assert.Contains("may not write", error.Message, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_row_of_another_tenant_is_neither_changed_nor_deleted_nor_moved(string database)
    {
        await using var host = await TwoAsync(database);
        var (kerlann, lannevez) = (host.Tenants.Find("kerlann")!, host.Tenants.Find("lannevez")!);
        NoteRow foreign;
        await using (var all = host.EnterHost())
            foreign = await all.Db.Set<NoteRow>().AsNoTracking().SingleAsync(n => n.TenantId == lannevez.Id);

        foreach (var deed in new Action<MegalisDb>[] { db => db.Update(foreign), db => db.Remove(foreign) })
        {
            await using var scope = host.Enter(kerlann);
            deed(scope.Db);
            await Assert.ThrowsAsync<InvalidOperationException>(() => scope.Db.SaveChangesAsync());
        }

        await using var own = host.Enter(kerlann);
        var note = await own.Db.Set<NoteRow>().SingleAsync();
        note.TenantId = lannevez.Id;
        await Assert.ThrowsAsync<InvalidOperationException>(() => own.Db.SaveChangesAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_row_of_the_host_scope_must_name_its_tenant(string database)
    {
        await using var host = await TwoAsync(database);
        await using var scope = host.EnterHost();
        scope.Db.Add(new NoteRow { Text = "whose?" });

        await Assert.ThrowsAsync<InvalidOperationException>(() => scope.Db.SaveChangesAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Bulk_statements_stay_inside_the_tenant_and_never_move_a_row(string database)
    {
        await using var host = await TwoAsync(database);
        await using var scope = host.Enter(host.Tenants.Find("kerlann"));

        Assert.Equal(1, await scope.Db.UpdateWhereAsync<NoteRow>(n => true, s => s.Set(n => n.Text, n => n.Text + "!")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => scope.Db.UpdateWhereAsync<NoteRow>(n => true, s => s.Set(n => n.TenantId, 2)));
        Assert.Equal(1, await scope.Db.DeleteWhereAsync<NoteRow>(n => true));

        await using var all = host.EnterHost();
        Assert.Equal("of lannevez", (await all.Db.Set<NoteRow>().SingleAsync()).Text);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_scope_never_changes_its_tenant_and_none_entered_sees_nothing(string database)
    {
        await using var host = await TwoAsync(database);
        await using var scope = host.Enter(host.Tenants.Find("kerlann"));
        var context = (TenantContext)scope.Services.GetService(typeof(TenantContext))!;
        Assert.Throws<InvalidOperationException>(() => context.Set(host.Tenants.Find("lannevez")!));
        Assert.Throws<InvalidOperationException>(context.SetHost);

        await using var nobody = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.CreateAsyncScope(host.Services);
        Assert.Empty(await ((MegalisDb)nobody.ServiceProvider.GetService(typeof(MegalisDb))!).Set<NoteRow>().ToListAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_joined_tenant_commits_with_the_outer_transaction_or_not_at_all(string database)
    {
        await using var host = await TwoAsync(database);
        var (kerlann, lannevez) = (host.Tenants.Find("kerlann")!, host.Tenants.Find("lannevez")!);
        foreach (var commits in new[] { false, true })
        {
            await using var outer = host.Enter(kerlann);
            async Task WorkAsync()
            {
                outer.Db.Add(new NoteRow { Text = $"outer {commits}" });
                await outer.Db.SaveChangesAsync();
                await using (var inner = await TenantScope.JoinAsync(host.Services, lannevez, outer.Db))
                {
                    Assert.Equal(["of lannevez"], await inner.Db.Set<NoteRow>().Select(n => n.Text).ToListAsync());
                    inner.Db.Add(new NoteRow { Text = $"inner {commits}" });
                    await inner.Db.SaveChangesAsync();
                }

                // The setting is the outer one's again: its own rows are there, and it may write.
                Assert.Equal(2, await outer.Db.Set<NoteRow>().CountAsync());
                outer.Db.Add(new NoteRow { Text = $"outer again {commits}" });
                await outer.Db.SaveChangesAsync();
                if (!commits)
                    throw new TimeoutException();
            }

            if (commits)
                await outer.Db.TransactAsync(WorkAsync);
            else
                await Assert.ThrowsAsync<TimeoutException>(() => outer.Db.TransactAsync(WorkAsync));
        }

        await using var all = host.EnterHost();
        Assert.Equal(["inner True", "of kerlann", "of lannevez", "outer True", "outer again True"], await all.Db.Set<NoteRow>().OrderBy(n => n.Text).Select(n => n.Text).ToListAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Joining_needs_an_open_transaction(string database)
    {
        await using var host = await TwoAsync(database);
        await using var outer = host.Enter(host.Tenants.Find("kerlann"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => TenantScope.JoinAsync(host.Services, host.Tenants.Default, outer.Db));
    }

    internal static async Task<KernelHost> TwoAsync(string database)
    {
        var host = await KernelHost.StartAsync(database);
        foreach (var name in new[] { "kerlann", "lannevez" })
        {
            await using var scope = host.Enter(await host.AddTenantAsync(name));
            scope.Db.Add(new NoteRow { Text = "of " + name });
            await scope.Db.SaveChangesAsync();
        }

        return host;
    }
}
