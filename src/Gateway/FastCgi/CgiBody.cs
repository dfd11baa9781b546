namespace Gateway.FastCgi;

/// <summary>
/// The body of an answer: what the application wrote behind its headers, held to the length that it announced. Less is a broken
/// connection, more is cut; where no body may be, it is swallowed.
/// </summary>
internal sealed class CgiBody(FastCgiConnection connection, ReadOnlyMemory<byte> first, long? length, bool isAllowed, IDisposable exchange) : Stream
{
    private const int SwallowedPiece = 8 * 1024;

    private ReadOnlyMemory<byte> _first = first;
    private long _given;
    private bool _isOver;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isOver || buffer.IsEmpty) return 0;
        if (!isAllowed) return await SwallowAsync(cancellationToken);

        var got = await NextAsync(buffer, cancellationToken);
        if (got == 0)
        {
            if (_given < length) throw new FastCgiException(FastCgiFailure.Closed, $"the application announced {length} bytes and wrote {_given}");
            return EndWhole();
        }

        // More than announced: the surplus goes nowhere, and neither does its connection.
        if (_given + got > length)
        {
            got = (int)(length.Value - _given);
            End();
        }

        _given += got;
        return got;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) End();
        base.Dispose(disposing);
    }

    // The script runs to its end all the same: closing now would stop it in the middle of its work.
    private async ValueTask<int> SwallowAsync(CancellationToken cancellation)
    {
        var swallowed = new byte[SwallowedPiece];
        while (await connection.ReadAsync(swallowed, cancellation) > 0);
        return EndWhole();
    }

    private async ValueTask<int> NextAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_first.IsEmpty) return await connection.ReadAsync(buffer, cancellation);

        var got = Math.Min(_first.Length, buffer.Length);
        _first[..got].CopyTo(buffer);
        _first = _first[got..];
        return got;
    }

    private int EndWhole()
    {
        connection.HasReadAll = true;
        return End();
    }

    private int End()
    {
        if (_isOver) return 0;
        _isOver = true;
        exchange.Dispose();
        return 0;
    }
}
