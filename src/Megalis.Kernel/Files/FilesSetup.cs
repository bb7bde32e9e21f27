using Megalis.Kernel.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Files;

/// <summary>Registers the store of files and its janitor, both under <c>Megalis:DataPath</c>.</summary>
internal static class FilesSetup
{
    public static IServiceCollection AddMegalisFiles(this IServiceCollection services) => services
        .AddSingleton<IFileStore>(provider => new FileStore(DataPath(provider)))
        .AddSingleton(provider => new FileJanitor(DataPath(provider), provider.GetRequiredService<TimeProvider>()));

    private static string DataPath(IServiceProvider provider) => provider.GetRequiredService<IOptions<MegalisOptions>>().Value.DataPath;
}
