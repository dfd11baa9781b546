using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The OP's logout page ends sessions by frames that it loads from us (OpenID Connect Front-Channel Logout 1.0).</summary>
public sealed class FrontChannelLogoutTests : IAsyncLifetime
{
    private static readonly (string, string)[] Foreign = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "iframe"), ("Cookie", "")];

    private GatewayHost _gateway = null!;   // set before the first test
    private Browser _alice = null!;

    private string Issuer => Uri.EscapeDataString(_gateway.Nats.Issuer);

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayHost.StartAsync(site => site["Logout"] = new JsonObject { ["FrontChannel"] = true });
        LogoutTokens.SignInIs(_gateway, "desk");
        _alice = await _gateway.SignedInAsync("alice");
        VanityStage.Forget(_gateway);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("get")]
    [InlineData("img")]
    public async Task B60_B62_The_sign_in_that_iss_and_sid_name_ends_without_a_cookie_and_nothing_is_revoked(string kind)
    {
        LogoutTokens.SignInIs(_gateway, "phone");
        var phone = await _gateway.SignedInAsync("alice");

        var answer = await _gateway.NewBrowser().GetAsync($"{GatewayHost.Vanity}?logout={kind}&iss={Issuer}&sid=desk", Foreign);

        AssertForFrame(answer, kind);
        await VanityStage.AssertDeadAsync(_gateway, _alice.SessionCookie!);
        await VanityStage.AssertSignedInAsync(phone);
        Assert.Equal(1, _gateway.Counts.Of("gateway.sessions.ended", ("cause", "front_channel")));
        await AssertNothingRevokedAsync();
        _gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("iss=https%3A%2F%2Fevil.example&sid=desk")]
    [InlineData("iss={iss}&sid=nobody")]
    [InlineData("iss={iss}&sid=")]
    [InlineData("iss={iss}")]
    [InlineData("sid=desk")]
    [InlineData("x=1")]
    public async Task B61_What_names_no_sign_in_ends_nothing_and_is_answered_alike(string query)
    {
        var known = await _gateway.NewBrowser().GetAsync($"{GatewayHost.Vanity}?logout=get&iss={Issuer}&sid=nobody", Foreign);

        var answer = await _gateway.NewBrowser().GetAsync($"{GatewayHost.Vanity}?logout=get&{query.Replace("{iss}", Issuer, StringComparison.Ordinal)}", Foreign);

        AssertForFrame(answer, "get");
        Assert.Equal(known.Text, answer.Text);
        await VanityStage.AssertSignedInAsync(_alice, query);
        await AssertNothingRevokedAsync();
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task B61_Names_of_another_sign_in_do_not_end_the_session_of_the_cookie()
    {
        Assert.Equal(200, (await _alice.GetAsync($"{GatewayHost.Vanity}?logout=get&iss={Issuer}&sid=nobody", ("Sec-Fetch-Site", "cross-site"))).Status);

        await VanityStage.AssertSignedInAsync(_alice);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("img")]
    public async Task E43_With_the_cookie_a_frame_of_another_site_ends_its_session(string kind)
    {
        var cookie = _alice.SessionCookie!;

        var answer = await _alice.GetAsync($"{GatewayHost.Vanity}?logout={kind}", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "iframe"));

        AssertForFrame(answer, kind);
        await VanityStage.AssertDeadAsync(_gateway, cookie);
        Assert.Null(_alice.SessionCookie);
    }

    [Fact]
    public async Task E20_A_foreign_page_still_gets_no_logout_by_address()
    {
        var answer = await _alice.GetAsync(GatewayHost.Vanity + "?logout=/", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "image"));

        Assert.Contains("Sign out?", answer.Text, StringComparison.Ordinal);
        await VanityStage.AssertSignedInAsync(_alice);
    }

    [Fact]
    public async Task E43_Where_it_is_off_names_and_cookie_end_nothing_and_no_page_may_frame_the_answer()
    {
        await using var gateway = await GatewayHost.StartAsync();
        LogoutTokens.SignInIs(gateway, "desk");
        var alice = await gateway.SignedInAsync("alice");

        var answer = await alice.GetAsync($"{GatewayHost.Vanity}?logout=get&iss={Uri.EscapeDataString(gateway.Nats.Issuer)}&sid=desk", ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(200, answer.Status);
        Proof.Own(answer);
        await VanityStage.AssertSignedInAsync(alice);
    }

    private async Task AssertNothingRevokedAsync()
    {
        await VanityStage.RevokedAsync(_gateway);
        Assert.Empty(_gateway.Nats.Ledger.Of(NatsEndpoint.Revocation));
    }

    // 200, kept nowhere, and to be framed by the OP alone.
    private void AssertForFrame(Answer answer, string kind)
    {
        Assert.Equal((200, "no-store", kind == "img" ? "image/png" : "text/html; charset=utf-8"), (answer.Status, answer.Header("Cache-Control"), answer.Header("Content-Type")));
        Assert.Null(answer.Header("X-Frame-Options"));
        Assert.EndsWith($"; frame-ancestors {_gateway.Nats.Issuer}", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }
}
