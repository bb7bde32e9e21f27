using Megalis.Kernel.Data;
using Megalis.Kernel.Verbs;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Megalis.Kernel.Tests.Verbs;

public sealed class VerbSocketTests
{
    [Fact]
    public async Task A_data_folder_too_deep_for_a_socket_costs_the_socket_and_not_the_server()
    {
        using var folder = new TempFolder();
        var deep = folder[new string('a', 150)];
        await using var host = await KernelHost.StartAsync(BothDatabases.Sqlite, settings: ("Megalis:DataPath", deep));

        await host.RunWorkersAsync();
        await SocketOf(host).ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task On_PostgreSQL_there_is_no_socket_for_nodes_to_take_from_each_other()
    {
        await using var host = await KernelHost.StartAsync(BothDatabases.Postgres);

        await host.RunWorkersAsync();
        await SocketOf(host).ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.False(File.Exists(host.Services.GetRequiredService<ProcessLock>().SocketPath));
    }

    private static VerbSocket SocketOf(KernelHost host) => host.Services.GetServices<IHostedService>().OfType<VerbSocket>().Single();
}
