using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Differential;

/// <summary>Equal to the module: whatever PHP is told otherwise stands in the list of what has been decided, and nothing stands there in vain.</summary>
public sealed class ModuleTests(ModuleStage stage) : IClassFixture<ModuleStage>
{
    [Fact]
    public void Php_is_told_what_the_module_told_it()
    {
        var undecided = stage.Differences.Where(difference => !Decisions.All.Any(decision => decision.Explains(difference))).ToList();

        Assert.True(undecided.Count == 0, $"{undecided.Count} differences that nobody has decided:\n{string.Join('\n', undecided)}");
    }

    [Fact]
    public void Every_difference_that_was_decided_shows()
    {
        var idle = Decisions.All.Where(decision => !stage.Differences.Any(decision.Explains));

        Assert.Empty(idle);
    }

    [Fact]
    public void Every_site_tells_php_of_its_members()
    {
        foreach (var site in ComparedSites.All)
        {
            var told = Assert.Single(stage.Told, one => one.Site == site.Name && one.Request == site.Requests[0].Name && one.Member == site.Members[0]).Variables;

            Assert.Equal("openid-connect", told["AUTH_TYPE"]);
            Assert.Equal(site.Host, told["HTTP_HOST"]);
            Assert.Contains(site.Tells, told);
        }
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a", null)]
    [InlineData(null, "")]
    public void A_difference_is_found(string? module, string? gateway)
    {
        var found = Assert.Single(ModuleStage.Compare("site", PhpKind.FastCgi, "member", "request", Told(module), Told(gateway)));

        Assert.Equal(new Difference("site", PhpKind.FastCgi, "member", "request", "OIDC_CLAIM_x", module, gateway), found);
    }

    private static Dictionary<string, string> Told(string? value) => value is null ? [] : new() { ["OIDC_CLAIM_x"] = value };
}
