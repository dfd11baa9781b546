namespace Gateway.Listening;

/// <summary>The head of a frame of HTTP/2 (RFC 9113, 4.1).</summary>
internal readonly record struct FrameHead(byte Type, byte Flags, int Stream, int Length)
{
    public const int Bytes = 9;

    public const byte Data = 0, Headers = 1, Reset = 3, WindowUpdate = 8, Continuation = 9;

    private const byte EndStream = 1, EndHeaders = 4, Padded = 8, Priority = 0x20;

    public bool EndsStream => (Flags & EndStream) != 0;

    public bool EndsHeaders => (Flags & EndHeaders) != 0;

    public bool HasPadding => Type == Headers && (Flags & Padded) != 0;

    public bool HasPriority => Type == Headers && (Flags & Priority) != 0;

    public static FrameHead Read(ReadOnlySpan<byte> bytes) =>
        new(bytes[3], bytes[4], ((bytes[5] & 0x7F) << 24) | (bytes[6] << 16) | (bytes[7] << 8) | bytes[8], (bytes[0] << 16) | (bytes[1] << 8) | bytes[2]);
}
