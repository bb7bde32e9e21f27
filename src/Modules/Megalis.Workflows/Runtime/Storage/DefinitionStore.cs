using System.Globalization;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Journal;
using Megalis.Kernel.Tenants;
using Megalis.Workflows.Data;
using Megalis.Workflows.Definitions;
using Microsoft.EntityFrameworkCore;

namespace Megalis.Workflows.Runtime.Storage;

/// <summary>Versions of definitions. A published one never changes; the next publication is another version, and running instances stay on theirs.</summary>
internal sealed class DefinitionStore(MegalisDb db, Journal journal, ActivityCatalogue catalogue, TenantContext tenant, StartSchedule starts, TimeProvider clock)
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
            await HoldAsync(stop);
            var last = await LastAsync(definition.DefinitionId, stop);
            if (last?.Hash != DefinitionWriter.Hash(definition))
                version = await AddAsync(definition, by, last, stop);
            else
                await PutBackAsync(version = last, by, stop);
        }, stop);
        return (version, []);
    }

    /// <summary>No instance begins on the definition any more, by whatever: running ones go on. Saves. False when it was withdrawn already, or is not there.</summary>
    public async Task<bool> WithdrawAsync(string definitionId, string by, CancellationToken stop = default)
    {
        var done = false;
        await db.TransactAsync(async () =>
        {
            await HoldAsync(stop);
            await InstanceStarter.HoldAsync(db, definitionId, alone: true, stop);
            if (await LastAsync(definitionId, stop) is not { IsCurrent: true } current)
                return;
            current.IsCurrent = false;
            await starts.RemoveAsync(current.Id, stop);
            Tell("circuit.withdrawn", current, by);
            await db.SaveChangesAsync(stop);
            done = true;
        }, stop);
        return done;
    }

    /// <summary>Instances may begin again, on the last version. Saves. False when they may already, or there is no version.</summary>
    public async Task<bool> RestoreAsync(string definitionId, string by, CancellationToken stop = default)
    {
        var done = false;
        await db.TransactAsync(async () =>
        {
            await HoldAsync(stop);
            done = await LastAsync(definitionId, stop) is { } last && await PutBackAsync(last, by, stop);
        }, stop);
        return done;
    }

    /// <summary>Two publications at a time would both be the next number.</summary>
    private Task<long> HoldAsync(CancellationToken stop) => db.NextNumberAsync(string.Create(CultureInfo.InvariantCulture, $"workflows/publish/{db.TenantId}"), stop);

    /// <summary>The version that instances begin on, or began on before the definition was withdrawn.</summary>
    private Task<DefinitionRow?> LastAsync(string definitionId, CancellationToken stop) =>
        db.Set<DefinitionRow>().Where(d => d.DefinitionId == definitionId && d.PublishedAt != null).OrderByDescending(d => d.Version).FirstOrDefaultAsync(stop);

    private async Task<bool> PutBackAsync(DefinitionRow last, string by, CancellationToken stop)
    {
        if (last.IsCurrent)
            return false;
        last.IsCurrent = true;
        await starts.AddAsync(DefinitionReader.Read(last.Json).Definition!, last.Id, stop);
        Tell("circuit.restored", last, by);
        await db.SaveChangesAsync(stop);
        return true;
    }

    private void Tell(string act, DefinitionRow version, string by) =>
        journal.Append(act, JournalKind, version.Id, new { version.DefinitionId, version.Version, version.Name, version.Hash }, by.Length > 0 ? by : null);

    private async Task<DefinitionRow> AddAsync(WorkflowDefinition definition, string by, DefinitionRow? before, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var version = new DefinitionRow
        {
            Id = Ids.New(now),
            DefinitionId = definition.DefinitionId,
            Version = (before?.Version ?? 0) + 1,
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
        if (before is not null)
        {
            before.IsCurrent = false;
            await starts.RemoveAsync(before.Id, stop);
        }

        await starts.AddAsync(definition, version.Id, stop);
        Tell("circuit.published", version, by);
        await db.SaveChangesAsync(stop);
        return version;
    }
}
