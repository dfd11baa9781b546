using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Forgery;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Without a clean user name there is no session: PHP would not know whom it serves.</summary>
public sealed class UserNameTests(LoginStage stage) : IClassFixture<LoginStage>
{
    [Theory]
    [InlineData(null)]
    [InlineData("\"\"")]
    [InlineData("[\"alice\"]")]
    [InlineData("{\"name\":\"alice\"}")]
    [InlineData("\"alice\\nroot\"")]
    [InlineData("\"alice\\u0000\"")]
    [InlineData("\"alice\\u007f\"")]
    public async Task A95_A_member_without_a_clean_user_name_is_told_so_and_not_sent_round_in_circles(string? json)
    {
        var gateway = stage.Fresh();
        gateway.Nats.Switches.UserInfoClaims = claims =>
        {
            claims.Remove("username");
            if (json is not null) claims["username"] = JsonNode.Parse(json);
        };

        var page = await RefusedLogin.AssertAsync(gateway, "no_user_name", 403, userInfoCalls: 1);

        Assert.Contains("Your account has no user name", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Location);
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Authorize));
    }
}
