using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>A token response that is not one gives no session; the code is brought once and never again.</summary>
public sealed class TokenResponseForgeryTests(LoginStage stage) : IClassFixture<LoginStage>
{
    [Theory]
    [MemberData(nameof(Lies.Of), "A51", MemberType = typeof(Lies))]
    public Task A51_Without_an_id_token_there_is_no_login(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A53", MemberType = typeof(Lies))]
    public Task A53_A_token_of_another_kind_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [MemberData(nameof(Lies.Of), "A55", MemberType = typeof(Lies))]
    public Task A55_What_is_no_token_response_is_refused_never_followed_and_not_shown(string lie) => RefusedLogin.OfAsync(stage, lie);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(7)]
    public async Task Without_an_access_token_there_is_no_login_either(object? token)
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.TokenResponse = answer => answer["access_token"] = token is int number ? number : (string?)token;

        await RefusedLogin.AssertAsync(gateway, "token_no_access_token");
    }

    [Fact]
    public async Task A56_A_code_that_the_OP_does_not_take_is_the_members_to_start_again()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.Token.Refuse("invalid_grant");

        var page = await RefusedLogin.AssertAsync(gateway, "token_invalid_grant", 400);

        Assert.Contains("Please start again.", page.Text, StringComparison.Ordinal);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task A57_A_client_that_the_OP_does_not_take_is_the_owners_to_mend()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.Token.Refuse("invalid_client", 401);

        await RefusedLogin.AssertAsync(gateway, "op_client_refused");

        var line = Assert.Single(gateway.Log.Warnings).Text;
        Assert.Contains("site=a", line, StringComparison.Ordinal);
        Assert.Contains("client secret refused", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dropped")]
    [InlineData("lost")]
    [InlineData("500")]
    [InlineData("500 with an error")]
    [InlineData("403")]
    public async Task A58_A_call_that_fails_is_never_repeated(string fault)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var token = gateway.Nats.Switches.Token;
        if (fault == "dropped") token.Drop();
        else if (fault == "lost") token.LoseAnswer();
        else if (fault == "500") token.Fail(500, "<p>secret-of-the-op</p>", "text/html");
        else if (fault == "403") token.Fail(403);
        else token.Refuse("server_error", 500);

        var page = await RefusedLogin.AssertAsync(gateway, fault switch { "dropped" or "lost" => "op_unreachable", "403" => "op_refuses_this_server", _ => "op_status" });

        Assert.DoesNotContain("secret-of-the-op", page.Text, StringComparison.Ordinal);
        Assert.Single(gateway.Log.Warnings);
    }

    [Fact]
    public async Task A58_The_same_callback_once_more_brings_the_code_no_second_time()
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.Token.LoseAnswer(times: 1);
        var browser = gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice", "/members/a.php");

        var first = await browser.GetAsync(callback);
        var again = await browser.GetAsync(callback);

        Assert.Equal(502, first.Status);
        Assert.Equal("https://a.example/members/a.php", again.Header("Location"));
        Assert.Null(browser.SessionCookie);
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
    }

    [Theory]
    [MemberData(nameof(Lies.Of), "A88 response", MemberType = typeof(Lies))]
    public Task A88_A_name_that_stands_twice_is_refused(string lie) => RefusedLogin.OfAsync(stage, lie);
}
