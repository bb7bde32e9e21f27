using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.News.Tests;

/// <summary>What a test of public pages needs: a site, and things published there without going through the editor's pages.</summary>
internal static class Newsroom
{
    private static int _tenants;

    public static async Task<string> NewSiteAsync(this SiteFixture site, string displayName = "Commune de Plouvenez")
    {
        var tenant = await site.AddTenantAsync($"presse{Interlocked.Increment(ref _tenants)}", displayName);
        await site.RunRecipeAsync(tenant.Hosts[0], "collectivite");
        return tenant.Hosts[0];
    }

    /// <summary>Publishes, and gives back the item's id.</summary>
    public static Task<string> PublishAsync(this SiteFixture site, string host, string title, string text = "Un texte.", string type = "News") =>
        site.StoreAsync(host, title, text, type, publish: true);

    public static Task<string> SaveDraftAsync(this SiteFixture site, string host, string title, string text = "Un texte.") =>
        site.StoreAsync(host, title, text, "News", publish: false);

    public static async Task ChangeAsync(this SiteFixture site, string host, string id, string text)
    {
        await using var scope = site.Enter(host);
        var content = scope.Services.GetRequiredService<ContentStore>();
        var item = (await content.GetAsync(id, VersionOptions.Latest))!;
        item.Weld<MarkdownBodyPart>().Markdown = text;
        Assert.IsType<ContentSaved.Done>(await content.PublishAsync(item, ContentAuthor.System));
    }

    private static async Task<string> StoreAsync(this SiteFixture site, string host, string title, string text, string type, bool publish)
    {
        await using var scope = site.Enter(host);
        var content = scope.Services.GetRequiredService<ContentStore>();
        var item = await content.NewAsync(type, ContentAuthor.System);
        item.Weld<TitlePart>().Title = title;
        item.Weld<MarkdownBodyPart>().Markdown = text;
        var saved = publish ? await content.PublishAsync(item, ContentAuthor.System) : await content.SaveDraftAsync(item, ContentAuthor.System);
        return Assert.IsType<ContentSaved.Done>(saved).Item.ContentItemId;
    }
}
