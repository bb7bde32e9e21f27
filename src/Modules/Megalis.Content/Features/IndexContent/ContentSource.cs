using System.Globalization;
using System.Runtime.CompilerServices;
using Megalis.Content.Contracts;
using Megalis.Kernel.Content;
using Megalis.Kernel.Content.Parts;
using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Data;
using Megalis.Kernel.Modules;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Search;
using Megalis.Kernel.Security;
using Megalis.Kernel.Tenants;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Content.Features.IndexContent;

/// <summary>What all sites publish, for the search: each item on its own site.</summary>
internal sealed class ContentSource(MegalisDb db, TenantStore tenants, Contributions contributions, IServiceProvider services) : IIndexSource
{
    private const int OnPage = 200;
    private const string FeatureId = "Megalis.Content";

    private readonly Dictionary<int, ContentSections> _sections = [];

    public IndexSchema Schema => ContentIndex.Schema;

    public IReadOnlyCollection<string> Kinds { get; } = [ChangeKinds.Content, ChangeKinds.Tenant];

    public async IAsyncEnumerable<IndexDocument> ReadAllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        for (long last = 0; ;)
        {
            var after = last;
            var rows = await Published().Where(row => row.Id > after).OrderBy(row => row.Id).Take(OnPage).ToListAsync(stop);
            foreach (var document in rows.Select(DocumentOf).OfType<IndexDocument>())
                yield return document;
            if (rows.Count < OnPage)
                yield break;
            last = rows[^1].Id;
        }
    }

    public async Task<IReadOnlyList<IndexDocument>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken stop)
    {
        var wanted = keys.ToHashSet(StringComparer.Ordinal);
        var ids = keys.Select(key => key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..]).Distinct(StringComparer.Ordinal).ToList();
        var rows = await Published().Where(row => ids.Contains(row.ContentItemId)).ToListAsync(stop);
        return [.. rows.Where(row => wanted.Contains(KeyOf(row.TenantId, row.ContentItemId))).Select(DocumentOf).OfType<IndexDocument>()];
    }

    /// <summary>A tenant that changes may have been closed, or have another home page: all it publishes is read again.</summary>
    public async Task<IReadOnlyCollection<string>> KeysOfAsync(IReadOnlyList<Change> changes, CancellationToken stop)
    {
        var keys = changes.Where(change => change.Kind == ChangeKinds.Content).Select(change => KeyOf(change.TenantId, change.Key)).ToHashSet(StringComparer.Ordinal);
        var changed = changes.Where(change => change.Kind == ChangeKinds.Tenant).Select(change => change.TenantId).Distinct().ToList();
        if (changed.Count == 0)
            return keys;
        await tenants.RefreshAsync(stop);
        _sections.Clear();
        var items = await Published().Where(row => changed.Contains(row.TenantId)).Select(row => new { row.TenantId, row.ContentItemId }).ToListAsync(stop);
        keys.UnionWith(items.Select(item => KeyOf(item.TenantId, item.ContentItemId)));
        return keys;
    }

    private IQueryable<ContentItemIndex> Published() => db.Set<ContentItemIndex>().AsNoTracking().Where(row => row.Published);

    /// <summary>Null for what nobody can reach: no address, or a site that is closed.</summary>
    private IndexDocument? DocumentOf(ContentItemIndex row)
    {
        if (tenants.Find(row.TenantId) is not { State: TenantState.Running } tenant || !tenant.Has(FeatureId))
            return null;
        if (!_sections.TryGetValue(tenant.Id, out var sections))
            _sections[tenant.Id] = sections = ContentSections.For(tenant, contributions, services);
        var item = row.ToItem();
        if (sections.AddressOf(item) is not { } path)
            return null;
        return new IndexDocument(KeyOf(row.TenantId, row.ContentItemId), SearchGroups.OfSite(tenant))
            .With(ContentIndex.Title, row.DisplayText).With(ContentIndex.Summary, item.Part<SummaryPart>()?.Text).With(ContentIndex.Body, BodyOf(item))
            .With(ContentIndex.Tenant, row.TenantId.ToString(CultureInfo.InvariantCulture)).With(ContentIndex.Type, row.ContentType.ToLowerInvariant())
            .With(ContentIndex.Creation, row.CreatedUtc).With(ContentIndex.Publication, row.PublishedUtc).With(ContentIndex.Modification, row.ModifiedUtc)
            .With(ContentIndex.Path, path).With(ContentIndex.SectionName, sections.Of(row.ContentType)?.Title);
    }

    private static string BodyOf(ContentItem item) =>
        (HtmlSanitizer.PlainText(item.Part<HtmlBodyPart>()?.Html) + " " + MarkdownRenderer.PlainText(item.Part<MarkdownBodyPart>()?.Markdown)).Trim();

    private static string KeyOf(int tenantId, string contentItemId) => string.Create(CultureInfo.InvariantCulture, $"{tenantId}:{contentItemId}");
}
