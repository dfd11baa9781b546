using System.Buffers;
using System.Text;

namespace Gateway.Forwarding;

/// <summary>
/// Reads along the head of one HTTP/1.1 answer as it comes off the wire (RFC 9112). The framework's client reads generously: a bare line feed ends
/// a line, a folded line is one, of two lengths one counts, and interim answers may come for ever. Whoever reads otherwise sees another answer.
/// </summary>
internal sealed class AnswerHead(bool mayUpgrade)
{
    private const int MostLines = 200;
    private const int MostInterim = 20;
    private const int MostKept = 128;

    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // What is judged of a line stands at its beginning.
    private readonly byte[] _line = new byte[MostKept];
    private int _length;
    private bool _afterReturn;
    private int _lines;
    private int _interim;
    private int _status;
    private bool _hasLength;
    private bool _isChunked;

    /// <summary>Whether the head was read to its end; what follows is the body.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether what follows is no HTTP any more.</summary>
    public bool IsUpgrade => IsOver && _status == 101;

    /// <summary>Takes the next bytes of the answer; what is wrong with them, or null.</summary>
    public string? Read(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            if (IsOver) return null;
            if (Take(one) is { } fault) return fault;
        }

        return null;
    }

    private string? Take(byte one)
    {
        if (_afterReturn)
        {
            _afterReturn = false;
            return one == '\n' ? EndLine() : "sent a CR without an LF in the head of its answer";
        }

        if (one == '\r')
        {
            _afterReturn = true;
            return null;
        }

        if (one == '\n') return "sent an LF without a CR in the head of its answer";
        if (one is (< 0x20 and not (byte)'\t') or 0x7F) return "sent a control character in the head of its answer";
        if (_length < MostKept) _line[_length] = one;
        _length++;
        return null;
    }

    private string? EndLine()
    {
        var line = _line.AsSpan(0, Math.Min(_length, MostKept));
        _length = 0;
        if (_lines++ == 0) return JudgeStatus(line);
        if (line.IsEmpty) return EndHead();
        if (_lines > MostLines) return $"sent more than {MostLines} lines in the head of its answer";

        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(NameBytes)) return "sent a line that is no header in the head of its answer";
        return JudgeFraming(line[..colon], line[(colon + 1)..].Trim(" \t"u8));
    }

    private string? JudgeStatus(ReadOnlySpan<byte> line)
    {
        var isStatus = line.Length >= 12 && line.StartsWith("HTTP/1."u8) && line[7] is (byte)'0' or (byte)'1' && line[8] == ' '
            && !line[9..12].ContainsAnyExceptInRange((byte)'0', (byte)'9') && (line.Length == 12 || line[12] == ' ');
        if (!isStatus) return "did not begin its answer with a status";

        _status = int.Parse(line[9..12], System.Globalization.CultureInfo.InvariantCulture);
        if (_status is < 100 or > 599) return $"answered with the status {Encoding.ASCII.GetString(line[9..12])}";
        return _status == 101 && !mayUpgrade ? "changed the protocol without being asked" : null;
    }

    private string? JudgeFraming(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(name, "Content-Length"))
        {
            var isNumber = !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9');
            if (_hasLength || _isChunked || !isNumber) return "was not clear about the length of its answer";
            _hasLength = true;
        }
        else if (Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"))
        {
            if (_hasLength || _isChunked || !Ascii.EqualsIgnoreCase(value, "chunked")) return "was not clear about the length of its answer";
            _isChunked = true;
        }

        return null;
    }

    // Behind an interim answer stands another one.
    private string? EndHead()
    {
        if (_status is >= 200 or 101)
        {
            IsOver = true;
            return null;
        }

        (_lines, _hasLength, _isChunked) = (0, false, false);
        return ++_interim > MostInterim ? $"sent more than {MostInterim} interim answers" : null;
    }
}
