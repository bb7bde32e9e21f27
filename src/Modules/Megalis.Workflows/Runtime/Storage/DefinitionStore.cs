using System.Globalization;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>Versions of definitions. A published one never changes; the next publication is another version, and running instances stay on theirs.</summary>
internal sealed class DefinitionStore(MegalisDb db, Journal journal, ActivityCatalogue catalogue, TenantContext tenant, TimeProvider clock)
{
    internal const string JournalKind = "circuit";

    /// <summary>Publishes a definition as the version that new instances stand on. Saves. The same text published again is the version that is there.</summary>
    /// <param name="json">Elsa 3 JSON.</param>
    /// <param name="by">The account, or empty.</param>
    /// <returns>The version; or what keeps it from being published.</returns>
    public async Task<(DefinitionRow? Version, IReadOnlyList<Finding> Findings)> PublishAsync(string json, string by, CancellationToken stop = default)
    {
        var (definition, findings) = DefinitionCheck.Check(json, catalogue.Of(tenant.Tenant));
        if (definition is null || findings.Count > 0)
            return (null, findings);
        DefinitionRow? version = null;
        await db.TransactAsync(async () =>
        {
            // Two publications at a time would both be the next number.
            await db.NextNumberAsync(string.Create(CultureInfo.InvariantCulture, $"workflows/publish/{db.TenantId}"), stop);
            var current = await db.Set<DefinitionRow>().SingleOrDefaultAsync(d => d.DefinitionId == definition.DefinitionId && d.IsCurrent, stop);
            version = current?.Hash == DefinitionWriter.Hash(definition) ? current : await AddAsync(definition, by, current, stop);
        }, stop);
        return (version, []);
    }

    private async Task<DefinitionRow> AddAsync(WorkflowDefinition definition, string by, DefinitionRow? current, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var last = await db.Set<DefinitionRow>().Where(d => d.DefinitionId == definition.DefinitionId).MaxAsync(d => (int?)d.Version, stop) ?? 0;
        var version = new DefinitionRow
        {
            Id = Ids.New(now),
            DefinitionId = definition.DefinitionId,
            Version = last + 1,
            Name = definition.Name,
            IsCurrent = true,
            Json = DefinitionWriter.Canonical(definition),
            Hash = DefinitionWriter.Hash(definition),
            CreatedAt = now,
            CreatedBy = by,
            PublishedAt = now,
            PublishedBy = by,
        };
        db.Add(version);
        if (current is not null)
        {
            current.IsCurrent = false;
            await db.DeleteWhereAsync<TriggerRow>(t => t.VersionId == current.Id, stop);
        }

        AddTriggers(GraphReader.Read(version.Id, definition), version);
        journal.Append("circuit.published", JournalKind, version.Id, new { version.DefinitionId, version.Version, version.Name, version.Hash }, by.Length > 0 ? by : null);
        await db.SaveChangesAsync(stop);
        return version;
    }

    /// <summary>An event may begin an instance when the activity that waits for it says so and names it plainly.</summary>
    private void AddTriggers(FlowGraph graph, DefinitionRow version)
    {
        var nothing = new Run(graph, new InstanceState(), new RunFacts("", clock.GetUtcNow(), null), "");
        foreach (var node in graph.Nodes.Values.Where(n => n is { CanStart: true, Type: "Elsa.Event" }))
            db.Add(new TriggerRow { VersionId = version.Id, ActivityId = node.Id, Kind = WaitKinds.Event, Key = node.Inputs.Required("eventName", nothing) });
    }
}
