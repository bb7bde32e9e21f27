namespace Megalis.Kernel.Tests.Files;

/// <summary>Gives its content in odd small pieces, as a network does.</summary>
internal sealed class DribblingStream(byte[] content) : MemoryStream(content)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return Read(buffer.Span[..Math.Min(buffer.Length, 7_001)]);
    }
}

/// <summary>Gives a thousand bytes, then waits to be broken or cancelled.</summary>
internal sealed class HeldStream : Stream
{
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _reads;

    public Task SomeWasRead => _read.Task;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Break(Exception error) => _end.SetException(error);

    public void End() => _end.SetResult(0);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_reads++ == 0) return 1_000;
        _read.TrySetResult();
        return await _end.Task.WaitAsync(cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
