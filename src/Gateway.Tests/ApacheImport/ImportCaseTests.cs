using Gateway.ApacheImport;
using Xunit;

namespace Gateway.Tests.ApacheImport;

public sealed class ImportCaseTests
{
    public static TheoryData<string> Names => [.. ImportCase.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_case_becomes_what_its_file_says(string name)
    {
        var (expected, made) = ImportCase.Run(name);

        Assert.Equal(expected, made);
    }

    [Fact]
    public void Every_directive_of_the_module_has_a_case() =>
        Assert.Empty(DirectiveMap.Rows.Select(row => $"directives/{row.Name}").Except(ImportCase.Names));

    [Fact]
    public void Every_directive_of_both_versions_stands_in_the_table_once()
    {
        Assert.Equal(149, DirectiveMap.Rows.Count);
        Assert.Equal(149, DirectiveMap.Rows.DistinctBy(row => row.Name.ToUpperInvariant()).Count());
        Assert.All(DirectiveMap.Rows, row => Assert.True(row.Setting is null != row.Reason is null, $"{row.Name} has a setting and a reason to have none, or neither"));
    }
}
