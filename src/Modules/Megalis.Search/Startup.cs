using Megalis.Kernel.Modules;
using Megalis.Search.Contracts;
using Megalis.Search.Feed;
using Megalis.Search.Verbs;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Search;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddSingleton<IndexFolder>();
        services.AddSingleton<SearchWords>();
        services.AddSingleton<FollowerParts>();
        services.AddSingleton(p => new SearchIndexes(p.GetRequiredService<SearchWords>()));
        services.AddHostedService<IndexFeed>();
        services.AddVerb<AnalyzeVerb>().AddVerb<RebuildVerb>().AddVerb<QueryVerb>().AddVerb<ExplainVerb>();
    }
}
