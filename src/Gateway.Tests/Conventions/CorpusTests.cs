using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Gateway.Tests.Conventions;

/// <summary>
/// The rows of the security corpus that are proven: each has a test whose name begins with its id, or with several ids. A row that is
/// finished is added here.
/// </summary>
public sealed partial class CorpusTests
{
    private static readonly string[] Proven =
    [
        // Authorization request and response
        "A01", "A03-A09", "A11-A14", "A16-A17", "A19", "A21-A23", "A25-A26", "A28-A32", "A34-A41", "A44-A45",

        // Token response and id token, userinfo, metadata, keys, transport
        "A50-A61", "A63", "A65-A72", "A75-A78", "A80-A81", "A83-A91", "A93", "A95-A98",
        "A110", "A112-A114", "A116-A117", "A120", "A122-A124", "A130-A135", "A137", "A140", "A143",

        // Sessions and cookies
        "C01-C14", "C20", "C22", "C24", "C30-C31", "C34-C44", "C46-C47",

        // Relying-party conformance
        "B01-B14", "B20-B25", "B30-B32", "B40-B41", "B48-B52", "B60-B62", "B70-B75", "B80-B83",

        // Refresh and userinfo on a live session
        "D01-D16", "D19-D29",

        // Vanity URL
        "E01-E18", "E20-E32", "E34-E47",

        // One path, one meaning
        "F01-F02", "F04-F16", "F18", "F20-F28", "F30", "F40", "F42-F53",

        // Spoofed identity, framing, protocol switches, caches
        "F60-F64", "F66-F76", "F78-F80", "F90-F95", "F97-F106", "F108-F110", "F112-F113", "F120-F121", "F123-F125", "F127",

        // FastCGI client
        "G01", "G03-G28",

        // Configuration
        "H01-H05", "H11-H16", "H18-H25", "H30-H36", "H38-H39",

        // Availability
        "I01-I06", "I08-I12", "I20-I23", "I25-I26", "I30-I32", "I40-I47",
    ];

    [Fact]
    public void Every_row_that_is_proven_has_its_test() => Assert.Empty(WithoutTest(Proven));

    [Fact]
    public void A_row_without_a_test_is_found() => Assert.Equal(["E998", "E999"], WithoutTest(["E01", "E998-E999"]));

    [Theory]
    [InlineData("E27_E28_What_is_no_format", "E27", "E28")]
    [InlineData("B100_Row_of_three_digits", "B100")]
    [InlineData("Nothing_of_C01")]
    [InlineData("C01")]
    public void Ids_stand_in_front_of_the_name(string name, params string[] ids) => Assert.Equal(ids, RowsOf(name));

    private static IEnumerable<string> WithoutTest(IEnumerable<string> rows)
    {
        var tests = typeof(CorpusTests).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Where(method => method.IsDefined(typeof(FactAttribute), inherit: true));

        return rows.SelectMany(Rows).Except(tests.SelectMany(test => RowsOf(test.Name)));
    }

    private static IEnumerable<string> RowsOf(string test) => Ids().Match(test).Groups["id"].Captures.Select(capture => capture.Value);

    // One row, or a range of rows of one part.
    private static IEnumerable<string> Rows(string written)
    {
        var ends = written.Split('-');
        var format = "D" + (ends[0].Length - 1).ToString(CultureInfo.InvariantCulture);
        for (var row = Number(ends[0]); row <= Number(ends[^1]); row++) yield return ends[0][0] + row.ToString(format, CultureInfo.InvariantCulture);
    }

    private static int Number(string row) => int.Parse(row[1..], CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?:(?<id>[A-I][0-9]{2,3})_)+")]
    private static partial Regex Ids();
}
