using System.Net;
using Megalis.Content.Contracts;
using Megalis.Testing;

namespace Megalis.Content.Tests;

/// <summary>What a test needs before its own story: a site with its types of content, and someone who writes there.</summary>
internal static class Redaction
{
    private static int _tenants;

    public static readonly string[] All =
        [ContentPermissions.EditContent, ContentPermissions.PublishContent, ContentPermissions.DeleteContent, ContentPermissions.ManageMedia];

    /// <summary>The first bytes of a PNG, which is all that is looked at.</summary>
    public static byte[] Png(byte mark = 1) => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', mark];

    /// <summary>A site of its own for each test.</summary>
    public static async Task<string> NewSiteAsync(this SiteFixture site)
    {
        var tenant = await site.AddTenantAsync($"redaction{Interlocked.Increment(ref _tenants)}", "Commune de Plouvenez");
        await site.RunRecipeAsync(tenant.Hosts[0], "collectivite");
        return tenant.Hosts[0];
    }

    /// <summary>A site, and someone there who may do everything with its content.</summary>
    public static async Task<(SiteClient Client, string Host)> AtWorkAsync(this SiteFixture site, string name = "Nolwenn Le Bihan")
    {
        var host = await site.NewSiteAsync();
        return (await site.SignInAsync(host, name, All), host);
    }

    public static async Task<PageForm> NewFormAsync(this SiteClient client, string button = "Publier", string type = "News") =>
        (await client.GetAsync($"/admin/contenus/nouveau/{type}")).ShouldBe(HttpStatusCode.OK).Form(button);

    /// <summary>Publishes, and gives back the editor's page.</summary>
    public static async Task<Page> PublishAsync(this SiteClient client, string title, string text = "Un texte.", string type = "News") =>
        (await (await client.NewFormAsync(type: type)).Fill("Titre", title).Fill("Texte", text).SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("est publié");

    public static async Task<Page> SaveDraftAsync(this SiteClient client, string title, string text = "Un texte.") =>
        (await (await client.NewFormAsync("Enregistrer le brouillon")).Fill("Titre", title).Fill("Texte", text).SubmitAsync())
            .ShouldBe(HttpStatusCode.OK).ShouldShow("Le brouillon est enregistré");

    /// <summary>The id of the item whose editor is shown.</summary>
    public static string ItemId(this Page page) => page.Url.Segments[3].TrimEnd('/');

    /// <summary>Posts what no button of a page posts, with the page's own token: what a person with the developer's tools can do.</summary>
    public static Task<Page> PostAsync(this SiteClient client, Page page, string url)
    {
        var token = page.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var type = page.Document.QuerySelector("[name='Form.Type']")?.GetAttribute("value") ?? "";
        return client.PostAsync(url, new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("Form.Type", type)]));
    }
}
