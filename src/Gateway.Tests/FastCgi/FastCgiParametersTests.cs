using System.Buffers.Binary;
using System.Text;
using Gateway.FastCgi;
using Xunit;

namespace Gateway.Tests.FastCgi;

public sealed class FastCgiParametersTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public void Names_and_values_of_every_length_come_out_as_they_went_in(int length)
    {
        var parameters = new FastCgiParameters(keepConnection: false);
        parameters.Add("A", "before");
        parameters.Add(new string('N', Math.Max(length, 1)), "name");
        parameters.Add("VALUE", new string('v', length));
        parameters.Add("Z", "behind");

        var records = Records(parameters.Complete(hasBody: false));

        Assert.Equal([1, .. Enumerable.Repeat(4, records.Count - 2), 5], records.Select(record => record.Type));
        Assert.Empty(records[^1].Content);
        Assert.Empty(records[^2].Content);
        Assert.All(records[1..^2], record => Assert.InRange(record.Content.Length, 1, 65_535));
        var pairs = Pairs(records.Where(record => record.Type == 4).SelectMany(record => record.Content).ToArray());
        Assert.Equal(["before", "name", new string('v', length), "behind"], pairs.Select(pair => pair.Value));
        Assert.Equal(["A", new string('N', Math.Max(length, 1)), "VALUE", "Z"], pairs.Select(pair => pair.Key));
    }

    [Fact]
    public void A_pair_stays_within_one_record_where_it_fits()
    {
        var parameters = new FastCgiParameters(keepConnection: true);
        for (var i = 0; i < 100; i++) parameters.Add($"NAME_{i:D3}", new string('v', 3000));

        var records = Records(parameters.Complete(hasBody: true));

        Assert.Equal(new byte[] { 0, 1, 1, 0, 0, 0, 0, 0 }, records[0].Content);
        Assert.Equal(100, records.Where(record => record.Type == 4).Sum(record => Pairs(record.Content).Count));
        Assert.DoesNotContain(records, record => record.Type == 5);
    }

    [Fact]
    public void A_length_takes_one_byte_up_to_127_and_four_from_128()
    {
        var parameters = new FastCgiParameters(keepConnection: false);
        parameters.Add("A", new string('v', 127));
        parameters.Add("B", new string('v', 128));

        var content = Records(parameters.Complete(hasBody: false))[1].Content;

        Assert.Equal([1, 127, (byte)'A'], content[..3]);
        Assert.Equal([1, 0x80, 0, 0, 128, (byte)'B'], content[130..136]);
    }

    private static List<(int Type, byte[] Content)> Records(ReadOnlyMemory<byte> bytes)
    {
        var records = new List<(int, byte[])>();
        for (var rest = bytes.Span; rest.Length > 0;)
        {
            Assert.Equal((1, 1), (rest[0], BinaryPrimitives.ReadUInt16BigEndian(rest[2..])));
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[4..]);
            records.Add((rest[1], rest.Slice(8, length).ToArray()));
            rest = rest[(8 + length + rest[6])..];
        }

        return records;
    }

    private static List<KeyValuePair<string, string>> Pairs(ReadOnlySpan<byte> bytes)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        for (var at = 0; at < bytes.Length;)
        {
            var (name, value) = (Length(bytes, ref at), Length(bytes, ref at));
            pairs.Add(new(Encoding.Latin1.GetString(bytes.Slice(at, name)), Encoding.Latin1.GetString(bytes.Slice(at + name, value))));
            at += name + value;
        }

        return pairs;
    }

    private static int Length(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (bytes[at] < 128) return bytes[at++];
        at += 4;
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes[(at - 4)..]) & 0x7FFF_FFFF);
    }
}
