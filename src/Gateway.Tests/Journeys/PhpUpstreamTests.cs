using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Every way to run PHP behind Gateway, by the files of <c>deploy/upstream</c> and real servers.</summary>
public sealed class PhpUpstreamTests
{
    [Theory]
    [MemberData(nameof(PhpUpstream.Kinds), MemberType = typeof(PhpUpstream))]
    public async Task A_page_runs_and_knows_its_path(PhpKind kind)
    {
        using var area = new PhpArea();
        area.Script("dump.php", "/members/x.php");
        await using var php = await PhpUpstream.StartAsync(kind, area);
        await using var gateway = await GatewayHost.StartAsync(php.Configure);
        var browser = await gateway.SignedInAsync("bob");

        var dump = PhpDump.Of(await browser.GetAsync("/members/x.php/behind/it?a=b%20c"));

        Assert.Equal(("/members/x.php", "/behind/it", "a=b%20c", "GET"), (dump["SCRIPT_NAME"], dump["PATH_INFO"], dump["QUERY_STRING"], dump["REQUEST_METHOD"]));
        Assert.Equal(area["/members/x.php"], dump["SCRIPT_FILENAME"]);
        gateway.AssertQuiet();
    }
}
