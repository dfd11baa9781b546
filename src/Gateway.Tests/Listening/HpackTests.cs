using System.Text;
using Gateway.Listening;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Listening;

/// <summary>Header blocks are read as RFC 7541 says: its own examples (appendix C), its limits, and random ones.</summary>
public sealed class HpackTests
{
    private readonly HpackTable _table = new();

    // C.1.1 to C.1.3, and what overflows or breaks off.
    [Theory]
    [InlineData("0A", 5, 10)]
    [InlineData("1F9A0A", 5, 1337)]
    [InlineData("2A", 8, 42)]
    [InlineData("1F00", 5, 31)]
    [InlineData("7F80FFFFFF07", 7, int.MaxValue)]
    [InlineData("7F81FFFFFF07", 7, null)]
    [InlineData("7F80FFFFFF0F", 7, null)]
    [InlineData("7F808080808000", 7, null)]
    [InlineData("7FFFFFFFFFFFFFFFFFFF01", 7, null)]
    [InlineData("7F80", 7, null)]
    [InlineData("7F", 7, null)]
    [InlineData("", 7, null)]
    public void An_integer_is_read_or_refused(string hex, int prefixBits, int? value)
    {
        ReadOnlySpan<byte> bytes = Convert.FromHexString(hex);

        Assert.Equal(value, HpackInteger.TryRead(ref bytes, prefixBits, out var read) ? read : null);
        if (value is not null) Assert.True(bytes.IsEmpty);
    }

    [Theory]
    [InlineData("400a637573746f6d2d6b65790d637573746f6d2d686561646572", 55)]
    [InlineData("040c2f73616d706c652f70617468", 0)]
    [InlineData("100870617373776f726406736563726574", 0)]
    [InlineData("82", 0)]
    public void Fields_of_each_form_are_read_C2(string hex, int size)
    {
        Assert.Equal([""], Read(hex));
        Assert.Equal(size, _table.Bytes);
    }

    [Theory]
    [InlineData("828684410f7777772e6578616d706c652e636f6d", "828684be58086e6f2d6361636865", "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565")]
    [InlineData("828684418cf1e3c2e5f23a6ba0ab90f4ff", "828684be5886a8eb10649cbf", "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf")]
    public void Requests_are_read_C3_C4(string first, string second, string third)
    {
        Assert.Equal(["", "", "", "Authority www.example.com"], Read(first));
        Assert.Equal([57], Sizes());
        Assert.Equal(["", "", "", "Authority www.example.com", ""], Read(second));
        Assert.Equal([53, 57], Sizes());
        Assert.Equal(["", "", "", "Authority www.example.com", ""], Read(third));
        Assert.Equal([54, 53, 57], Sizes());
        Assert.Equal(164, _table.Bytes);
    }

    // The examples have a table of 256 bytes, which a size update makes of ours.
    [Theory]
    [InlineData(
        "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d", "4803333037c1c0bf",
        "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31")]
    [InlineData(
        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3", "4883640effc1c0bf",
        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007")]
    public void Entries_give_way_to_newer_ones_C5_C6(string first, string second, string third)
    {
        Read("3fe101" + first);
        Assert.Equal([63, 65, 52, 42], Sizes());
        Read(second);
        Assert.Equal([42, 63, 65, 52], Sizes());
        Read(third);
        Assert.Equal([98, 52, 65], Sizes());
        Assert.Equal(215, _table.Bytes);
    }

    [Theory]
    [InlineData("80")]                          // no entry has the number 0
    [InlineData("be")]                          // nor is there one in the dynamic table yet
    [InlineData("7e0161")]
    [InlineData("ffffffffff07")]
    [InlineData("8220")]                        // a size behind a field
    [InlineData("3fe21f")]                      // a size above ours: 4097
    [InlineData("00")]
    [InlineData("0001")]
    [InlineData("000161")]
    [InlineData("00016102")]
    [InlineData("0001617fffffffff07")]
    [InlineData("000181ff016100")]
    [InlineData("00016184ffffffff")]            // the end of text within a text
    [InlineData("00016181fe")]                  // padding with a zero
    [InlineData("0001618207ff")]                // padding of a whole octet
    public void What_is_no_block_is_a_fault(string hex) => Assert.Null(Read(hex));

    [Fact]
    public void An_entry_above_the_size_empties_the_table_and_a_size_of_0_keeps_nothing()
    {
        Read("4001610162");
        Assert.Equal([34], Sizes());
        Read("400161" + "7fc11f" + new string('0', 2 * 4160));   // 4,160 bytes of value
        Assert.Equal([], Sizes());
        Read("4001610162");
        Read("20" + "4001610162");
        Assert.Equal([], Sizes());
        Read("3fe11f" + "4001610162");
        Assert.Equal([34], Sizes());
    }

    [Fact]
    public void A_name_of_an_entry_that_gives_way_to_the_new_one_is_taken_before()
    {
        Read("3f01" + "40" + "04686f7374" + "00");   // a size of 32 has no room for host
        Assert.Equal([], Sizes());
        Read("3f05" + "40" + "04686f7374" + "00");   // 36 has
        Assert.Equal(["Host "], Read("7e00"));
        Assert.Equal([36], Sizes());
    }

    // Whatever the client chooses, the table is the same, and so are the names of hosts.
    [Fact]
    public void Every_way_to_write_a_list_is_read_alike()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var (random, writer, table) = (new Random(seed), new HpackWriter(), new HpackTable());
            for (var block = 0; block < 20; block++)
            {
                var list = SomeHeads.List(random);
                var read = Read(table, SomeHeads.Write(writer, list, random));

                var hosts = list.Where(one => one.Name is "host" or ":authority");
                Assert.Equal(hosts.Select(one => (one.Name == "host" ? "Host " : "Authority ") + (one.Value.Length > 259 ? "" : one.Value)), read?.Where(one => one.Length > 0));
                Assert.Equal(list.Count, read!.Count);
                Assert.Equal(writer.Dynamic.Select(one => (one.Name.Length, one.Value.Length)), Entries(table).Select(entry => (entry.NameLength, entry.ValueLength)));
            }
        }
    }

    [Fact]
    public void A_coded_text_of_every_octet_is_read()
    {
        var text = string.Concat(Enumerable.Range(0, 256).Select(octet => (char)octet));
        var into = new byte[300];

        Assert.True(HuffmanText.TryDecode(HpackWriter.Coded(text), into, out var length));
        Assert.Equal(text, Encoding.Latin1.GetString(into, 0, length));
    }

    private static List<string>? Read(HpackTable table, byte[] block)
    {
        var found = new List<string>();
        var fields = new HpackFields(block, table, new byte[HostNames.MostBytes]);
        while (fields.TryNext()) found.Add(fields.Current.Name == HeaderName.Other ? "" : $"{fields.Current.Name} {Encoding.Latin1.GetString(fields.Current.Value)}");
        return fields.IsFaulty ? null : found;
    }

    private static IEnumerable<HpackEntry> Entries(HpackTable table)
    {
        for (var index = 62; table.TryFind(index, out var entry); index++) yield return entry;
    }

    private List<string>? Read(string hex) => Read(_table, Convert.FromHexString(hex));

    private IEnumerable<long> Sizes() => Entries(_table).Select(entry => entry.Bytes);
}
