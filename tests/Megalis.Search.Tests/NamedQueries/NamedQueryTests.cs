using System.Net;
using System.Text.Json.Nodes;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Recipes.Running;
using Megalis.Search.Contracts;
using Megalis.Search.Features.NamedQueries;
using Megalis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Search.Tests.NamedQueries;

/// <summary>Named queries from the recipe to the answer, on both databases.</summary>
public sealed class NamedQueryTests(BothSites sites) : IClassFixture<BothSites>
{
    private const string Recent = """
        { "name": "Queries", "Queries": [
          { "Source": "Lucene", "Name": "RecentNews", "Index": "Search", "ReturnContentItems": true, "Schema": "{ \"type\": \"ContentItem/News\" }",
            "Template": "{ \"query\": { \"bool\": { \"must\": [ { \"term\": { \"Content.ContentItem.ContentType\": \"News\" } }, { \"term\": { \"Content.ContentItem.Published\": true } } ] } }, \"sort\": [ { \"Content.ContentItem.CreatedUtc\": \"desc\" } ], \"size\": 3 }" },
          { "Source": "Elasticsearch", "Name": "Mots", "Index": "search", "ReturnContentItems": false,
            "Template": "{ \"query\": { \"match\": { \"Content.ContentItem.FullText\": \"{{ mots }}\" } }, \"size\": {{ size }} }" } ] }
        """;

