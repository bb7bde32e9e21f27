using Megalis.Content.Contracts;
using Megalis.Kernel.Content;
using Megalis.Kernel.Http;
using Megalis.Kernel.Modules;
using Megalis.News.Domain;
using Megalis.News.Features.SendFeed;
using Megalis.News.Features.SendSitemap;
using Megalis.News.Features.ShowHome;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.News;

internal sealed class Startup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddScoped<Articles>();
        services.AddScoped<HomeFigures>();
        services.AddNavigation<NewsNavigation>()
            .AddContentHandler<FeedAddress>()
            .Contribute<IContentSection, NewsSection>(singleton: true)
            .Contribute<IContentSection, GuideSection>(singleton: true)
            .Contribute<ISitemapSource, SectionPages>();
    }

    public override void Configure(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapFeed();
        endpoints.MapSitemap();
    }
}
