namespace Gateway.Forwarding;

/// <summary>
/// A connection to an HTTP/1.1 upstream on which the head of every answer is read along (<see cref="AnswerHead"/>). A faulty one breaks the
/// connection before the client has seen the fault, and so does an end without any answer (<see cref="UnansweredException"/>).
/// </summary>
internal sealed class GuardedStream(Stream inner, bool mayUpgrade) : Stream
{
    private AnswerHead _head = new(mayUpgrade);
    private bool _hasServed;
    private bool _isUnanswered;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int got;
        try
        {
            got = await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException reset) when (_isUnanswered)
        {
            throw new UnansweredException(_hasServed, reset);
        }

        if (got > 0) (_hasServed, _isUnanswered) = (true, false);
        else if (_isUnanswered && buffer.Length > 0) throw new UnansweredException(_hasServed);
        if (!_head.IsOver && _head.Read(buffer.Span[..got]) is { } fault) throw new UnfitAnswerException(fault);
        return got;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if ((!_hasServed || _head is { IsOver: true, IsUpgrade: false }) && BeginsRequest(buffer.Span))
        {
            if (_hasServed) _head = new(mayUpgrade);
            _isUnanswered = true;
        }

        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    // The client writes a request from its first byte on: method, blank, path. What else is written behind an answer that has begun is the rest
    // of an upload; were it to look like this, only its own answer would suffer.
    private static bool BeginsRequest(ReadOnlySpan<byte> bytes)
    {
        var blank = bytes.IndexOf((byte)' ');
        return blank >= 3 && bytes.Length > blank + 1 && bytes[blank + 1] == '/' && !bytes[..blank].ContainsAnyExceptInRange((byte)'-', (byte)'z');
    }
}
