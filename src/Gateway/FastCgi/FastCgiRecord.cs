using System.Buffers.Binary;

namespace Gateway.FastCgi;

/// <summary>What a record carries (FastCGI 1.0, 8): only those that a web server sends or gets.</summary>
internal enum FastCgiRecordType : byte
{
    BeginRequest = 1,
    EndRequest = 3,
    Params = 4,
    Stdin = 5,
    Stdout = 6,
    Stderr = 7,
}

/// <summary>
/// The head of one record (FastCGI 1.0, 3.3). One request a connection at a time, so its number is always 1; anything else in an answer is
/// not ours and must reach no member.
/// </summary>
internal readonly record struct FastCgiRecord(FastCgiRecordType Type, int ContentLength, int PaddingLength)
{
    public const int HeadLength = 8;
    public const int MostContent = 65_535;

    private const byte Version = 1;
    private const ushort RequestId = 1;

    public void Write(Span<byte> head)
    {
        head[0] = Version;
        head[1] = (byte)Type;
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], RequestId);
        BinaryPrimitives.WriteUInt16BigEndian(head[4..], (ushort)ContentLength);
        head[6] = (byte)PaddingLength;
        head[7] = 0;
    }

    /// <summary>The head of a record of the answer; false for one that may not stand there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> head, out FastCgiRecord record)
    {
        record = new((FastCgiRecordType)head[1], BinaryPrimitives.ReadUInt16BigEndian(head[4..]), head[6]);
        return head[0] == Version
            && BinaryPrimitives.ReadUInt16BigEndian(head[2..]) == RequestId
            && (record.Type is FastCgiRecordType.Stdout or FastCgiRecordType.Stderr
                || record is { Type: FastCgiRecordType.EndRequest, ContentLength: 8 });
    }
}
