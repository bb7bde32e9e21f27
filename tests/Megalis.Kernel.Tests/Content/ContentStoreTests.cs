using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Queue;
using Megalis.Testing;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Kernel.Tests.Content;

public class ContentStoreTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_draft_is_seen_by_editors_only_until_it_is_published(string database)
    {
        await using var site = await ContentSite.StartAsync(database);

        var draft = await site.SaveDraftAsync(await site.NewAsync("L'école"));
        Assert.Null(await site.GetAsync(draft.ContentItemId));
        Assert.Equal("L'école", (await site.GetAsync(draft.ContentItemId, VersionOptions.Draft))!.DisplayText);

        await site.PublishAsync(draft);
        var published = (await site.GetAsync(draft.ContentItemId))!;
        Assert.Equal("L'école", published.DisplayText);
        Assert.NotNull(published.PublishedUtc);
        Assert.Equal("Anne Le Goff", published.Author);
        Assert.Null(await site.GetAsync(draft.ContentItemId, VersionOptions.Draft));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Saving_beside_a_published_version_leaves_visitors_what_they_see(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.PublishAsync(await site.NewAsync("Un"));

        var edited = (await site.GetAsync(item.ContentItemId, VersionOptions.Latest))!;
        edited.Part<TitlePart>()!.Title = "Deux";
        var draft = await site.SaveDraftAsync(edited);
        Assert.NotEqual(item.ContentItemVersionId, draft.ContentItemVersionId);
        Assert.Equal("Un", (await site.GetAsync(item.ContentItemId))!.DisplayText);

        await site.PublishAsync(draft);
        Assert.Equal("Deux", (await site.GetAsync(item.ContentItemId))!.DisplayText);
        var versions = await site.WithAsync(content => content.GetAllVersionsAsync(item.ContentItemId));
        Assert.Equal([("Deux", true, true), ("Un", false, false)], versions.Select(version => (version.DisplayText, version.Latest, version.Published)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_type_without_versions_keeps_only_what_is_published_and_its_draft(string database)
    {
        await using var site = await ContentSite.StartAsync(database, versionable: false);
        var item = await site.PublishAsync(await site.NewAsync("Un"));

        item.Part<TitlePart>()!.Title = "Deux";
        await site.PublishAsync(item);

        Assert.Equal(["Deux"], (await site.WithAsync(content => content.GetAllVersionsAsync(item.ContentItemId))).Select(version => version.DisplayText));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_second_of_two_writers_gets_both_texts_and_neither_is_lost(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.PublishAsync(await site.NewAsync("Un", "texte"));
        var hers = (await site.GetAsync(item.ContentItemId, VersionOptions.Latest))!;
        var his = hers.Clone();
        hers.Part<MarkdownBodyPart>()!.Markdown = "texte d'Anne";
        his.Part<MarkdownBodyPart>()!.Markdown = "texte de Bran";

        await site.SaveDraftAsync(hers);
        var conflict = Assert.IsType<ContentSaved.Conflict>(await site.WithAsync(content => content.SaveDraftAsync(his, ContentSite.Bran)));
        Assert.Equal("texte de Bran", conflict.Mine.Part<MarkdownBodyPart>()!.Markdown);
        Assert.Equal("texte d'Anne", conflict.Theirs.Part<MarkdownBodyPart>()!.Markdown);
        Assert.Equal("Anne Le Goff", conflict.Theirs.Author);

        conflict.Mine.Revision = conflict.Theirs.Revision;
        ContentSite.Done(await site.WithAsync(content => content.SaveDraftAsync(conflict.Mine, ContentSite.Bran)));
        Assert.Equal("texte de Bran", (await site.GetAsync(item.ContentItemId, VersionOptions.Draft))!.Part<MarkdownBodyPart>()!.Markdown);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_many_who_save_at_the_same_moment_one_wins_and_all_others_are_told(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.PublishAsync(await site.NewAsync("Un"));

        var saved = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => site.WithAsync(content =>
        {
            var mine = item.Clone();
            mine.Part<MarkdownBodyPart>()!.Markdown = $"texte {number}";
            return number % 2 == 0 ? content.SaveDraftAsync(mine, ContentSite.Bran) : content.PublishAsync(mine, ContentSite.Bran);
        }))));

        Assert.Single(saved.OfType<ContentSaved.Done>());
        Assert.Equal(7, saved.OfType<ContentSaved.Conflict>().Count());
        Assert.Equal(2, (await site.WithAsync(content => content.GetAllVersionsAsync(item.ContentItemId))).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_old_version_comes_back_on_top_and_the_draft_that_was_there_is_kept(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var first = await site.PublishAsync(await site.NewAsync("Un"));
        var edited = first.Clone();
        edited.Part<TitlePart>()!.Title = "Deux";
        await site.SaveDraftAsync(edited);

        var restored = ContentSite.Done(await site.WithAsync(content => content.RestoreAsync(first.ContentItemVersionId, ContentSite.Bran)));

        Assert.Equal("Un", restored.DisplayText);
        Assert.Equal("Bran Kermarrec", restored.Author);
        var versions = await site.WithAsync(content => content.GetAllVersionsAsync(first.ContentItemId));
        Assert.Equal([("Un", true, false), ("Deux", false, false), ("Un", false, true)], versions.Select(version => (version.DisplayText, version.Latest, version.Published)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_draft_that_is_dropped_leaves_the_published_version(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.PublishAsync(await site.NewAsync("Un"));
        var edited = item.Clone();
        edited.Part<TitlePart>()!.Title = "Deux";
        await site.SaveDraftAsync(edited);

        Assert.Empty(await site.WithAsync(content => content.DiscardDraftAsync(item.ContentItemId)));

        Assert.Equal("Un", (await site.GetAsync(item.ContentItemId, VersionOptions.Latest))!.DisplayText);
        Assert.NotEmpty(await site.WithAsync(content => content.DiscardDraftAsync(item.ContentItemId)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_is_unpublished_stays_a_draft_and_what_is_removed_can_come_back(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.PublishAsync(await site.NewAsync("Un"));

        Assert.Empty(await site.WithAsync(content => content.UnpublishAsync(item.ContentItemId, ContentSite.Anne)));
        Assert.Null(await site.GetAsync(item.ContentItemId));
        Assert.NotNull(await site.GetAsync(item.ContentItemId, VersionOptions.Draft));
        Assert.NotEmpty(await site.WithAsync(content => content.UnpublishAsync(item.ContentItemId, ContentSite.Anne)));

        Assert.Empty(await site.WithAsync(content => content.RemoveAsync(item.ContentItemId)));
        Assert.Null(await site.GetAsync(item.ContentItemId, VersionOptions.Latest));
        Assert.NotEmpty(await site.WithAsync(content => content.RemoveAsync(item.ContentItemId)));

        ContentSite.Done(await site.WithAsync(content => content.RestoreAsync(item.ContentItemVersionId, ContentSite.Anne)));
        Assert.Equal("Un", (await site.GetAsync(item.ContentItemId, VersionOptions.Latest))!.DisplayText);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Another_tenant_sees_nothing_of_it(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.PublishAsync(await site.NewAsync("Un"));

        var other = new ContentSite(site.Host, await site.Host.AddTenantAsync("lannevez"), site.Clock);

        Assert.Null(await other.GetAsync(item.ContentItemId));
        Assert.Null(await other.FindAsync("un"));
        Assert.Empty(await other.WithAsync(content => content.GetAllVersionsAsync(item.ContentItemId)));
        Assert.NotEmpty(await other.WithAsync(content => content.RemoveAsync(item.ContentItemId)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Parts_that_nobody_knows_come_back_from_the_database_byte_by_byte(string database)
    {
        const string unknown = """{"FlowPart":{"Widgets":[{"ContentType":"Paragraph","Où":{"b":1.50,"a":[1e3,null,"<é>"]}}]}}""";
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.NewAsync("Un");
        item.Json["FlowPart"] = ContentJson.ReadObject(unknown)["FlowPart"]!.DeepClone();

        var saved = await site.PublishAsync(item);

        var read = (await site.GetAsync(saved.ContentItemId))!;
        Assert.Equal(saved.ToString(), read.ToString());
        Assert.Contains(unknown[1..^1], read.ToString(), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Publishing_and_unpublishing_tell_those_who_listen(string database)
    {
        await using var site = await ContentSite.StartAsync(database, more: services => services
            .On<ContentPublished, Listener>("test").On<ContentUnpublished, Listener>("test"));
        var item = await site.PublishAsync(await site.NewAsync("Un"));
        await site.WithAsync(content => content.UnpublishAsync(item.ContentItemId, ContentSite.Anne));

        await using var scope = site.Host.EnterHost();
        var rows = await scope.Db.Set<QueueRow>().Where(row => row.TenantId == site.Tenant.Id && row.Handler == "test").OrderBy(row => row.Id).ToListAsync();

        Assert.Equal(["content.published.v1", "content.unpublished.v1"], rows.Select(row => row.Kind));
        Assert.All(rows, row => Assert.Contains(item.ContentItemId, row.Payload, StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_handler_can_refuse_and_nothing_is_stored(string database)
    {
        await using var site = await ContentSite.StartAsync(database);
        var item = await site.NewAsync("");

        var refused = Assert.IsType<ContentSaved.Refused>(await site.WithAsync(content => content.PublishAsync(item, ContentSite.Anne)));

        Assert.Equal("TitlePart.Title", Assert.Single(refused.Refusals).Field);
        Assert.Null(await site.GetAsync(item.ContentItemId, VersionOptions.Latest));
    }

    internal sealed class Listener : IHandle<ContentPublished>, IHandle<ContentUnpublished>
    {
        public Task HandleAsync(ContentPublished payload, CancellationToken stop) => Task.CompletedTask;

        public Task HandleAsync(ContentUnpublished payload, CancellationToken stop) => Task.CompletedTask;
    }
}
