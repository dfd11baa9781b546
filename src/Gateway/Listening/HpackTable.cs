namespace Gateway.Listening;

/// <summary>
/// What the fields of a header block may refer to (RFC 7541, 2.3): the static table, and the dynamic one of this connection, whose newest
/// entry comes first and whose oldest go when their bytes do not fit any more.
/// </summary>
internal sealed class HpackTable
{
    /// <summary>SETTINGS_HEADER_TABLE_SIZE, as the server tells it to clients.</summary>
    public const int MostBytes = 4096;

    private static readonly HpackEntry[] Static =
    [
        .. new[]
        {
            ":authority", ":method", ":method", ":path", ":path", ":scheme", ":scheme", ":status", ":status", ":status", ":status", ":status", ":status", ":status",
            "accept-charset", "accept-encoding", "accept-language", "accept-ranges", "accept", "access-control-allow-origin", "age", "allow", "authorization",
            "cache-control", "content-disposition", "content-encoding", "content-language", "content-length", "content-location", "content-range", "content-type",
            "cookie", "date", "etag", "expect", "expires", "from", "host", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since",
            "last-modified", "link", "location", "max-forwards", "proxy-authenticate", "proxy-authorization", "range", "referer", "refresh", "retry-after", "server",
            "set-cookie", "strict-transport-security", "transfer-encoding", "user-agent", "vary", "via", "www-authenticate",
        }.Select(static name => new HpackEntry(name switch { ":authority" => HeaderName.Authority, "host" => HeaderName.Host, _ => HeaderName.Other }, name.Length, [], 0)),
    ];

    private HpackEntry[] _ring = [];
    private int _oldest;
    private int _limit = MostBytes;

    public int Count { get; private set; }

    /// <summary>The size of the dynamic table (4.1).</summary>
    public int Bytes { get; private set; }

    /// <summary>By the index that both tables share, from 1. Of the static table's values only those of hosts' names are told, which are empty.</summary>
    public bool TryFind(int index, out HpackEntry entry)
    {
        entry = default;
        var back = index - Static.Length;   // from the newest, which is 1
        if (index < 1 || back > Count) return false;

        entry = back < 1 ? Static[index - 1] : _ring[(_oldest + Count - back) % _ring.Length];
        return true;
    }

    public void Add(HpackEntry entry)
    {
        Evict(_limit - entry.Bytes);
        if (entry.Bytes > _limit) return;   // it leaves the table empty (4.4)

        if (Count == _ring.Length) Grow();
        _ring[(_oldest + Count) % _ring.Length] = entry;
        Count++;
        Bytes += (int)entry.Bytes;
    }

    public bool TryResize(int bytes)
    {
        if (bytes > MostBytes) return false;

        _limit = bytes;
        Evict(_limit);
        return true;
    }

    private void Evict(long most)
    {
        while (Count > 0 && Bytes > most)
        {
            Bytes -= (int)_ring[_oldest].Bytes;
            _ring[_oldest] = default;
            _oldest = (_oldest + 1) % _ring.Length;
            Count--;
        }
    }

    // At most 128 entries have room, of 32 bytes each.
    private void Grow()
    {
        var larger = new HpackEntry[Math.Max(16, _ring.Length * 2)];
        for (var at = 0; at < Count; at++) larger[at] = _ring[(_oldest + at) % _ring.Length];
        (_ring, _oldest) = (larger, 0);
    }
}
