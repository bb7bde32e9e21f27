using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Content.Media;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Routes;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Files;
using Megalis.Kernel.Modules;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Content;

internal sealed class ContentStartup : StartupBase
{
    public override int Order => -90;

    public override void ConfigureServices(FeatureServices services)
    {
        services.AddSingleton<ContentParts>();
        services.AddScoped<ContentDefinitionStore>();
        services.AddScoped<ContentHandlers>();
        services.AddScoped<Autoroutes>();
        services.AddScoped<ContentVersions>();
        services.AddScoped<ContentStore>();
        services.AddScoped<ContentSchedules>();
        services.AddScoped<ContentImport>();
        services.AddScoped<MediaLibrary>();
        services.AddTables<ContentTables>()
            .AddMigrations<ContentMigrations>()
            .Contribute<IFileOwner, MediaFiles>()
            .AddJob<ContentScheduleDue, ContentScheduleHandler>()
            .AddContentHandler<TitleHandler>()
            .AddContentHandler<AutorouteHandler>()
            .AddContentPart<TitlePart>().AddContentPart<AutoroutePart>().AddContentPart<HtmlBodyPart>().AddContentPart<MarkdownBodyPart>()
            .AddContentPart<MenuPart>().AddContentPart<MenuItemsListPart>().AddContentPart<LinkMenuItemPart>()
            .AddContentPart<ListPart>().AddContentPart<ContainedPart>();
    }

    public override void Configure(IEndpointRouteBuilder endpoints) => MediaEndpoint.Map(endpoints);
}
