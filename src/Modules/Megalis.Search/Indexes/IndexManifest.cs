using Megalis.Search.Segments;

namespace Megalis.Search.Indexes;

/// <summary>
/// Which files make up an index, what in them is deleted, and how far in the log they go: <c>"MGLI" | format | fingerprint |
/// position | files: (name, deleted bits) | CRC-32C</c>. Written beside and renamed, so it is always a whole one.
/// </summary>
internal sealed record IndexManifest(string Fingerprint, long Position, IReadOnlyList<(string File, ulong[]? Deleted)> Files)
{
    public const string Name = "index.manifest";

    private static ReadOnlySpan<byte> Magic => "MGLI"u8;

    public void Write(string folder)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Frame.Format);
            writer.Write(Fingerprint);
            writer.Write(Position);
            writer.Write(Files.Count);
            foreach (var (file, deleted) in Files)
            {
                writer.Write(file);
                writer.Write(deleted?.Length ?? 0);
                foreach (var word in deleted ?? [])
                    writer.Write(word);
            }

            writer.Flush();
            writer.Write(SumOf(memory.GetBuffer().AsSpan(0, (int)memory.Length)));
        }

        Durable.Write(Path.Combine(folder, Name), stream => memory.WriteTo(stream));
    }

    /// <returns>Null when there is none yet.</returns>
    /// <exception cref="DamagedSegmentException">It cannot be believed.</exception>
    public static IndexManifest? Read(string folder, string fingerprint)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            return null;
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < 12 || !bytes.AsSpan(0, 4).SequenceEqual(Magic) || BitConverter.ToUInt32(bytes, bytes.Length - 4) != SumOf(bytes.AsSpan(0, bytes.Length - 4)))
            throw new DamagedSegmentException("The manifest is damaged.");
        using var reader = new BinaryReader(new MemoryStream(bytes, 4, bytes.Length - 8));
        if (reader.ReadInt32() != Frame.Format || reader.ReadString() != fingerprint)
            throw new DamagedSegmentException("The manifest is of another version or schema.");
        var position = reader.ReadInt64();
        var files = new List<(string, ulong[]?)>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (file, words) = (reader.ReadString(), new ulong[reader.ReadInt32()]);
            for (var i = 0; i < words.Length; i++)
                words[i] = reader.ReadUInt64();
            files.Add((file, words.Length == 0 ? null : words));
        }

        return new IndexManifest(fingerprint, position, files);
    }

    private static uint SumOf(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
            sum = System.Numerics.BitOperations.Crc32C(sum, value);
        return ~sum;
    }
}

/// <summary>Files that are there whole or not at all.</summary>
internal static class Durable
{
    /// <summary>Beside, to the disk, renamed. When it fails, what was there stays and nothing is left over.</summary>
    public static void Write(string path, Action<Stream> fill)
    {
        var beside = path + ".new";
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                fill(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            if (File.Exists(beside))
                File.Delete(beside);
            throw;
        }
    }
}
