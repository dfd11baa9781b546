namespace Gateway.Listening;

/// <summary>
/// Reads along the frames that a client sends on one HTTP/2 connection, however they are cut into reads. Heads are counted, header blocks
/// handed on whole, other payloads passed over.
/// </summary>
internal sealed class FrameReader(FrameTally tally, HeaderBlocks blocks)
{
    private const int PrefaceBytes = 24;

    private readonly byte[] _head = new byte[FrameHead.Bytes];
    private int _ofHead;
    private int _toCome = PrefaceBytes;
    private FrameHead _frame;
    private bool _isWanted;
    private Pieces _payload;

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = _toCome > 0 ? ReadPayload(bytes) : ReadHead(bytes);
    }

    private ReadOnlySpan<byte> ReadHead(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(FrameHead.Bytes - _ofHead, bytes.Length);
        bytes[..taken].CopyTo(_head.AsSpan(_ofHead));
        _ofHead += taken;
        if (_ofHead < FrameHead.Bytes) return [];

        _ofHead = 0;
        _frame = FrameHead.Read(_head);
        _toCome = _frame.Length;
        tally.Count(_frame);
        _isWanted = blocks.Wants(_frame);
        if (_isWanted && _toCome == 0) blocks.Take(_frame, []);
        return bytes[taken..];
    }

    // Mostly a payload has come whole, and is read where it is.
    private ReadOnlySpan<byte> ReadPayload(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(_toCome, bytes.Length);
        _toCome -= taken;
        if (_isWanted)
        {
            if (taken < _frame.Length) _payload.Add(bytes[..taken]);
            if (_toCome == 0)
            {
                blocks.Take(_frame, _payload.Length > 0 ? _payload.All : bytes[..taken]);
                _payload.Clear();
            }
        }

        return bytes[taken..];
    }
}
