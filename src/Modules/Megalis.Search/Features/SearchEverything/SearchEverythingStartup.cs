using Megalis.Kernel.Modules;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Search.Features.SearchEverything;

internal sealed class SearchEverythingStartup : StartupBase
{
    public override int Order => 1;

    public override void ConfigureServices(FeatureServices services)
    {
        services.AddNavigation<SearchEverythingNavigation>();
        services.AddScoped<EverythingSearch>();
    }

    public override void Configure(IEndpointRouteBuilder endpoints) => endpoints.MapWords();
}
