namespace Gateway.Listening;

/// <summary>An integer of a header block (RFC 7541, 5.1): the low bits of its first octet, and what follows when these do not do.</summary>
internal static class HpackInteger
{
    private const int LastShift = 28;

    public static bool TryRead(ref ReadOnlySpan<byte> from, int prefixBits, out int value)
    {
        value = 0;
        if (from.IsEmpty) return false;

        var most = (1 << prefixBits) - 1;
        value = from[0] & most;
        from = from[1..];
        if (value < most) return true;

        for (var shift = 0; shift <= LastShift && !from.IsEmpty; shift += 7)
        {
            var (next, more) = (from[0], (long)(from[0] & 0x7F) << shift);
            from = from[1..];
            if (more > int.MaxValue - value) return false;

            value += (int)more;
            if (next < 0x80) return true;
        }

        return false;
    }
}