    private static int _sites;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_query_answers_who_may_with_what_its_site_publishes_and_nothing_else(string database)
    {
        var site = await sites.OnAsync(database);
        var (here, there) = (await NewSiteAsync(site), await NewSiteAsync(site));
        await RunAsync(site, here, Recent);
        var first = await PublishAsync(site, here, "Le lavoir rouvre");
        await PublishAsync(site, here, "Un guide", type: "Guide");
        await PublishAsync(site, here, "Zirconium confidentiel", publish: false);
        await PublishAsync(site, there, "Le lavoir du voisin");
        var second = await PublishAsync(site, here, "Le lavoir ferme");

        Assert.NotEqual(HttpStatusCode.OK, (await Anonymous(site, here).GetAsync("/api/queries/RecentNews")).Status);
        (await (await site.SignInAsync(here, permissions: "AccessDesk")).GetAsync("/api/queries/RecentNews")).ShouldBe(HttpStatusCode.Forbidden);

        var reader = await site.SignInAsync(here, permissions: QueryPermissions.Execute);
        var answer = Json(await reader.GetAsync("/api/queries/recentnews"));
        Assert.Equal(2, (int)answer["count"]!);
        Assert.Equal([second, first], answer["items"]!.AsArray().Select(item => (string)item!["ContentItemId"]!));
        Assert.Equal("Un texte.", (string)answer["items"]![0]!["MarkdownBodyPart"]!["Markdown"]!);
        var parameters = Uri.EscapeDataString("""{ "mots": "lavoir zirconium voisin", "size": 1 }""");
        answer = Json(await reader.GetAsync("/api/queries/Mots?parameters=" + parameters));
        Assert.Equal((2, 1), ((int)answer["count"]!, answer["items"]!.AsArray().Count));
        Assert.Equal("News", (string)answer["items"]![0]!["Content.ContentItem.ContentType"]!);
        Assert.DoesNotContain("Zirconium", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_was_withdrawn_is_gone_and_another_site_s_query_is_not_there(string database)
    {
        var site = await sites.OnAsync(database);
        var (here, there) = (await NewSiteAsync(site), await NewSiteAsync(site));
        await RunAsync(site, here, Recent);
        var id = await PublishAsync(site, here, "Obsidienne");
        var reader = await site.SignInAsync(here, permissions: QueryPermissions.Execute);
        Assert.Equal(1, (int)Json(await reader.GetAsync("/api/queries/RecentNews"))["count"]!);

        await using (var scope = site.Enter(here))
        {
            Assert.Empty(await scope.Services.GetRequiredService<ContentStore>().UnpublishAsync(id, ContentAuthor.System));
            // The index may not have heard of it yet: the item is not shown all the same.
            var asker = scope.Services.GetRequiredService<QueryAsker>();
            Assert.Empty((await asker.AskAsync(asker.Find("RecentNews")!, new Dictionary<string, string>(), null, default)).Items);
        }

        Assert.Equal(0, (int)Json(await reader.GetAsync("/api/queries/RecentNews"))["count"]!);
        (await (await site.SignInAsync(there, permissions: QueryPermissions.Execute)).GetAsync("/api/queries/RecentNews")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_question_that_is_wrong_is_refused_with_a_sentence()
    {
        var site = await sites.OnAsync("Sqlite");
        var host = await NewSiteAsync(site);
        await RunAsync(site, host, Recent);
        var reader = await site.SignInAsync(host, permissions: QueryPermissions.Execute);

        (await reader.GetAsync("/api/queries/Aucune")).ShouldBe(HttpStatusCode.NotFound);
        foreach (var (parameters, sentence) in new[]
        {
            ("", "Le paramètre « mots » manque."), ("[1]", "« parameters » doit être un objet JSON"), ("{", "« parameters » doit être"), ("""{ "mots": { "a": 1 } }""", "« parameters » doit être"),
            ("""{ "mots": "x", "size": 101 }""", "Un nombre de 0 à 100"), ("""{ "mots": "x", "size": "beaucoup" }""", "Un nombre de 0 à 100"), ("""{ "mots": "\ud800", "size": 1 }""", "« parameters » doit être"),
        })
        {
            var page = (await reader.GetAsync("/api/queries/Mots?parameters=" + Uri.EscapeDataString(parameters))).ShouldBe(HttpStatusCode.UnprocessableEntity);
            Assert.Contains(sentence, (string)Json(page)["detail"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task While_there_is_no_index_the_answer_is_503()
    {
        await using var site = await SiteFixture.StartAsync(new SiteOptions { ImpatientSearch = true });
        var host = await NewSiteAsync(site);
        await RunAsync(site, host, Recent);
        await site.WhenIndexedAsync();
        site.Services.GetRequiredService<SearchIndexes>().Show([]);

        var page = (await (await site.SignInAsync(host, permissions: QueryPermissions.Execute)).GetAsync("/api/queries/RecentNews")).ShouldBe(HttpStatusCode.ServiceUnavailable);

        Assert.Equal("10", page.Headers["Retry-After"]);
        (await (await site.SignInAsync(host, permissions: QueryPermissions.Manage)).GetAsync("/admin/recherche/requetes/RecentNews")).ShouldBe(HttpStatusCode.ServiceUnavailable).ShouldShow("L’index n’est pas encore prêt");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_administrator_tries_a_query_and_takes_it_away(string database)
    {
        var site = await sites.OnAsync(database);
        var host = await NewSiteAsync(site);
        await RunAsync(site, host, Recent);
        await PublishAsync(site, host, "Le lavoir rouvre");
        var administrator = await site.SignInAsync(host, permissions: ["AccessAdminPanel", QueryPermissions.Manage]);

        var list = (await administrator.GetAsync("/admin/recherche/requetes")).ShouldShow("RecentNews", "Source Lucene", "Mots", "Source Elasticsearch");
        (await list.FollowAsync("Essayer la requête RecentNews")).ShouldBe(HttpStatusCode.OK).ShouldShow("1 contenu", "Le lavoir rouvre", "/api/queries/RecentNews");
        var form = (await list.FollowAsync("Essayer la requête Mots")).ShouldNotShow("Ce qu’elle trouve").Form("Essayer");
        (await form.Fill("Paramètre mots", "lavoir").Fill("Paramètre size", "mille").SubmitAsync()).ShouldBe(HttpStatusCode.UnprocessableEntity).ShouldShow("Un nombre de 0 à 100");
        var found = (await form.Fill("Paramètre mots", "lavoir").Fill("Paramètre size", "5").SubmitAsync()).ShouldShow("Le lavoir rouvre");
        (await found.Form("Retirer la requête").SubmitAsync()).ShouldShow("La requête « Mots » est retirée.", "RecentNews").ShouldNotShow("Source Elasticsearch");

        (await administrator.GetAsync("/admin/recherche/requetes/Mots")).ShouldBe(HttpStatusCode.NotFound);
        await using var scope = site.Enter(host);
        Assert.Equal(QueryJournalWords.Removed, Assert.Single(await scope.Services.GetRequiredService<Journal>().OfAsync(QueryJournalWords.Subject, "Mots")).Act);
        (await (await site.SignInAsync(host, permissions: QueryPermissions.Execute)).GetAsync("/admin/recherche/requetes")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_second_run_replaces_by_name_and_the_portal_lists_its_own()
    {
        var site = await sites.OnAsync("Sqlite");
        await RunAsync(site, "localhost", """{ "name": "queries", "Queries": [ { "Source": "Lucene", "Name": "Une", "Template": "{}" }, { "Source": "lucene", "Name": "Autre", "Template": "{}" } ] }""");
        await RunAsync(site, "localhost", """{ "name": "queries", "Queries": [ { "Source": "Elasticsearch", "Name": "UNE", "Template": "{ \"size\": 3 }" } ] }, { "name": "queries", "Queries": [ { "Source": "Lucene", "Name": "Troisième", "Template": "{}" } ] }""");

        var operatorAtWork = await site.SignInAsync(permissions: "ManageSearch");
        var page = (await operatorAtWork.GetAsync("/admin/recherche")).ShouldShow("Autre", "UNE", "Source Elasticsearch", "Troisième");
        Assert.Equal(3, page.Document.QuerySelectorAll("a[href^='/admin/recherche/requetes/'][aria-label^='Essayer']").Length);
        (await page.FollowAsync("Essayer la requête Troisième")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_a_step_cannot_bring_is_named_with_its_place()
    {
        var site = await sites.OnAsync("Sqlite");
        var errors = (await TryAsync(site, "localhost", """
            { "name": "Queries", "Queries": [
              { "Source": "Sql", "Name": "A", "Template": "SELECT DocumentId FROM ContentItemIndex" },
              { "Source": "Lucene", "Name": "../b", "Template": "{}" },
              { "Source": "Lucene", "Name": "C", "Template": "{ \"query\": { \"regexp\": {} }, \"aggs\": {} }" },
              { "Source": "Solr", "Name": "D", "Template": "{}" },
              { "Source": "Lucene", "Name": "E", "Template": "{}", "ReturnDocuments": true, "ReturnContentItems": "oui" },
              { "Source": "Lucene", "Name": "F", "Template": {} },
              7 ] },
            { "name": "Queries" }
            """)).Errors;

        Assert.Equal(
            [
                "$.steps[0].Queries[0].Source", "$.steps[0].Queries[1].Name", "$.steps[0].Queries[2].Template", "$.steps[0].Queries[2].Template", "$.steps[0].Queries[3].Source",
                "$.steps[0].Queries[4].ReturnDocuments", "$.steps[0].Queries[4].ReturnContentItems", "$.steps[0].Queries[5].Template", "$.steps[0].Queries[5].Template", "$.steps[0].Queries[6]", "$.steps[1]",
            ],
            errors.Select(error => error.Path));
        Assert.Contains("aucune recette ne fait exécuter de SQL", errors[0].Message, StringComparison.Ordinal);
        Assert.Equal("dans le modèle, $.query.regexp : La clause « regexp » n’a pas d’équivalent ici.", errors[2].Message);

        var many = string.Join(',', Enumerable.Range(0, 101).Select(i => $$"""{ "Source": "Lucene", "Name": "Q{{i}}", "Template": "{}" }"""));
        Assert.Contains("100 requêtes", Assert.Single((await TryAsync(site, "localhost", $$"""{ "name": "Queries", "Queries": [ {{many}} ] }""")).Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("""{ "Queries": null }""")]
    [InlineData("""{ "Queries": [ null, {}, { "Name": "x" }, { "Source": "Lucene", "Name": "../x", "Index": "", "Template": "", "Schema": "" } ] }""")]
    public async Task Settings_that_are_no_queries_break_no_page(string group)
    {
        var site = await sites.OnAsync("Sqlite");
        var host = await NewSiteAsync(site);
        await RunAsync(site, host, $$"""{ "name": "Settings", "Queries": {{group}} }""");

        (await (await site.SignInAsync(host, permissions: ["AccessAdminPanel", QueryPermissions.Manage])).GetAsync("/admin/recherche/requetes")).ShouldBe(HttpStatusCode.OK).ShouldShow("Aucune requête enregistrée");

        await RunAsync(site, host, Recent);
        (await (await site.SignInAsync(host, permissions: ["AccessAdminPanel", QueryPermissions.Manage])).GetAsync("/admin/recherche/requetes")).ShouldShow("RecentNews");
    }

    /// <summary>Orchard's own files, where they lie beside the repository.</summary>
    [Theory]
    [InlineData("blog.lucene.query.recipe.json")]
    [InlineData("blog.elastic.query.recipe.json")]
    public async Task The_queries_of_Orchard_s_blog_run(string file)
    {
        var folder = Path.GetFullPath(Path.Combine(Folders.Repository, "..", "shared", "data", "orchard-recipes", "orchardcore-3.0-preview-2025-02", "src", "OrchardCore.Themes", "TheBlogTheme", "Recipes"));
        if (!Directory.Exists(folder))
            return;
        var site = await sites.OnAsync("Sqlite");
        var host = await NewSiteAsync(site);
        using var temp = new TempFolder();
        Directory.CreateDirectory(temp["Snippets"]);
        foreach (var snippet in Directory.EnumerateFiles(Path.Combine(folder, "Snippets"), "*.json"))
            File.Copy(snippet, Path.Combine(temp["Snippets"], Path.GetFileName(snippet)));
        // The step as it stands; the recipe's other one asks for features that only Orchard has.
        var recipe = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, file)))!;
        recipe["steps"]!.AsArray().RemoveAt(0);
        await using (var scope = site.Enter(host))
        {
            var run = await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(temp.Write(file, recipe.ToJsonString()), new Dictionary<string, string>());
            Assert.True(run.Succeeded, string.Join('\n', run.Errors));
        }

        var answer = Json(await (await site.SignInAsync(host, permissions: QueryPermissions.Execute)).GetAsync("/api/queries/RecentBlogPosts"));
        Assert.Equal("""{"items":[],"count":0}""", answer.ToJsonString());
    }

    private static async Task<string> NewSiteAsync(SiteFixture site)
    {
        var tenant = await site.AddTenantAsync($"requetes{Interlocked.Increment(ref _sites)}", "Commune de Plouvenez");
        await site.RunRecipeAsync(tenant.Hosts[0], "collectivite");
        return tenant.Hosts[0];
    }

    private static SiteClient Anonymous(SiteFixture site, string host)
    {
        var visitor = site.Visit(host);
        visitor.FollowRedirects = false;
        return visitor;
    }

    private static async Task RunAsync(SiteFixture site, string host, string steps)
    {
        var run = await TryAsync(site, host, steps);
        Assert.True(run.Succeeded, string.Join('\n', run.Errors));
    }

    private static async Task<RecipeOutcome> TryAsync(SiteFixture site, string host, string steps)
    {
        using var folder = new TempFolder();
        await using var scope = site.Enter(host);
        return await scope.Services.GetRequiredService<RecipeRunner>().RunAsync(folder.Write("essai.recipe.json", $$"""{ "steps": [ {{steps}} ] }"""), new Dictionary<string, string>());
    }

    private static async Task<string> PublishAsync(SiteFixture site, string host, string title, string type = "News", bool publish = true)
    {
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        await using var scope = site.Enter(host);
        var content = scope.Services.GetRequiredService<ContentStore>();
        var item = await content.NewAsync(type, ContentAuthor.System);
        item.Weld<TitlePart>().Title = title;
        item.Weld<MarkdownBodyPart>().Markdown = "Un texte.";
        var saved = publish ? await content.PublishAsync(item, ContentAuthor.System) : await content.SaveDraftAsync(item, ContentAuthor.System);
        return Assert.IsType<ContentSaved.Done>(saved).Item.ContentItemId;
    }

    private static JsonNode Json(Page page) => JsonNode.Parse(page.Source) ?? throw new InvalidDataException(page.ToString());
}
