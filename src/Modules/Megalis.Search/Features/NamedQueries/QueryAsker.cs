using Megalis.Kernel.Content.Storage;
using Megalis.Kernel.Http;
using Megalis.Kernel.Search;
using Megalis.Kernel.Tenants;
using Megalis.Search.Contracts;
using Megalis.Search.Features.LoadIndexes;
using Megalis.Search.Features.NamedQueries.Templates;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Search.Features.NamedQueries;

/// <summary>What a named query found.</summary>
internal sealed record QueryAnswer
{
    /// <summary>All that the index found, exact.</summary>
    public long Count { get; init; }

    /// <summary>Those asked for, as they are published at this moment.</summary>
    public IReadOnlyList<ContentItemIndex> Items { get; init; } = [];

    /// <summary>Why nothing was asked: a parameter, a limit.</summary>
    public IReadOnlyList<Refusal> Refusals { get; init; } = [];

    /// <summary>There is no index at the moment.</summary>
    public bool IsDown { get; init; }
}

/// <summary>Asks the index of contents what a named query of this site says.</summary>
internal sealed class QueryAsker(SearchIndexes indexes, TenantContext context, ContentStore content, TimeProvider clock)
{
    public NamedQuery? Find(string name) => NamedQuerySettings.Of(context.Tenant).FirstOrDefault(query => query.IsCalled(name));

    /// <param name="most">Hits that are wanted, whatever the query says; null leaves it to the query.</param>
    public async Task<QueryAnswer> AskAsync(NamedQuery query, IReadOnlyDictionary<string, string> parameters, int? most, CancellationToken stop)
    {
        var asked = QueryTemplate.Read(query.Template, parameters, clock);
        if (asked.Faults.Count > 0)
            return new QueryAnswer { Refusals = [.. asked.Faults.Select(fault => fault.Why).Distinct()] };
        if (indexes.Find(OrchardIndex.Contents) is not { } index)
            return new QueryAnswer { IsDown = true };
        // The reader's group is part of the question: what another site publishes is neither found nor counted.
        var answer = index.Search(asked.For(SearchGroups.OfSite(context.Tenant)) with { Take = Math.Min(asked.Take, most ?? asked.Take) });
        return answer.Refused is { } refused
            ? new QueryAnswer { Refusals = [refused] }
            : new QueryAnswer { Count = answer.Total, Items = await LoadAsync([.. answer.Hits.Select(hit => hit.Key[(hit.Key.IndexOf(':', StringComparison.Ordinal) + 1)..])], stop) };
    }

    /// <summary>The published versions in the order of the hits; one withdrawn a moment ago is not among them, though the index may still know it.</summary>
    private async Task<IReadOnlyList<ContentItemIndex>> LoadAsync(List<string> ids, CancellationToken stop)
    {
        var rows = await content.Query().Where(row => row.Published && ids.Contains(row.ContentItemId)).ToDictionaryAsync(row => row.ContentItemId, StringComparer.Ordinal, stop);
        return [.. ids.Where(rows.ContainsKey).Select(id => rows[id])];
    }
}
