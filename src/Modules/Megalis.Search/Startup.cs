using Megalis.Kernel.Journal;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Recipes;
using Megalis.Search.Contracts;
using Megalis.Search.Features.LoadIndexes;
using Megalis.Search.Features.ManageSearch;
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
        services.AddPermissions<SearchPermissions>().AddNavigation<SearchAdminNavigation>().Contribute<IJournalWords, SearchJournalWords>();
        services.AddRecipeStep<LuceneIndexStep>().AddRecipeStep<IndexProfileStep>()
            .AddRecipeStep<LuceneRebuildStep>().AddRecipeStep<LuceneResetStep>().AddRecipeStep<RebuildIndexStep>().AddRecipeStep<ResetIndexStep>();
        services.AddVerb<AnalyzeVerb>().AddVerb<RebuildVerb>().AddVerb<QueryVerb>().AddVerb<ExplainVerb>();
    }
}
