using Megalis.Kernel.Data;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Tests.Journal;
using Megalis.Kernel.Verbs;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Megalis.Kernel.Tests.Data;

/// <summary>A database and its volume belong together: a folder that is not the volume is not written to.</summary>
public sealed class VolumeTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_first_start_marks_the_volume_and_the_database_with_one_id(string database)
    {
        await using var host = await KernelHost.StartAsync(database);

        var there = await host.TamperAsync("select xml from key_row where name = 'cluster'");

        Assert.Equal(there, await File.ReadAllTextAsync(Path.Combine(host.DataPath, "cluster.id")));
        Assert.Empty(Directory.GetFiles(host.DataPath, "*.tmp"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_volume_without_the_id_that_the_database_knows_is_refused_until_it_is_written_there_by_hand(string database)
    {
        await using var host = await KernelHost.StartAsync(database);
        var there = (string)(await host.TamperAsync("select xml from key_row where name = 'cluster'"))!;
        using var unmounted = new TempFolder();
        await using var scope = host.EnterHost();

        var error = await Assert.ThrowsAsync<VolumeRefusedException>(() => ClusterId.CheckAsync(scope.Db, unmounted.Path, default));

        Assert.Contains("n'est sans doute pas monté", error.Message, StringComparison.Ordinal);
        Assert.Contains(there, error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message, DatabaseFaults.Explain(error, new MegalisOptions()));
        Assert.Empty(Directory.GetFileSystemEntries(unmounted.Path));
        unmounted.Write("cluster.id", there + "\n");
        await ClusterId.CheckAsync(scope.Db, unmounted.Path, default);
    }

    [Fact]
    public async Task A_second_node_whose_volume_is_not_mounted_does_not_start_and_leaves_no_trace()
    {
        await using var first = await KernelHost.StartAsync(BothDatabases.Postgres);
        using var unmounted = new TempFolder();

        await Assert.ThrowsAsync<VolumeRefusedException>(() => first.StartSecondNodeAsync(settings: ("Megalis:DataPath", unmounted.Path)));

        Assert.Empty(Directory.GetFileSystemEntries(unmounted.Path));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_journal_with_heads_does_not_go_on_with_another_key_unless_somebody_asks_for_one(string database)
    {
        await using var journal = await FilledJournal.StartAsync(database);
        File.Delete(TreeHeadSigner.KeyPath(journal.Host.DataPath));
        await using var scope = journal.Host.EnterHost();
        Task CheckAsync() => ClusterId.CheckAsync(scope.Db, journal.Host.DataPath, default);

        var error = await Assert.ThrowsAsync<VolumeRefusedException>(CheckAsync);

        Assert.Contains("journal.pem", error.Message, StringComparison.Ordinal);
        Assert.Equal(VerbRunner.Good, await NewKeyAsync(journal.Host));
        await CheckAsync();
        Assert.Equal(VerbRunner.BadUsage, await NewKeyAsync(journal.Host));
    }

    [Fact]
    public async Task Putting_the_services_together_makes_no_key_before_the_boot_has_looked()
    {
        await using var host = await KernelHost.BuildAsync(BothDatabases.Sqlite);

        Assert.NotEmpty(host.Services.GetServices<IHostedService>());

        Assert.False(File.Exists(TreeHeadSigner.KeyPath(host.DataPath)));
        Assert.NotEmpty(host.Services.GetRequiredService<TreeHeadSigner>().KeyId);
        Assert.True(File.Exists(TreeHeadSigner.KeyPath(host.DataPath)));
    }

    private static async Task<int> NewKeyAsync(KernelHost host)
    {
        var verb = VerbRunner.Find(host.Services.GetServices<IVerb>(), ["journal", "new-key"])!;
        return await verb.RunAsync(new VerbContext([], TextWriter.Null, TextWriter.Null, host.Services, false), default);
    }
}
