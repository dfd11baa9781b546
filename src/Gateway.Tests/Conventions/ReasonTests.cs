using System.Text.RegularExpressions;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Conventions;

public sealed partial class ReasonTests
{
    [Fact]
    public void Every_reason_code_stands_in_the_table_of_the_readme()
    {
        var codes = Sources.Product
            .SelectMany(source => Codes().Matches(File.ReadAllText(Path.Combine(Sources.Root, "src", "Gateway", source.Path))))
            .Select(match => match.Groups["code"].Value).Distinct().ToList();
        var explained = Explained().Matches(ReadmeSample.Readme).Select(match => match.Groups["code"].Value).ToList();

        Assert.True(codes.Count > 30, $"Only {codes.Count} codes were found: the search no longer fits the code.");
        Assert.All(codes, code => Assert.Contains(explained, known => known == code || (known.EndsWith('…') && code.StartsWith(known[..^1], StringComparison.Ordinal))));
    }

    [GeneratedRegex("""(?:const string Reason\w+ = |new Refusal\([^";]*|Refusal \w+ = new\([^"]*|ProviderFailed\(|ProviderUnavailableException\(|RefusedException\()"(?<code>[a-z_0-9]+)""")]
    private static partial Regex Codes();

    [GeneratedRegex("`(?<code>[a-z_0-9]+…?)`")]
    private static partial Regex Explained();
}
