using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Megalis.Kernel.Data;
using Megalis.Kernel.Identifiers;
using Megalis.Kernel.Queue;
using Megalis.Kernel.Tenants;
using Megalis.Procurement.Domain;
using Megalis.Procurement.Domain.Decp;
using Megalis.Procurement.Domain.MarchesPasses;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Megalis.Procurement.Features.ImportDecp;

/// <summary>
/// Writes the contracts of a file that <see cref="DecpCheck"/> has read through. Batches of one short transaction each,
/// so that a deposit never waits for an import; what a run brings shows only when its last statement says that it is
/// complete, so that a run that is cut off leaves nothing to be seen, and the next one takes over.
/// </summary>
internal sealed class DecpImport(IServiceProvider services, DecpRecordReader reader, CpvNomenclature nomenclature, TimeProvider clock)
{
    private const int BatchSize = 500;

    public async Task RunAsync(Stream file, string fileName, DecpCounts counts, Progress progress, CancellationToken stop)
    {
        var run = new DecpImportRow { Id = Ids.New(clock), FileName = fileName, StartedAt = clock.GetUtcNow() };
        await SaveAsync(db => db.Add(run), stop);
        var elements = new DecpReader(file);
        var done = 0;
        foreach (var batch in Records(elements).Chunk(BatchSize))
        {
            stop.ThrowIfCancellationRequested();
            await ImportAsync(batch, run.Id, counts, stop);
            progress.Report(elements.BytesRead, done += batch.Length);
        }
        await FinishAsync(run, counts, stop);
        progress.End();
    }

    private IEnumerable<DecpRecord> Records(DecpReader elements)
    {
        foreach (var element in elements.Elements())
        {
            if (reader.Read(element, out _) is { } record)
                yield return record;
        }
    }

    private async Task ImportAsync(DecpRecord[] batch, string runId, DecpCounts counts, CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(services);
        var hashes = batch.Select(Hash).ToArray();
        var known = await Known.LoadAsync(scope.Db, batch, hashes, stop);
        foreach (var (record, hash) in batch.Zip(hashes))
        {
            var marche = Take(record, known, runId, counts);
            if (!known.AddSource(hash))
                continue;
            marche.Absorb(record, nomenclature);
            if (scope.Db.Entry(marche).State is EntityState.Detached)
                scope.Db.Add(marche);
            scope.Db.Add(new MarchePasseSource { Hash = hash, MarcheId = marche.Id, ImportId = runId, Json = record.Json });
        }
        await scope.Db.SaveChangesAsync(stop);
    }

    private MarchePasse Take(DecpRecord record, Known known, string runId, DecpCounts counts)
    {
        if (known.Find(record) is not { } marche)
        {
            counts.Imported++;
            return known.Add(record, new() { Id = Ids.New(clock), MarcheKey = DecpKey.Of(record), ImportId = runId });
        }
        if (marche.IsVisible || marche.ImportId == runId)
        {
            counts.Merged++;
            return marche;
        }
        // Left by a run that was cut off: this one takes it over.
        marche.ImportId = runId;
        counts.Imported++;
        return marche;
    }

    private async Task FinishAsync(DecpImportRow run, DecpCounts counts, CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(services);
        await scope.Db.TransactAsync(
            async () =>
            {
                scope.Db.Attach(run);
                run.FinishedAt = clock.GetUtcNow();
                (run.Imported, run.Merged, run.Rejected) = (counts.Imported, counts.Merged, counts.Rejected);
                run.Dirt = JsonSerializer.Serialize(counts.Dirt);
                scope.Services.GetRequiredService<ChangeLog>().Add(ChangeKinds.MarchesPasses, run.Id);
                await scope.Db.SaveChangesAsync(stop);
                await scope.Db.UpdateWhereAsync<MarchePasse>(marche => marche.ImportId == run.Id, set => set.Set(marche => marche.IsVisible, true), stop);
            },
            stop);
    }

    private async Task SaveAsync(Action<MegalisDb> change, CancellationToken stop)
    {
        await using var scope = TenantScope.EnterHost(services);
        change(scope.Db);
        await scope.Db.SaveChangesAsync(stop);
    }

    private static string Hash(DecpRecord record) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(record.Json)));
}
