using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Gateway.FastCgi;

/// <summary>
/// Begin of a request and its parameters as records (FastCGI 1.0, 3.4 and 5.2). Names and values are bytes, each carried by one Latin-1
/// character. A pair is kept within one record where it fits, because php-fpm reads each record by itself.
/// </summary>
internal sealed class FastCgiParameters
{
    private const int LongLength = 128;
    private const byte Responder = 1;
    private const byte KeepConnection = 1;

    private readonly ArrayBufferWriter<byte> _records = new(4096);
    private readonly ArrayBufferWriter<byte> _open = new(2048);

    public FastCgiParameters(bool keepConnection)
    {
        Write(FastCgiRecordType.BeginRequest, [0, Responder, keepConnection ? KeepConnection : (byte)0, 0, 0, 0, 0, 0]);
    }

    public void Add(string name, string value)
    {
        var pair = ArrayPool<byte>.Shared.Rent(8 + name.Length + value.Length);
        var length = WriteLength(pair, name.Length);
        length += WriteLength(pair.AsSpan(length), value.Length);
        length += Encoding.Latin1.GetBytes(name, pair.AsSpan(length));
        length += Encoding.Latin1.GetBytes(value, pair.AsSpan(length));

        if (_open.WrittenCount + length > FastCgiRecord.MostContent) CloseRecord();
        var rest = pair.AsSpan(0, length);
        for (; rest.Length > FastCgiRecord.MostContent; rest = rest[FastCgiRecord.MostContent..])
            Write(FastCgiRecordType.Params, rest[..FastCgiRecord.MostContent]);
        _open.Write(rest);
        ArrayPool<byte>.Shared.Return(pair);
    }

    /// <summary>All records up to the end of the parameters; when there is no body, the end of that too.</summary>
    public ReadOnlyMemory<byte> Complete(bool hasBody)
    {
        CloseRecord();
        Write(FastCgiRecordType.Params, []);
        if (!hasBody) Write(FastCgiRecordType.Stdin, []);
        return _records.WrittenMemory;
    }

    private void CloseRecord()
    {
        if (_open.WrittenCount == 0) return;
        Write(FastCgiRecordType.Params, _open.WrittenSpan);
        _open.ResetWrittenCount();
    }

    private void Write(FastCgiRecordType type, ReadOnlySpan<byte> content)
    {
        new FastCgiRecord(type, content.Length, 0).Write(_records.GetSpan(FastCgiRecord.HeadLength));
        _records.Advance(FastCgiRecord.HeadLength);
        _records.Write(content);
    }

    private static int WriteLength(Span<byte> into, int length)
    {
        if (length < LongLength)
        {
            into[0] = (byte)length;
            return 1;
        }

        BinaryPrimitives.WriteUInt32BigEndian(into, (uint)length | 0x8000_0000);
        return 4;
    }
}
