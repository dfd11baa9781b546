using System.Text;

namespace Gateway.Listening;

/// <summary>
/// The names that one head has for its host (RFC 9113, 8.3.1). They are alike but for letter case and the port that https means anyway;
/// none that is longer than any host's is like another.
/// </summary>
internal ref struct HostNames(Span<byte> room)
{
    /// <summary>A name of 253, a colon and a port.</summary>
    public const int MostBytes = 259;

    private readonly Span<byte> _room = room;
    private ReadOnlySpan<byte> _first;
    private bool _hasFirst;
    private bool _isFirstLong;

    public bool AreUnlike { get; private set; }

    public void Add(HpackField field)
    {
        var name = WithoutPort(field.Value);
        if (_hasFirst)
        {
            AreUnlike |= _isFirstLong || field.IsLong || !Ascii.EqualsIgnoreCase(_first, name);
            return;
        }

        name.CopyTo(_room);   // the next field may stand where this one does
        _first = _room[..name.Length];
        (_hasFirst, _isFirstLong) = (true, field.IsLong);
    }

    private static ReadOnlySpan<byte> WithoutPort(ReadOnlySpan<byte> name)
    {
        if (name.EndsWith(":443"u8)) return name[..^4];
        return name.EndsWith(":"u8) ? name[..^1] : name;
    }
}
