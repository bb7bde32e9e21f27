using System.Net;
using System.Text.Json.Nodes;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Definitions;
using Megalis.Kernel.Content.Storage;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Content.Tests;

/// <summary>Items that Orchard Core wrote, with parts and fields that this build has no editor for.</summary>
public sealed class OrchardItemTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Landing = """
        {"ContentItemId":"4h2rj8ktm1d3t4yf0vj1m5bq5n","ContentItemVersionId":"4c2x7w9q1bn8e3m5k6z0y2r4tv","ContentType":"Landing","DisplayText":"Accueil","Latest":true,"Published":true,
        "ModifiedUtc":"2025-02-10T09:12:13.123456Z","PublishedUtc":"2025-02-10T09:12:13.123456Z","CreatedUtc":"2025-01-01T00:00:00Z","Owner":"4x","Author":"admin",
        "Landing":{"Hero":{"Paths":["héros.jpg"],"MediaTexts":["Un héros"],"Anchors":[{"X":0.25,"Y":0.5}]},"Link":{"Url":"https://exemple.bzh","Text":null}},
        "HtmlBodyPart":{"Html":"<p>Bonjour.</p>","Extra":{"kept":[1,2.50,null,true]}},"TitlePart":{"Title":"Accueil","RenderTitle":false},
        "BagPart":{"ContentItems":[{"ContentItemId":"x1","ContentType":"Tile","Tile":{"Text":{"Text":"Une tuile"}}}]},"FlowPart":{"Widgets":[]},
        "Intro":{"Html":"une partie nommée, d'une sorte connue"}}
        """;

    [Fact]
    public async Task What_has_no_editor_comes_out_as_it_went_in()
    {
        var (editor, host) = await site.AtWorkAsync();
        var before = await ImportAsync(host);

        var page = await editor.GetAsync("/admin/contenus/4h2rj8ktm1d3t4yf0vj1m5bq5n");
        page.ShouldShow("Ce contenu porte aussi Landing, BagPart, FlowPart, Intro", "restent telles quelles");
        page = await page.Form("Publier").Fill("Titre", "Accueil du site").Fill("Texte (HTML)", "<p>Bonsoir.</p>").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK).ShouldShow("est publié");
        var after = await ReadAsync(host);
        before["DisplayText"] = "Accueil du site";
        before["TitlePart"]!["Title"] = "Accueil du site";
        before["HtmlBodyPart"]!["Html"] = "<p>Bonsoir.</p>";
        foreach (var name in new[] { "ContentItemVersionId", "ModifiedUtc", "Author" })
            before[name] = after[name]!.DeepClone();
        Assert.Equal(ContentJson.Write(before), ContentJson.Write(after));
    }

    [Fact]
    public async Task Saving_without_a_change_writes_nothing()
    {
        var (editor, host) = await site.AtWorkAsync();
        var before = await ImportAsync(host);

        var page = await (await editor.GetAsync("/admin/contenus/4h2rj8ktm1d3t4yf0vj1m5bq5n")).Form("Enregistrer le brouillon").SubmitAsync();

        page.ShouldBe(HttpStatusCode.OK);
        Assert.Equal(ContentJson.Write(before), ContentJson.Write(await ReadAsync(host)));
    }

    [Fact]
    public async Task A_menu_is_edited_and_its_unknown_entries_keep_all_they_hold()
    {
        var (editor, host) = await site.AtWorkAsync();
        const string Menu = """
            {"ContentItemId":"menu-principal","ContentType":"Menu","DisplayText":"Menu","Latest":true,"Published":true,"TitlePart":{"Title":"Menu"},"MenuPart":{},
            "MenuItemsListPart":{"MenuItems":[
              {"ContentItemId":"a","ContentType":"LinkMenuItem","DisplayText":"Actualités","LinkMenuItemPart":{"Url":"~/actualites","Target":"_self"},"MenuItemsListPart":{"MenuItems":[{"ContentItemId":"a1","ContentType":"LinkMenuItem","DisplayText":"Dessous"}]}},
              {"ContentItemId":"b","ContentType":"HtmlMenuItem","DisplayText":"Bloc","HtmlMenuItemPart":{"Html":"<b>bloc</b>"}}]}}
            """;
        await ImportAsync(host, Menu);

        var page = await editor.GetAsync("/admin/contenus/menu-principal");
        await page.Form("Publier").Tamper("Form.Entries[0].Name", "Nouvelles").Tamper("Form.Entries[0].Place", "9").SubmitAsync();

        var entries = (await ReadAsync(host, "menu-principal"))["MenuItemsListPart"]!["MenuItems"]!.AsArray();
        var before = JsonNode.Parse(Menu)!["MenuItemsListPart"]!["MenuItems"]!.AsArray();
        before[0]!["DisplayText"] = "Nouvelles";
        Assert.Equal(before[1]!.ToJsonString(), entries[0]!.ToJsonString());
        Assert.Equal(before[0]!.ToJsonString(), entries[1]!.ToJsonString());
    }

    [Fact]
    public async Task The_sites_menu_is_the_one_its_editors_wrote()
    {
        var (editor, host) = await site.AtWorkAsync();
        string[] Entries(Page page) => [.. page.Document.QuerySelectorAll(".m-mainnav a").Select(link => $"{link.TextContent.Trim()} {link.GetAttribute("href")}")];
        Assert.Equal(["Actualités /actualites", "Marchés publics /marches", "Guides /guides"], Entries(await site.Visit(host).GetAsync("/")));

        var page = await editor.GetAsync("/admin/contenus/menu-principal");
        page = await page.Form("Ajouter une entrée").SubmitAsync();
        Assert.Equal(4, page.Document.QuerySelectorAll("[role=group]").Length);
        var bad = await page.Form("Publier").Tamper("Form.Entries[3].Name", "La mairie").Tamper("Form.Entries[3].Url", "javascript:alert(1)").SubmitAsync();
        bad.ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("« La mairie » : l’adresse commence par");
        page = await bad.Form("Publier").Tamper("Form.Entries[3].Url", "~/la-mairie").Tamper("Form.Entries[3].Place", "0").SubmitAsync();
        page.ShouldBe(HttpStatusCode.OK).ShouldShow("est publié");

        Assert.Equal(["La mairie /la-mairie", "Actualités /actualites", "Marchés publics /marches", "Guides /guides"], Entries(await site.Visit(host).GetAsync("/")));
        page = await page.Form("Retirer Guides").SubmitAsync();
        await page.Form("Publier").SubmitAsync();
        Assert.Equal(["La mairie /la-mairie", "Actualités /actualites", "Marchés publics /marches"], Entries(await site.Visit(host).GetAsync("/")));
    }

    private async Task<JsonObject> ImportAsync(string host, string json = Landing)
    {
        await using var scope = site.Enter(host);
        var store = scope.Services.GetRequiredService<ContentDefinitionStore>();
        var definitions = await store.LoadAsync();
        definitions.Merge(JsonNode.Parse("""
            {"ContentTypes":[{"Name":"Landing","DisplayName":"Accueil","Settings":{"ContentTypeSettings":{"Versionable":true,"Draftable":true}},"ContentTypePartDefinitionRecords":[
              {"PartName":"TitlePart","Name":"TitlePart"},{"PartName":"HtmlBodyPart","Name":"HtmlBodyPart"},{"PartName":"HtmlBodyPart","Name":"Intro"},
              {"PartName":"BagPart","Name":"BagPart"},{"PartName":"FlowPart","Name":"FlowPart"},{"PartName":"Landing","Name":"Landing"}]}]}
            """)!.AsObject());
        await store.SaveAsync(definitions);
        await scope.Db.TransactAsync(async () => Assert.Empty(await scope.Services.GetRequiredService<ContentImport>().ImportAsync(ContentItem.Parse(json))));
        return await ReadAsync(host, ContentItem.Parse(json).ContentItemId);
    }

    private async Task<JsonObject> ReadAsync(string host, string id = "4h2rj8ktm1d3t4yf0vj1m5bq5n")
    {
        await using var scope = site.Enter(host);
        return (await scope.Services.GetRequiredService<ContentStore>().GetAsync(id, VersionOptions.Latest))!.Json;
    }
}
