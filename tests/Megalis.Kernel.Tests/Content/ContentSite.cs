using System.Text.Json.Nodes;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Routes;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Tenants;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Kernel.Tests.Content;

/// <summary>A tenant whose type Page has a title, an address and a text; every verb works in a scope of its own, as requests do.</summary>
internal sealed class ContentSite(KernelHost host, Tenant tenant, FakeClock clock) : IAsyncDisposable
{
    public static readonly ContentAuthor Anne = new("anne", "Anne Le Goff");
    public static readonly ContentAuthor Bran = new("bran", "Bran Kermarrec");

    public KernelHost Host => host;

    public Tenant Tenant => tenant;

    public FakeClock Clock => clock;

    public static async Task<ContentSite> StartAsync(string database, bool versionable = true, Action<FeatureServices>? more = null)
    {
        var clock = new FakeClock();
        var host = await KernelHost.StartAsync(database, more, clock);
        var site = new ContentSite(host, await host.AddTenantAsync("kerlann"), clock);
        await using var scope = site.Enter();
        var store = scope.Services.GetRequiredService<ContentDefinitionStore>();
        var definitions = await store.LoadAsync();
        definitions.Merge(JsonNode.Parse($$"""
            { "ContentTypes": [ { "Name": "Page", "DisplayName": "Page",
              "Settings": { "ContentTypeSettings": { "Draftable": true, "Versionable": {{(versionable ? "true" : "false")}} } },
              "ContentTypePartDefinitionRecords": [
                { "PartName": "TitlePart", "Name": "TitlePart" }, { "PartName": "AutoroutePart", "Name": "AutoroutePart" },
                { "PartName": "MarkdownBodyPart", "Name": "MarkdownBodyPart" } ] } ] }
            """)!.AsObject());
        await store.SaveAsync(definitions);
        return site;
    }

    public TenantScope Enter() => host.Enter(tenant);

    public async Task<T> WithAsync<T>(Func<ContentStore, Task<T>> work)
    {
        await using var scope = Enter();
        return await work(scope.Services.GetRequiredService<ContentStore>());
    }

    public Task<ContentItem> NewAsync(string title, string body = "") => WithAsync(async content =>
    {
        var item = await content.NewAsync("Page", Anne);
        item.Part<TitlePart>()!.Title = title;
        item.Part<MarkdownBodyPart>()!.Markdown = body;
        return item;
    });

    public async Task<ContentItem> PublishAsync(ContentItem item) => Done(await WithAsync(content => content.PublishAsync(item, Anne)));

    public async Task<ContentItem> SaveDraftAsync(ContentItem item) => Done(await WithAsync(content => content.SaveDraftAsync(item, Anne)));

    public Task<ContentItem?> GetAsync(string id, VersionOptions options = VersionOptions.Published) => WithAsync(content => content.GetAsync(id, options));

    public async Task<string?> FindAsync(string path)
    {
        await using var scope = Enter();
        return await scope.Services.GetRequiredService<Autoroutes>().FindAsync(path);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    public static ContentItem Done(ContentSaved saved) => Assert.IsType<ContentSaved.Done>(saved).Item;
}
