using Megalis.Kernel.Files;
using Megalis.Kernel.Journal;

namespace Megalis.Kernel.Data;

/// <summary>
/// An id that lies in the database and on the volume. Nodes of one database with different volumes would each hold half
/// of the files: the mismatch stops the boot, and so does a volume without an id, which most likely is not mounted.
/// </summary>
internal static class ClusterId
{
    /// <exception cref="VolumeRefusedException">The volume is not the one of this database, or lacks what only it holds.</exception>
    public static async Task CheckAsync(MegalisDb db, string dataPath, CancellationToken stop)
    {
        var file = Path.Combine(Path.GetFullPath(dataPath), "cluster.id");
        var here = File.Exists(file) ? (await File.ReadAllTextAsync(file, stop)).Trim() : null;
        var there = (string?)await db.RawAsync("select xml from key_row where name = 'cluster'", [], stop);
        if (there is null)
        {
            // The file first: a power cut between the two leaves a volume that the next start takes up.
            there = here ??= await WriteAsync(file, stop);
            await db.TransactAsync(async () => await db.RawAsync("insert into key_row (name, xml) values ('cluster', @p0)", [there], stop), stop);
        }

        if (here is null)
            throw new VolumeRefusedException(
                $"Le dossier {dataPath} ne porte pas l'identité de la plateforme, que la base de données connaît : le volume n'est sans doute pas monté. Montez-le, ou restaurez-le avec sa base. "
                + $"Si ce dossier doit vraiment devenir ce volume, écrivez vous-même {there} dans {file}.");
        if (here != there)
            throw new VolumeRefusedException(
                $"Le volume {dataPath} appartient à une autre base de données (il dit {here}, la base dit {there}). Faites mener Megalis:DataPath au volume qu'utilisent les autres nœuds.");
        await CheckJournalKeyAsync(db, dataPath, stop);
    }

    private static async Task CheckJournalKeyAsync(MegalisDb db, string dataPath, CancellationToken stop)
    {
        var key = TreeHeadSigner.KeyPath(dataPath);
        if (!File.Exists(key) && await db.RawAsync("select 1 from journal_head limit 1", [], stop) is not null)
            throw new VolumeRefusedException(
                $"La clé qui signe le journal manque ({key}), alors que le journal a des têtes signées. Remettez-la depuis votre sauvegarde. "
                + "Si elle est perdue pour toujours, la commande « journal new-key » en fait une autre : les têtes d'avant ne pourront plus être vérifiées par elle.");
    }

    private static async Task<string> WriteAsync(string file, CancellationToken stop)
    {
        var draft = $"{file}.{Guid.NewGuid():n}.tmp";
        try
        {
            await using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            {
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("n")), stop);
                stream.Flush(flushToDisk: true);
            }

            DurableFolder.PutIfAbsent(draft, file);
        }
        finally
        {
            File.Delete(draft);
        }

        return (await File.ReadAllTextAsync(file, stop)).Trim();
    }
}

/// <summary>The folder of <c>Megalis:DataPath</c> is not what the database needs it to be; the sentence is the operator's.</summary>
public sealed class VolumeRefusedException(string message) : InvalidOperationException(message);
