using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Claim rules meet claims by their exact text, as the OP sent them, through the whole product.</summary>
public sealed class ClaimRuleTests : IClassFixture<ClaimRuleTests.Stage>
{
    private readonly GatewayHost _gateway;

    public ClaimRuleTests(Stage stage)
    {
        _gateway = stage.Gateway;
        _gateway.Log.Clear();
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("\"0\"", true)]
    [InlineData("[\"1\",\"0\"]", true)]
    [InlineData("[1,0]", true)]
    [InlineData("0.0", false)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"0 \"", false)]
    [InlineData("\"00\"", false)]
    [InlineData("-0.4", false)]
    [InlineData("[]", false)]
    [InlineData("[[\"0\"]]", false)]
    [InlineData("{\"0\":0}", false)]
    [InlineData(null, false)]
    public async Task A97_Trial_0_is_met_by_its_exact_text_alone(string? json, bool allowed)
    {
        var browser = await SignedInAsync(json);

        var page = await browser.GetAsync("/members/full/a.php");

        Assert.Equal((allowed ? 200 : 401, allowed ? "upstream:/members/full/a.php" : "upstream:/members/unauth.php"), (page.Status, page.Text));
        Assert.Equal(200, (await browser.GetAsync("/members/")).Status);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("\"0\"")]
    [InlineData("false")]
    public async Task A97_Trial_no_is_not_met_by_a_number(string json)
    {
        var browser = await SignedInAsync(json);

        var page = await browser.GetAsync("/members/no/a.php");

        Assert.Equal((401, "upstream:/members/unauth.php"), (page.Status, page.Text));
    }

    private async Task<Browser> SignedInAsync(string? trial)
    {
        var claims = new JsonObject { ["username"] = "dave" };
        if (trial is not null) claims["trial"] = JsonNode.Parse(trial);
        _gateway.Nats.Members.Put(new NatsMember("dave", "member-1005", "member with an odd claim", claims));
        return await _gateway.SignedInAsync("dave");
    }

    public sealed class Stage : IAsyncLifetime
    {
        internal GatewayHost Gateway { get; private set; } = null!;   // set before the first test

        public async ValueTask InitializeAsync() => Gateway = await GatewayHost.StartAsync(site => site["Paths"]!["/members/no/"] = "claim trial:no");

        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }
}
