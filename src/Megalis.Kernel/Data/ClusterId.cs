namespace Megalis.Kernel.Data;

/// <summary>
/// An id that lies in the database and on the volume. Nodes of one database with different volumes would each hold half
/// of the files: the mismatch stops the boot.
/// </summary>
internal static class ClusterId
{
    public static async Task CheckAsync(MegalisDb db, string dataPath, CancellationToken stop)
    {
        var file = Path.Combine(dataPath, "cluster.id");
        var here = File.Exists(file) ? (await File.ReadAllTextAsync(file, stop)).Trim() : null;
        var there = (string?)await db.RawAsync("select xml from key_row where name = 'cluster'", [], stop);
        if (there is null)
        {
            there = here ?? Guid.NewGuid().ToString("n");
            await db.TransactAsync(async () => await db.RawAsync("insert into key_row (name, xml) values ('cluster', @p0)", [there], stop), stop);
        }

        if (here is null)
            await File.WriteAllTextAsync(file, there, stop);
        else if (here != there)
            throw new InvalidOperationException(
                $"The volume {dataPath} belongs to another database (cluster {here}, the database says {there}). Point Megalis:DataPath to the volume that the other nodes use.");
    }
}
