using System.Buffers;

namespace Gateway.Listening;

/// <summary>Bytes that come in pieces, in an array of the common pool while there are any.</summary>
internal struct Pieces
{
    private byte[]? _bytes;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> All => _bytes.AsSpan(0, Length);

    public void Add(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty) return;

        if (_bytes is null || _bytes.Length - Length < piece.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length * 2, Length + piece.Length));
            All.CopyTo(larger);
            Return();
            _bytes = larger;
        }

        piece.CopyTo(_bytes.AsSpan(Length));
        Length += piece.Length;
    }

    public void Clear()
    {
        Return();
        (_bytes, Length) = (null, 0);
    }

    private readonly void Return()
    {
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
    }
}
