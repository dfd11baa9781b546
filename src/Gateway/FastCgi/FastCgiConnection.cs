using System.Buffers.Binary;
using System.Net.Sockets;

namespace Gateway.FastCgi;

/// <summary>
/// One request on one connection: its records go out, and what the application wrote to its output is read out of the records that come
/// back. Whoever reads decides how fast; nothing is read ahead of him but one buffer.
/// </summary>
internal sealed class FastCgiConnection(Socket socket) : IDisposable
{
    private const int BufferLength = 8 * 1024;

    private readonly byte[] _buffer = new byte[BufferLength];
    private int _from;
    private int _to;
    private int _content;
    private int _padding;
    private bool _isOutput;
    private bool _wasKept;
    private bool _hasAnswered;
    private bool _hasEnded;
    private StandardError? _errors;
    private Action<FastCgiConnection, bool>? _done;

    /// <summary>Whether the whole request went out; without that the connection serves no other.</summary>
    public bool HasSentAll { get; set; }

    /// <summary>Whether a whole answer was read; without that it serves no other either, even if the application has ended the request.</summary>
    public bool HasReadAll { get; set; }

    /// <summary>What the application says of the end: 0, or an exit code.</summary>
    public int ExitStatus { get; private set; }

    /// <summary>Begins the next request. <paramref name="done"/> gets the connection at its end, and whether it could serve another.</summary>
    public void Begin(StandardError errors, bool wasKept, Action<FastCgiConnection, bool> done)
    {
        (_errors, _wasKept, _done) = (errors, wasKept, done);
        (HasSentAll, HasReadAll, _hasEnded, ExitStatus, _hasAnswered, _content, _padding) = (false, false, false, 0, false, 0, 0);
    }

    /// <summary>Whether nothing has come and nobody has closed while it lay idle.</summary>
    public bool IsIdle => _from == _to && !socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> records, CancellationToken cancellation)
    {
        try
        {
            while (!records.IsEmpty) records = records[await socket.SendAsync(records, SocketFlags.None, cancellation)..];
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw Closed("the connection to the application broke", failure);
        }
    }

    /// <summary>The next bytes of the output; 0 at the end of the request.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellation)
    {
        while (!_hasEnded)
        {
            if (_isOutput && _content > 0) return await TakeAsync(into, cancellation);
            if (_content > 0) await TakeErrorsAsync(cancellation);
            else await NextRecordAsync(cancellation);
        }

        return 0;
    }

    /// <summary>Ends the request: when the answer was not read to its end, by closing, which stops the script at its next output.</summary>
    public void Dispose()
    {
        var done = Interlocked.Exchange(ref _done, null);
        done?.Invoke(this, HasSentAll && HasReadAll && _from == _to);
    }

    public void Close() => socket.Dispose();

    private async ValueTask<int> TakeAsync(Memory<byte> into, CancellationToken cancellation)
    {
        // A large record goes where it is wanted, without a stay here.
        if (_from == _to && _content >= BufferLength && into.Length >= BufferLength)
        {
            var got = await ReceiveAsync(into[..Math.Min(_content, into.Length)], cancellation);
            _content -= got;
            return got;
        }

        if (_from == _to) await FillAsync(1, cancellation);
        var length = Math.Min(Math.Min(_content, _to - _from), into.Length);
        _buffer.AsSpan(_from, length).CopyTo(into.Span);
        _from += length;
        _content -= length;
        return length;
    }

    private async ValueTask TakeErrorsAsync(CancellationToken cancellation)
    {
        if (_from == _to) await FillAsync(1, cancellation);
        var length = Math.Min(_content, _to - _from);
        _errors?.Add(_buffer.AsSpan(_from, length));
        _from += length;
        _content -= length;
    }

    private async ValueTask NextRecordAsync(CancellationToken cancellation)
    {
        while (_padding > 0)
        {
            if (_from == _to) await FillAsync(1, cancellation);
            var skipped = Math.Min(_padding, _to - _from);
            _from += skipped;
            _padding -= skipped;
        }

        await FillAsync(FastCgiRecord.HeadLength, cancellation);
        if (!FastCgiRecord.TryRead(_buffer.AsSpan(_from, FastCgiRecord.HeadLength), out var record))
            throw new FastCgiException(FastCgiFailure.Malformed, "the application sent a record that may not stand in an answer");

        _from += FastCgiRecord.HeadLength;
        _padding = record.PaddingLength;
        _isOutput = record.Type == FastCgiRecordType.Stdout;
        if (record.Type == FastCgiRecordType.EndRequest) await EndAsync(record, cancellation);
        else _content = record.ContentLength;
    }

    private async ValueTask EndAsync(FastCgiRecord record, CancellationToken cancellation)
    {
        await FillAsync(record.ContentLength + record.PaddingLength, cancellation);
        ExitStatus = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_from));
        var refused = _buffer[_from + 4];
        _from += record.ContentLength + record.PaddingLength;
        _padding = 0;
        _hasEnded = true;
        if (refused == 0) return;

        throw refused == 2
            ? new FastCgiException(FastCgiFailure.Busy, "the application says that it is overloaded")
            : new FastCgiException(FastCgiFailure.Malformed, $"the application refused the request (protocol status {refused})");
    }

    private async ValueTask FillAsync(int least, CancellationToken cancellation)
    {
        if (_to - _from >= least) return;
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        while (_to < least)
        {
            _to += await ReceiveAsync(_buffer.AsMemory(_to), cancellation);
        }
    }

    // Never 0.
    private async ValueTask<int> ReceiveAsync(Memory<byte> into, CancellationToken cancellation)
    {
        var got = await TryReceiveAsync(into, cancellation);
        if (got == 0) throw Closed("the application closed the connection before the end of its answer");
        _hasAnswered = true;
        return got;
    }

    private async ValueTask<int> TryReceiveAsync(Memory<byte> into, CancellationToken cancellation)
    {
        try
        {
            return await socket.ReceiveAsync(into, SocketFlags.None, cancellation);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw Closed("the connection to the application broke", failure);
        }
    }

    private FastCgiException Closed(string message, Exception? inner = null) =>
        new(FastCgiFailure.Closed, message, inner) { DiedIdle = _wasKept && !_hasAnswered };
}
