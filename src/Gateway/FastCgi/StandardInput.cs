namespace Gateway.FastCgi;

/// <summary>
/// The way of a request's body to the application: each piece becomes records as it comes. Only <see cref="CompleteAsync"/> says that the
/// body is whole, so a broken upload never looks like one.
/// </summary>
internal sealed class StandardInput(FastCgiConnection connection, CancellationToken over) : OneWayStream
{
    private const int MostPiece = 32 * 1024;

    private readonly byte[] _record = new byte[FastCgiRecord.HeadLength + MostPiece];
    private long _length;

    /// <summary>How much has been sent.</summary>
    public override long Length => _length;

    /// <summary>Whether it was the application that would take no more: its answer may still come.</summary>
    public bool IsRefused { get; private set; }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var piece = buffer[..Math.Min(buffer.Length, MostPiece)];
            piece.Span.CopyTo(_record.AsSpan(FastCgiRecord.HeadLength));
            await SendAsync(piece.Length);
            _length += piece.Length;
            buffer = buffer[piece.Length..];
        }
    }

    public async ValueTask CompleteAsync()
    {
        await SendAsync(0);
        connection.HasSentAll = true;
    }

    private async ValueTask SendAsync(int length)
    {
        new FastCgiRecord(FastCgiRecordType.Stdin, length, 0).Write(_record);
        try
        {
            await connection.WriteAsync(_record.AsMemory(0, FastCgiRecord.HeadLength + length), over);
        }
        catch
        {
            IsRefused = true;
            throw;
        }
    }
}
