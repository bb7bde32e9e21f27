using System.IO.Compression;
using System.Text;
using Megalis.Kernel.Security;

namespace Megalis.Kernel.Files;

/// <summary>One file of an archive: the name that people see, and where its bytes come from, opened when its turn comes.</summary>
public sealed record ZipSource(string Name, Func<Stream?> Open);

/// <summary>Writes an archive while it is being sent: nothing is kept in memory, no temporary file.</summary>
public static class ZipWriter
{
    /// <summary>
    /// Names are cleaned, and numbered where two are the same for Windows; UTF-8 in the archive. Contents are stored as
    /// they are: documents are compressed already, and the server's time is worth more than a few percent.
    /// </summary>
    /// <exception cref="FileNotFoundException">A file has no content: the archive is left broken rather than silently short.</exception>
    public static async Task WriteAsync(Stream output, IEnumerable<ZipSource> files, DateTimeOffset at, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(files);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await using var patient = new LateStream(output);
        await using (var archive = await ZipArchive.CreateAsync(patient, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, stop))
            foreach (var file in files)
            {
                await using var content = file.Open() ?? throw new FileNotFoundException("A file of the archive has no content.", file.Name);
                var entry = archive.CreateEntry(Unique(SafeFileName.Clean(file.Name).Name, taken), CompressionLevel.NoCompression);
                entry.LastWriteTime = at;
                await using var target = await entry.OpenAsync(stop);
                await content.CopyToAsync(target, stop);
            }
        await patient.FlushAsync(stop);
    }

    /// <summary>« CCTP.pdf », then « CCTP (2).pdf ».</summary>
    private static string Unique(string name, HashSet<string> taken)
    {
        var (stem, extension) = (Path.GetFileNameWithoutExtension(name), Path.GetExtension(name));
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
            unique = $"{stem} ({number}){extension}";
        return unique;
    }

    /// <summary>
    /// The archive writes an entry's few closing bytes synchronously even when it is disposed asynchronously, and the
    /// server refuses that: they wait here for the next asynchronous write.
    /// </summary>
    private sealed class LateStream(Stream inner) : Stream
    {
        private readonly MemoryStream _waiting = new();

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => _waiting.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => _waiting.Write(buffer);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await SendWaitingAsync(cancellationToken);
            await inner.WriteAsync(buffer, cancellationToken);
        }

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await SendWaitingAsync(cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private async Task SendWaitingAsync(CancellationToken stop)
        {
            if (_waiting.Length == 0)
                return;
            await inner.WriteAsync(_waiting.GetBuffer().AsMemory(0, (int)_waiting.Length), stop);
            _waiting.SetLength(0);
        }
    }
}
