using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Megalis.Kernel.Data;
using Megalis.Kernel.Http;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Workflows.Data;
using Megalis.Workflows.Runtime.Graph;
using Megalis.Workflows.Runtime.State;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>Versions of definitions. A published one never changes; the next publication is another version, and running instances stay on theirs.</summary>
internal sealed class DefinitionStore(MegalisDb db, Journal journal, TimeProvider clock)
{
    internal const string JournalKind = "circuit";

    /// <summary>Publishes a definition as the version that new instances stand on. Saves. The same text published again is the version that is there.</summary>
    /// <param name="json">Elsa 3 JSON.</param>
    /// <param name="by">The account, or empty.</param>
    public async Task<(DefinitionRow? Version, Refusal? Refusal)> PublishAsync(string json, string by, CancellationToken stop = default)
    {
        DefinitionRow? version = null;
        var definitionId = FlowInputs.AsText(JsonNode.Parse(json)?["definitionId"]);
        await db.TransactAsync(async () =>
        {
            await db.NextNumberAsync($"workflows/publish/{db.TenantId}", stop);
            var current = await db.Set<DefinitionRow>().SingleOrDefaultAsync(d => d.DefinitionId == definitionId && d.IsCurrent, stop);
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
            version = current?.Hash == hash ? current : await AddAsync(definitionId, json, hash, by, current, stop);
        }, stop);
        return (version, null);
    }

    private async Task<DefinitionRow> AddAsync(string definitionId, string json, string hash, string by, DefinitionRow? current, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var last = await db.Set<DefinitionRow>().Where(d => d.DefinitionId == definitionId).MaxAsync(d => (int?)d.Version, stop) ?? 0;
        var version = new DefinitionRow
        {
            Id = Ids.New(now),
            DefinitionId = definitionId,
            Version = last + 1,
            IsCurrent = true,
            Json = json,
            Hash = hash,
            CreatedAt = now,
            CreatedBy = by,
            PublishedAt = now,
            PublishedBy = by,
        };
        var graph = GraphReader.Read(version.Id, json);
        version.Name = graph.Name;
        db.Add(version);
        if (current is not null)
        {
            current.IsCurrent = false;
            await db.DeleteWhereAsync<TriggerRow>(t => t.VersionId == current.Id, stop);
        }

        AddTriggers(graph, version);
        journal.Append("circuit.published", JournalKind, version.Id, new { definitionId, version.Version, version.Name, hash }, by.Length > 0 ? by : null);
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
