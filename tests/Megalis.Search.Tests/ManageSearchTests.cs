using System.Net;
using Megalis.Kernel.Recipes.Running;
using Megalis.Search.Features.ManageSearch;
using Megalis.Search.Tests.Feed;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Search.Tests;

/// <summary>« Recherche » of the administration: indexes in words, rebuilding, synonyms.</summary>
public sealed class ManageSearchTests : IDisposable
{
    private readonly Library _library = new();

    public void Dispose() => _library.Dispose();

    [Fact]
    public async Task The_page_says_where_indexes_stand_and_builds_one_again()
    {
        _library.One.Notes["a"] = "toiture";
        await using var site = await _library.OpenAsync();
        Assert.True(await Library.FindsAsync(site, _library.One, "toiture", "a"));
        _library.One.Notes["b"] = "toiture";
        var operatorAtWork = await site.SignInAsync(permissions: SearchPermissions.Manage);

        var page = (await operatorAtWork.GetAsync("/admin/recherche")).ShouldBe(HttpStatusCode.OK).ShouldShow("un", "1 document", "À jour");
        (await page.Form("Reconstruire l’index un").SubmitAsync()).ShouldShow("La reconstruction de « un » commence");

        Assert.True(await Library.FindsAsync(site, _library.One, "toiture", "a", "b"));
    }

    [Fact]
    public async Task Synonyms_are_tried_checked_saved_used_at_once_and_given_back()
    {
        _library.One.Notes["a"] = "le bardage de la halle";
        await using var site = await _library.OpenAsync();
        Assert.True(await Library.FindsAsync(site, _library.One, "bardage", "a"));
        Assert.Equal([], Library.Find(site, _library.One, "vêture"));
        var operatorAtWork = await site.SignInAsync(permissions: SearchPermissions.Manage);
        async Task<PageForm> FormAsync(string button) => (await operatorAtWork.GetAsync("/admin/recherche")).Form(button);

        (await (await FormAsync("Enregistrer les synonymes")).Fill("Liste des synonymes", "vêture\nbardage => \nle, vêture").SubmitAsync())
            .ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Ligne 1 : il faut au moins deux entrées", "Ligne 2 : il manque des mots", "Ligne 3 : la recherche ne voit aucun mot dans « le »");
        (await (await FormAsync("Essayer")).Fill("Liste des synonymes", "vêture, bardage").Fill("Mot à essayer", "vêtures").SubmitAsync())
            .ShouldBe(HttpStatusCode.OK).ShouldShow("trouve aussi : bardage");
        Assert.Equal([], Library.Find(site, _library.One, "vêture"));

        var late = await FormAsync("Enregistrer les synonymes");
        (await (await FormAsync("Enregistrer les synonymes")).Fill("Liste des synonymes", "vêture, bardage").SubmitAsync()).ShouldShow("Les synonymes sont enregistrés", "Cette liste est la vôtre");
        var again = (await late.Fill("Liste des synonymes", "vêture, bardage, habillage").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("pendant que vous écriviez");
        (await again.Form("Enregistrer les synonymes").SubmitAsync()).ShouldBe(HttpStatusCode.OK).ShouldShow("Les synonymes sont enregistrés");
        Assert.True(await Library.FindsAsync(site, _library.One, "vêture", "a"));

        await (await FormAsync("Effacer ma liste")).SubmitAsync();
        Assert.True(await Library.FindsAsync(site, _library.One, "vêture"));
    }

    [Fact]
    public async Task Only_who_may_sees_the_page_and_only_on_the_portal()
    {
        await using var site = await _library.OpenAsync();
        var tenant = await site.AddTenantAsync("kerlann", "Kerlann");

        (await (await site.SignInAsync(permissions: "ManageTenants")).GetAsync("/admin/recherche")).ShouldBe(HttpStatusCode.Forbidden);
        (await (await site.SignInAsync(tenant.Hosts[0], permissions: SearchPermissions.Manage)).GetAsync("/admin/recherche")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Orchard_s_steps_for_indexes_run_and_what_has_no_equal_is_named()
    {
        await using var site = await _library.OpenAsync();
        await using var scope = site.Enter();
        var runner = scope.Services.GetRequiredService<RecipeRunner>();
        using var folder = new TempFolder();

        var good = await runner.RunAsync(
            folder.Write("bon.recipe.json", """
                { "steps": [
                  { "name": "lucene-index", "Indices": [ { "Search": { "AnalyzerName": "standardanalyzer", "IndexLatest": false, "IndexedContentTypes": [ "Page" ] } } ] },
                  { "name": "CreateOrUpdateIndexProfile", "indexes": [ { "Name": "Search", "ProviderName": "Lucene", "Type": "Content" } ] },
                  { "name": "lucene-index-rebuild", "Indices": [ "Search" ] },
                  { "name": "ResetIndex", "indexNames": [ "Search" ] } ] }
                """),
            new Dictionary<string, string>());
        Assert.True(good.Succeeded, string.Join('\n', good.Errors));

        var bad = await runner.RunAsync(
            folder.Write("mauvais.recipe.json", """
                { "steps": [
                  { "name": "lucene-index", "Indices": [ { "Search": { "IndexLatest": true } } ] },
                  { "name": "CreateOrUpdateIndexProfile", "indexes": [ { "Name": "Search", "ProviderName": "Elasticsearch", "Type": "Content" } ] },
                  { "name": "Templates", "Templates": {} } ] }
                """),
            new Dictionary<string, string>());
        Assert.Equal(["$.steps[0].Indices[0].Search.IndexLatest", "$.steps[1].indexes[0].ProviderName", "$.steps[2].name"], bad.Errors.Select(error => error.Path));
    }
}
