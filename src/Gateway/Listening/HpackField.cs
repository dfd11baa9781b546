namespace Gateway.Listening;

/// <summary>One of the two header fields that name the host, or any other.</summary>
internal enum HeaderName
{
    Other,
    Authority,
    Host,
}

/// <summary>A header field as far as anybody asks for it: the value of a host's name, of any other its length.</summary>
internal readonly ref struct HpackField(HeaderName name, ReadOnlySpan<byte> value, int valueLength)
{
    public HeaderName Name { get; } = name;

    /// <summary>Empty when it is too long to be a host.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    public int ValueLength { get; } = valueLength;

    public bool IsLong => ValueLength > HostNames.MostBytes;
}

/// <summary>A header field that the client may refer to later. Its lengths are how much of the table it takes.</summary>
internal readonly record struct HpackEntry(HeaderName Name, int NameLength, byte[] Value, int ValueLength)
{
    // RFC 7541, 4.1.
    private const int Overhead = 32;

    public long Bytes => (long)NameLength + ValueLength + Overhead;
}
