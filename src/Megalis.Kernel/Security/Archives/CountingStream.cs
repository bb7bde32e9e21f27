namespace Megalis.Kernel.Security;

/// <summary>Tells how many bytes each read gave, before they are handed on: the listener may throw. Reads forwards only.</summary>
internal class CountingStream(Stream inner, Action<int> onRead) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => Told(inner.Read(buffer));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Told(await inner.ReadAsync(buffer, cancellationToken));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Told(int count)
    {
        if (count > 0) onRead(count);
        return count;
    }
}

/// <summary>Says of unpacking that fails which file of the archive is damaged.</summary>
internal sealed class DamageNamingStream(Stream inner, string entry) : CountingStream(inner, _ => { })
{
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return base.Read(buffer);
        }
        catch (Exception error) when (ArchiveLimiter.IsDamage(error))
        {
            throw new ArchiveRefusedException(ArchiveFault.Damaged, entry, error);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (ArchiveLimiter.IsDamage(error))
        {
            throw new ArchiveRefusedException(ArchiveFault.Damaged, entry, error);
        }
    }
}
