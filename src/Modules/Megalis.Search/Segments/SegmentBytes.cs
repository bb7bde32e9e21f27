using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Megalis.Search.Segments;

/// <summary>A segment whose bytes cannot be believed: cut, flipped, of another version or of another shape.</summary>
internal sealed class DamagedSegmentException(string message) : Exception(message);

/// <summary>
/// The bytes of a segment, of a mapped file or of memory, read in place as spans. Whoever reads holds the snapshot that holds the
/// segment, so the mapping cannot go away under a span.
/// </summary>
internal sealed unsafe class SegmentBytes : IDisposable
{
    /// <summary>Room after the last section for readers that look eight bytes at a time.</summary>
    public const int Padding = 8;

    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte[]? _pinned;
    private readonly byte* _start;

    private SegmentBytes(byte* start, long length, MemoryMappedFile? file, MemoryMappedViewAccessor? view, byte[]? pinned)
    {
        _start = start;
        (Length, _file, _view, _pinned) = (length, file, view, pinned);
    }

    public long Length { get; }

    /// <summary>Copies what a stream holds to memory that does not move.</summary>
    public static SegmentBytes OfMemory(MemoryStream stream)
    {
        var pinned = GC.AllocateUninitializedArray<byte>((int)stream.Length, pinned: true);
        stream.GetBuffer().AsSpan(0, pinned.Length).CopyTo(pinned);
        return new SegmentBytes((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned)), pinned.Length, null, null, pinned);
    }

    /// <exception cref="DamagedSegmentException">The file is empty or not there.</exception>
    public static SegmentBytes OfFile(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists || info.Length == 0)
            throw new DamagedSegmentException($"{info.Name} is not there or empty.");
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = file.CreateViewAccessor(0, info.Length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return new SegmentBytes(start + view.PointerOffset, info.Length, file, view, null);
    }

    /// <summary>A part, checked against the ends.</summary>
    public ReadOnlySpan<byte> Span(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset + length > Length)
            throw new DamagedSegmentException($"{offset}+{length} lies outside of {Length} bytes.");
        return new ReadOnlySpan<byte>(_start + offset, length);
    }

    /// <summary>The CRC-32C of the first <paramref name="length"/> bytes.</summary>
    public uint Checksum(long length)
    {
        var sum = uint.MaxValue;
        var at = 0L;
        for (; at + 8 <= length; at += 8)
            sum = BitOperations.Crc32C(sum, Unsafe.ReadUnaligned<ulong>(_start + at));
        for (; at < length; at++)
            sum = BitOperations.Crc32C(sum, _start[at]);
        return ~sum;
    }

    public void Dispose()
    {
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _file?.Dispose();
        GC.KeepAlive(_pinned);
    }
}
