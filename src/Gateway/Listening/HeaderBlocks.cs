namespace Gateway.Listening;

/// <summary>
/// Reads along the header blocks of one HTTP/2 connection (RFC 9113, 4.3 and 6.2) for the names of the host in each, because the server
/// lets <c>:authority</c> count and drops an unlike <c>host</c> without a trace. What is no header block ends the reading: the server ends
/// the connection for it, and a request that it should let through all the same is one with unlike hosts.
/// </summary>
internal sealed class HeaderBlocks(UnlikeHosts unlike)
{
    // Twice what the server takes of a request's headers.
    private const int MostBytes = 64 * 1024;
    private const int PriorityBytes = 5;

    private readonly HpackTable _table = new();
    private Pieces _begun;
    private int _stream;   // of the block that is not whole yet; 0 without one
    private bool _isLost;

    public bool Wants(FrameHead frame)
    {
        if (_isLost || frame.Type is not (FrameHead.Headers or FrameHead.Continuation)) return false;
        if (frame.Length > MostBytes - _begun.Length) Lose(frame.Stream);
        return !_isLost;
    }

    public void Take(FrameHead frame, ReadOnlySpan<byte> payload)
    {
        var goesOn = frame.Type == FrameHead.Continuation;
        if (frame.Stream == 0 || _stream != (goesOn ? frame.Stream : 0) || !TryStrip(frame, ref payload))
        {
            Lose(frame.Stream);
            return;
        }

        _stream = frame.EndsHeaders ? 0 : frame.Stream;
        if (goesOn || !frame.EndsHeaders) _begun.Add(payload);
        if (!frame.EndsHeaders) return;

        Judge(frame.Stream, goesOn ? _begun.All : payload);
        _begun.Clear();
    }

    private static bool TryStrip(FrameHead frame, ref ReadOnlySpan<byte> payload)
    {
        var before = (frame.HasPadding ? 1 : 0) + (frame.HasPriority ? PriorityBytes : 0);
        if (payload.Length < before) return false;

        var padding = frame.HasPadding ? payload[0] : 0;
        payload = payload[before..];
        if (payload.Length < padding) return false;

        payload = payload[..^padding];
        return true;
    }

    private void Judge(int stream, ReadOnlySpan<byte> block)
    {
        Span<byte> room = stackalloc byte[HostNames.MostBytes];
        var names = new HostNames(stackalloc byte[HostNames.MostBytes]);
        var fields = new HpackFields(block, _table, room);
        while (fields.TryNext())
            if (fields.Current.Name != HeaderName.Other) names.Add(fields.Current);

        if (fields.IsFaulty) Lose(stream);
        else if (names.AreUnlike) unlike.Add(stream);
    }

    private void Lose(int stream)
    {
        _isLost = true;
        _begun.Clear();
        unlike.AddAllFrom(stream);
    }
}
