namespace Gateway.Listening;

/// <summary>
/// The fields of one whole header block (RFC 7541, 6), one after the other. Faults end the reading and are no exceptions: the server meets
/// them too.
/// </summary>
internal ref struct HpackFields(ReadOnlySpan<byte> block, HpackTable table, Span<byte> room)
{
    private readonly HpackTable _table = table;
    private readonly Span<byte> _room = room;
    private ReadOnlySpan<byte> _rest = block;
    private bool _hasField;

    public HpackField Current { get; private set; }

    public bool IsFaulty { get; private set; }

    public bool TryNext()
    {
        while (!_rest.IsEmpty)
        {
            var first = _rest[0];
            var isSize = (first & 0xE0) == 0x20;
            IsFaulty = !(isSize ? TryResize() : (first & 0x80) != 0 ? TryIndexed() : TryLiteral(isKept: (first & 0x40) != 0));
            if (IsFaulty) _rest = [];
            else if (!isSize) return _hasField = true;
        }

        return false;
    }

    // Only in front of all fields (4.2).
    private bool TryResize() => HpackInteger.TryRead(ref _rest, 5, out var bytes) && !_hasField && _table.TryResize(bytes);

    private bool TryIndexed()
    {
        if (!HpackInteger.TryRead(ref _rest, 7, out var index) || !_table.TryFind(index, out var entry)) return false;

        Current = new HpackField(entry.Name, entry.Value, entry.ValueLength);
        return true;
    }

    private bool TryLiteral(bool isKept)
    {
        if (!HpackInteger.TryRead(ref _rest, isKept ? 6 : 4, out var index)) return false;

        HpackEntry named;
        if (index == 0 ? !TryName(out named) : !_table.TryFind(index, out named)) return false;
        if (!TryText(named.Name == HeaderName.Other ? [] : _room, out var value, out var length)) return false;

        Current = new HpackField(named.Name, length > HostNames.MostBytes || named.Name == HeaderName.Other ? [] : value, length);
        if (isKept) _table.Add(new HpackEntry(named.Name, named.NameLength, Current.Value.ToArray(), length));
        return true;
    }

    private bool TryName(out HpackEntry named)
    {
        var isText = TryText(_room, out var name, out var length);
        named = new HpackEntry(name.SequenceEqual("host"u8) ? HeaderName.Host : name.SequenceEqual(":authority"u8) ? HeaderName.Authority : HeaderName.Other, length, [], 0);
        return isText;
    }

    // Of what stands as it is all of it; of what is coded as much as there is room for, and how long it is.
    private bool TryText(Span<byte> into, out ReadOnlySpan<byte> text, out int length)
    {
        text = [];
        length = 0;
        var isCoded = !_rest.IsEmpty && (_rest[0] & 0x80) != 0;
        if (!HpackInteger.TryRead(ref _rest, 7, out var bytes) || bytes > _rest.Length) return false;

        text = _rest[..bytes];
        length = bytes;
        _rest = _rest[bytes..];
        if (!isCoded) return true;
        if (!HuffmanText.TryDecode(text, into, out length)) return false;

        text = into[..Math.Min(length, into.Length)];
        return true;
    }
}
