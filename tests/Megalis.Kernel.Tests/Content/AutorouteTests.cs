using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Routes;
using Megalis.Kernel.Content.Storage;
using Megalis.Testing;

namespace Megalis.Kernel.Tests.Content;

public class AutorouteTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_item_without_an_address_gets_one_from_its_title_that_nobody_has(string database)
    {
        await using var site = await ContentSite.StartAsync(database);

        var first = await site.PublishAsync(await site.NewAsync("L'École de Kerlann"));
        var second = await site.PublishAsync(await site.NewAsync("L’école de Kerlann"));
        var platform = await site.PublishAsync(await site.NewAsync("Marchés"));

        Assert.Equal(first.ContentItemId, await site.FindAsync("/L-Ecole-de-Kerlann/"));
        Assert.Equal(second.ContentItemId, await site.FindAsync("l-ecole-de-kerlann-2"));
        Assert.Equal(platform.ContentItemId, await site.FindAsync("page-marches"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_address_that_another_item_has_is_refused_even_when_that_is_only_a_draft(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        await site.SaveDraftAsync(await WithPathAsync(site, "Un", "ecole"));

        var saved = await site.WithAsync(async content => await content.PublishAsync(await WithPathAsync(site, "Deux", "/Ecole"), ContentSite.Anne));

        Assert.Equal("AutoroutePart.Path", Assert.Single(Assert.IsType<ContentSaved.Refused>(saved).Refusals).Field);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Visitors_find_the_old_address_until_the_draft_with_the_new_one_is_published(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.PublishAsync(await WithPathAsync(site, "Un", "avant"));

        item.Part<AutoroutePart>()!.Path = "apres";
        var draft = await site.SaveDraftAsync(item);
        Assert.Equal(item.ContentItemId, await site.FindAsync("avant"));
        Assert.Null(await site.FindAsync("apres"));

        await site.PublishAsync(draft);
        Assert.Equal(item.ContentItemId, await site.FindAsync("apres"));
        Assert.Null(await site.FindAsync("avant"));

        await site.WithAsync(content => content.RemoveAsync(item.ContentItemId));
        Assert.Null(await site.FindAsync("apres"));
        await site.PublishAsync(await WithPathAsync(site, "Trois", "apres"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_who_take_the_same_address_at_the_same_moment_one_is_refused(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var items = new List<ContentItem>();
        for (var number = 0; number < 6; number++)
            items.Add(await WithPathAsync(site, $"Titre {number}", "unique"));

        var saved = await Task.WhenAll(items.Select(item => Task.Run(() => site.WithAsync(content => content.PublishAsync(item, ContentSite.Anne)))));

        Assert.Single(saved.OfType<ContentSaved.Done>());
        Assert.Equal(5, saved.OfType<ContentSaved.Refused>().Count());
    }

    [Theory]
    [InlineData("marches/travaux", "réservée")]
    [InlineData("_content/x", "réservée")]
    [InlineData(".well-known/x", "réservée")]
    [InlineData("Aide", "réservée")]
    [InlineData("mentions-legales/suite", "réservée")]
    [InlineData("a//b", "barres obliques")]
    [InlineData("../b", "barres obliques")]
    [InlineData("a b", "barres obliques")]
    [InlineData("a?b", "barres obliques")]
    public void An_address_that_could_not_be_reached_is_refused(string path, string words) =>
        Assert.Contains(words, ContentPaths.Refuse(path)!.ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("vie-municipale/école")]
    [InlineData("/plan.pdf/")]
    public void An_ordinary_address_is_accepted(string path) => Assert.Null(ContentPaths.Refuse(path));

    private static async Task<ContentItem> WithPathAsync(ContentSite site, string title, string path)
    {
        var item = await site.NewAsync(title);
        item.Part<AutoroutePart>()!.Path = path;
        return item;
    }
}
