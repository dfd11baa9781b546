using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.FastCgi;

/// <summary>
/// A body whose length nobody told, kept in memory and then on disk until it is known: PHP reads exactly <c>CONTENT_LENGTH</c> bytes, and
/// none where that is missing.
/// </summary>
internal sealed class SpooledBody(long most) : OneWayStream
{
    private const int InMemory = 64 * 1024;

    private readonly FileBufferingWriteStream _spool = new(InMemory);
    private long _length;

    public override long Length => _length;

    public static async Task<SpooledBody> ReadAsync(HttpContent content, long most, CancellationToken cancellation)
    {
        if (most == 0) throw new FastCgiException(FastCgiFailure.LengthRequired, "an upload without a length, and Spool is 0");

        var spooled = new SpooledBody(most);
        try
        {
            await content.CopyToAsync(spooled, cancellation);
            return spooled._length <= most ? spooled : throw TooLarge(most);   // who copies may keep to himself that he failed
        }
        catch
        {
            await spooled.DisposeAsync();
            throw;
        }
    }

    public Task CopyOutAsync(Stream into, CancellationToken cancellation) => _spool.DrainBufferAsync(into, cancellation);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _length += buffer.Length;
        return _length > most ? throw TooLarge(most) : _spool.WriteAsync(buffer, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await _spool.DisposeAsync();
        await base.DisposeAsync();
    }

    private static FastCgiException TooLarge(long most) => new(FastCgiFailure.TooLarge, $"an upload without a length of more than {most} bytes");
}
