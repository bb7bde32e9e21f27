using Megalis.Content.Contracts;
using Megalis.Content.Domain;
using Megalis.Content.Features.EditContent;
using Megalis.Content.Features.IndexContent;
using Megalis.Content.Features.ListContent;
using Megalis.Content.Features.ManageMedia;
using Megalis.Content.Features.RunActivities;
using Megalis.Content.Features.ShowContent;
using Megalis.Content.Features.ShowMenu;
using Megalis.Content.Features.TellPlanner;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Search;
using Megalis.Kernel.Workflows;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Content;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddScoped<ContentSections>();
        services.AddScoped<ImageIntake>();
        services.AddScoped<ContentList>();
        services.AddScoped<EditorDesk>();
        services.AddPermissions<ContentPermissionProvider>()
            .AddNavigation<ContentNavigation>()
            .AddNavigation<MainMenu>()
            .AddContentPart<SummaryPart>()
            .AddContentHandler<AltHandler>()
            .Contribute<ISitemapSource, ContentPages>()
            .AddIndexSource<ContentSource>()
            .AddActivity<ReadContent>()
            .AddActivity<PublishContent>()
            .Contribute<IHitKinds, ContentHits>()
            .On<ContentPublished, HomepageHandler>("homepage")
            .On<ContentScheduleFailed, TellPlanner>("planner");
    }

    public override void Configure(IEndpointRouteBuilder endpoints) => endpoints.MapContentExport();
}
