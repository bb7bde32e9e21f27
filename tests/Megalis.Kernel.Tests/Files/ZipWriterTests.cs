using System.IO.Compression;
using System.Text;
using Megalis.Kernel.Files;

namespace Megalis.Kernel.Tests.Files;

public sealed class ZipWriterTests
{
    private static readonly DateTimeOffset At = new(2027, 3, 1, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_archive_gives_back_the_bytes_under_names_with_accents()
    {
        var archive = await WriteAsync(("Règlement de consultation.pdf", "règles"), ("CCTP.pdf", "clauses"));

        Assert.Equal("règles", Read(archive, "Règlement de consultation.pdf"));
        Assert.Equal("clauses", Read(archive, "CCTP.pdf"));
    }

    [Fact]
    public async Task Two_files_that_Windows_would_take_for_one_get_two_names()
    {
        var archive = await WriteAsync(("plan.pdf", "a"), ("Plan.pdf", "b"), ("plan.pdf", "c"));

        Assert.Equal(["plan.pdf", "Plan (2).pdf", "plan (3).pdf"], archive.Entries.Select(e => e.FullName));
    }

    [Fact]
    public async Task A_name_that_climbs_out_of_the_folder_does_not_leave_it()
    {
        var archive = await WriteAsync(("../../etc/passwd", "x"));

        Assert.Equal("passwd", Assert.Single(archive.Entries).FullName);
    }

    [Fact]
    public async Task It_writes_to_a_connection_that_neither_seeks_nor_waits()
    {
        var sent = new MemoryStream();
        await ZipWriter.WriteAsync(new AsyncOnly(sent), [new ZipSource("a.txt", () => new MemoryStream(new byte[100_000]))], At);

        using var archive = new ZipArchive(new MemoryStream(sent.ToArray()));
        Assert.Equal(100_000, Assert.Single(archive.Entries).Length);
    }

    [Fact]
    public Task A_file_without_content_is_an_error_and_not_an_empty_entry() =>
        Assert.ThrowsAsync<FileNotFoundException>(() => ZipWriter.WriteAsync(new MemoryStream(), [new ZipSource("a.txt", () => null)], At));

    private static async Task<ZipArchive> WriteAsync(params (string Name, string Text)[] files)
    {
        var output = new MemoryStream();
        await ZipWriter.WriteAsync(output, files.Select(f => new ZipSource(f.Name, () => new MemoryStream(Encoding.UTF8.GetBytes(f.Text)))), At);
        return new ZipArchive(new MemoryStream(output.ToArray()));
    }

    private static string Read(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(archive.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>What Kestrel is: forward only, and a synchronous write throws.</summary>
    private sealed class AsyncOnly(Stream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => throw new InvalidOperationException("Synchronous operations are disallowed.");
        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Synchronous operations are disallowed.");
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);
        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(buffer, offset, count, cancellationToken);
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
