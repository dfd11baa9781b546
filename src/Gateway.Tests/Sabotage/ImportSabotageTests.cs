using System.Text.RegularExpressions;
using Gateway.Tests.ApacheImport;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Sabotage;

/// <summary>What makes an import safe, each taken out of the files that it writes: the test that holds it against a real Apache must then fail.</summary>
public sealed class ImportSabotageTests
{
    [Fact]
    public async Task Test_fails_when_what_cannot_be_judged_is_let_in()
    {
        TriedImport.Edit.Value = text => text.Replace("\"all denied\"", "\"all granted\"", StringComparison.Ordinal);

        Assert.NotNull(await JourneyRun.FailureAsync(typeof(RandomSiteTests), nameof(RandomSiteTests.Nobody_comes_in_where_it_once_went_wrong)));
    }

    [Theory]
    [InlineData("(?m)^ *Include .*$")]
    [InlineData("(?m)^ *Require expr .*$")]
    public async Task Test_fails_without_what_upstream_conf_asks_for(string lines)
    {
        UpstreamConfTests.Edit.Value = text => Regex.Replace(text, lines, match => match.Value.Contains("expr", StringComparison.Ordinal) ? "Require all granted" : "");

        Assert.NotNull(await JourneyRun.FailureAsync(typeof(UpstreamConfTests), nameof(UpstreamConfTests.Apache_behind_judges_the_file_itself_and_knows_Gateway_by_the_secret_alone)));
    }
}
