namespace Gateway.Listening;

/// <summary>
/// Reads along the heads of the frames that a client sends on one HTTP/2 connection (RFC 9113, 4.1), and how many of them carry nothing:
/// no request, no piece of a body, no room for an answer. Payloads are passed over.
/// </summary>
internal sealed class FrameTally
{
    private const int PrefaceBytes = 24;
    private const int HeadBytes = 9;
    private const int EndStream = 1;

    private const byte Data = 0, Headers = 1, Reset = 3, WindowUpdate = 8, Continuation = 9;

    private readonly byte[] _head = new byte[HeadBytes];
    private int _ofHead;
    private int _toPass = PrefaceBytes;

    /// <summary>Frames that carried nothing, less those that carried something: pings go with downloads, priorities with requests.</summary>
    public int Empty { get; set; }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_toPass > 0)
            {
                var passed = Math.Min(_toPass, bytes.Length);
                _toPass -= passed;
                bytes = bytes[passed..];
                continue;
            }

            var taken = Math.Min(HeadBytes - _ofHead, bytes.Length);
            bytes[..taken].CopyTo(_head.AsSpan(_ofHead));
            bytes = bytes[taken..];
            _ofHead += taken;
            if (_ofHead < HeadBytes) return;

            _ofHead = 0;
            _toPass = (_head[0] << 16) | (_head[1] << 8) | _head[2];
            Count(_head[3], _toPass, isLast: (_head[4] & EndStream) != 0);
        }
    }

    // The server itself counts resets and the bytes of headers. Room for an answer is given as often as the client likes to: some do it for
    // every 4 kB, and a second of download is thirty thousand of these.
    private void Count(byte type, int length, bool isLast)
    {
        switch (type)
        {
            case Headers:
            case Data when length > 0:
                if (Empty > 0) Empty--;
                break;
            case Reset:
            case WindowUpdate:
            case Data when isLast:
            case Continuation when length > 0:
                break;
            default:
                Empty++;
                break;
        }
    }
}
