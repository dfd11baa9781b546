using System.Buffers.Text;
using System.Text;

namespace Gateway.Listening;

/// <summary>
/// Reads along the messages that a client sends on one HTTP/1.1 connection (RFC 9112), and finds what the server takes without a word and
/// another reader might not: blanks behind a length, an endless line before a chunk. Bodies are passed over.
/// </summary>
internal sealed class Http1Messages
{
    /// <summary>The size of a chunk with its extensions and line end; a browser writes no extension.</summary>
    public const int MostBeforeChunk = 256;

    /// <summary>A line that says how long a body is: name, colon, nineteen digits, line end, and some blanks before them.</summary>
    public const int MostOfLength = 64;

    private readonly byte[] _begin = new byte[MostOfLength];   // of a line that came in pieces
    private long _ofLine;
    private long _toPass;
    private Awaited _awaited;

    private string? _fault;
    private long _length;
    private bool _isChunked;
    private bool _isServed;

    private enum Awaited
    {
        Message,
        RequestLine,
        Header,
        Chunk,
        Trailer,
    }

    /// <summary>Whether a request that is served has a line before a chunk that is longer than <see cref="MostBeforeChunk"/>.</summary>
    public bool IsEndless { get; private set; }

    /// <summary>
    /// What is wrong with the length of the request that came last; null when nothing. Whoever asks serves it, and what nobody serves is held
    /// to nothing: after a change of protocols it is no request.
    /// </summary>
    public string? Serve()
    {
        _isServed = true;
        return _fault;
    }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_toPass > 0)
            {
                var passed = (int)Math.Min(_toPass, bytes.Length);
                _toPass -= passed;
                bytes = bytes[passed..];
            }
            else if (_awaited == Awaited.Message)
            {
                bytes = bytes.TrimStart("\r\n"u8);   // as the server does between requests
                if (!bytes.IsEmpty) Begin();
            }
            else
            {
                var end = bytes.IndexOf((byte)'\n') + 1;
                var piece = end > 0 ? bytes[..end] : bytes;
                Take(piece, isLast: end > 0);
                bytes = bytes[piece.Length..];
            }
        }
    }

    private void Begin() => (_awaited, _fault, _length, _isChunked, _isServed) = (Awaited.RequestLine, null, 0, false, false);

    private void Take(ReadOnlySpan<byte> piece, bool isLast)
    {
        var begin = piece[..Math.Min(piece.Length, MostOfLength - (int)Math.Min(_ofLine, MostOfLength))];
        if (_ofLine > 0 || !isLast)
        {
            begin.CopyTo(_begin.AsSpan((int)Math.Min(_ofLine, MostOfLength)));
            begin = _begin.AsSpan(0, (int)Math.Min(_ofLine + piece.Length, MostOfLength));
        }

        _ofLine += piece.Length;
        IsEndless |= _isServed && _awaited == Awaited.Chunk && _ofLine > MostBeforeChunk;
        if (!isLast) return;

        End(begin, isWhole: _ofLine == begin.Length);
        _ofLine = 0;
    }

    private void End(ReadOnlySpan<byte> line, bool isWhole)
    {
        var isEmpty = line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];
        switch (_awaited)
        {
            case Awaited.RequestLine:
                _awaited = Awaited.Header;
                break;
            case Awaited.Header when isEmpty:
                (_toPass, _awaited) = _isChunked ? (0, Awaited.Chunk) : (_length, Awaited.Message);
                break;
            case Awaited.Header when Is("Content-Length:"u8, line):
                ReadLength(line["Content-Length:"u8.Length..], isWhole);
                break;
            case Awaited.Header when Is("Transfer-Encoding:"u8, line):
                _isChunked = true;   // or refused
                break;
            case Awaited.Chunk when Utf8Parser.TryParse(line, out long size, out _, 'x') && size > 0:
                _toPass = size + "\r\n"u8.Length;
                break;
            case Awaited.Chunk:
                _awaited = Awaited.Trailer;
                break;
            case Awaited.Trailer when isEmpty:
                _awaited = Awaited.Message;
                break;
            default:
                break;
        }
    }

    // What is no number the server refuses.
    private void ReadLength(ReadOnlySpan<byte> value, bool isWhole)
    {
        value = value.TrimEnd("\r\n"u8);
        if (!isWhole) _fault = "a Content-Length in an endless line";
        else if (value is [.., (byte)' ' or (byte)'\t']) _fault = "a Content-Length with blanks behind it";
        if (!Utf8Parser.TryParse(value.TrimStart(" \t"u8), out _length, out _)) _length = 0;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> line) => line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
}
