using Megalis.Kernel.Modules;
using Megalis.Search.Contracts;
using Megalis.Search.Feed;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Search;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddSingleton<IndexFolder>();
        services.AddSingleton(_ => new SearchIndexes());
        services.AddHostedService<IndexFeed>();
    }
}
