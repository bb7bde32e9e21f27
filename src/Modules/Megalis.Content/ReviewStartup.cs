using Megalis.Content.Features.ReviewContent;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Content;

/// <summary>The approval of contents by those who may publish.</summary>
[Feature(ReviewDesk.Feature)]
internal sealed class ReviewStartup : StartupBase
{
    public override void ConfigureServices(FeatureServices services)
    {
        services.AddScoped<ReviewDesk>();
        services.AddScoped<Proposals>();
        services.On<ContentPublished, ReviewSettled>("review").On<ContentDropped, ReviewSettled>("review");
    }
}
