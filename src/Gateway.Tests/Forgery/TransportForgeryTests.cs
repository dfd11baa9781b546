using System.Net;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Forgery;

/// <summary>
/// Answers that come from elsewhere, never end, or are larger than any answer: an outage in bounded time and memory, at a login and on a
/// living session, never a refusal of the member.
/// </summary>
public sealed class TransportForgeryTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // For a test that would wait for ever: what is no wait for the clock is over at once.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    public static TheoryData<string> Lying(string row, int status) => [.. Lies.All.Where(lie => lie.Row == row && lie.Status == status).Select(lie => lie.ToString())];

    public static TheoryData<string> OnUserInfo(string row) => [.. Lies.All.Where(lie => lie.Row == row && lie.Name.Contains(NatsEndpoint.UserInfo, StringComparison.Ordinal)).Select(lie => lie.ToString())];

    public static TheoryData<string, string> Wires
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var fault in WireFaults.All)
                foreach (var endpoint in (string[])[NatsEndpoint.Metadata, NatsEndpoint.Jwks, NatsEndpoint.Token, NatsEndpoint.UserInfo]) data.Add(fault.ToString(), endpoint);
            return data;
        }
    }

    public static TheoryData<string> Faults => [.. WireFaults.All.Select(fault => fault.ToString())];

    // Of half a body no client makes sense.
    public static TheoryData<string> Swallowed => [.. WireFaults.All.Where(fault => fault.Name != "half a body").Select(fault => fault.ToString())];

    [Theory]
    [MemberData(nameof(Lying), "A123", 503)]
    [MemberData(nameof(Lying), "A120", 503)]
    public Task A120_A123_Documents_from_elsewhere_or_packed_are_not_read(string lie) => RefusedMetadata.OfAsync(lie);

    [Theory]
    [MemberData(nameof(Lying), "A123", 502)]
    [MemberData(nameof(Lying), "A120", 502)]
    public Task A120_A123_Answers_from_elsewhere_or_packed_are_no_login(string lie) => RefusedLogin.OfAsync(lie, userInfoCalls: lie.Contains(NatsEndpoint.UserInfo, StringComparison.Ordinal) ? 1 : 0);

    [Theory]
    [MemberData(nameof(OnUserInfo), "A123")]
    [MemberData(nameof(OnUserInfo), "A120")]
    public Task A120_A123_Nor_do_they_bring_a_claim(string lie) => RefusedClaims.OfAsync(lie);

    [Theory]
    [InlineData("http://169.254.169.254/")]
    [InlineData("trap")]
    public async Task A123_A_redirect_of_userinfo_is_not_followed_and_the_token_goes_nowhere(string target)
    {
        await using var trap = new Trap();
        await using var gateway = await RefusedClaims.StartAsync(plain: false);
        var member = await gateway.SignedInAsync("alice");
        gateway.Log.Clear();
        gateway.Nats.Switches.UserInfo.Redirect(target == "trap" ? trap.Address.ToString() : target);

        await RefusedLogin.AssertAsync(gateway, "op_status", userInfoCalls: 1);
        Assert.Contains("detail=\"Userinfo answered 302.\"", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
        gateway.Log.Clear();
        gateway.Pass(10);
        await RefusedClaims.AssertKeptAsync(gateway, member, "op_status");

        Assert.Equal(0, trap.Visits);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A120_A143_A_login_over_a_bad_wire_is_an_outage(string name, string endpoint)
    {
        var fault = WireFaults.Named(name);
        await using var gateway = await GatewayHost.StartAsync();
        Send(gateway.Nats, endpoint, fault);

        if (endpoint is NatsEndpoint.Metadata or NatsEndpoint.Jwks)
        {
            await RefusedMetadata.AssertAsync(gateway, fault.Reason);
        }
        else
        {
            await RefusedLogin.AssertAsync(gateway, fault.Reason, userInfoCalls: endpoint == NatsEndpoint.UserInfo ? fault.Calls : 0);
        }

        Assert.Equal(endpoint == NatsEndpoint.Token ? 1 : fault.Calls, gateway.Nats.Ledger.Count(endpoint));
    }

    [Theory]
    [InlineData(NatsEndpoint.Token)]
    [InlineData(NatsEndpoint.UserInfo)]
    public async Task A120_Three_hundred_kilobytes_are_too_many_for_an_answer_about_one_member(string endpoint)
    {
        await using var gateway = await GatewayHost.StartAsync();
        Send(gateway.Nats, endpoint, WireFaults.Blanks(300));

        await RefusedLogin.AssertAsync(gateway, "op_answer_too_large", userInfoCalls: endpoint == NatsEndpoint.UserInfo ? 1 : 0);
    }

    [Fact]
    public async Task A120_And_not_for_metadata_and_keys()
    {
        await using var gateway = await GatewayHost.StartAsync();
        foreach (var endpoint in (string[])[NatsEndpoint.Metadata, NatsEndpoint.Jwks]) Send(gateway.Nats, endpoint, WireFaults.Blanks(300));

        Assert.Equal("upstream:/members/", (await gateway.NewBrowser().SignInAsync("alice")).Text);
        gateway.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A120_A143_On_a_living_session_it_keeps_the_old_claims(string name)
    {
        var fault = WireFaults.Named(name);
        await using var gateway = await RefusedClaims.StartAsync(plain: false);
        var member = await gateway.SignedInAndForgottenAsync();
        Send(gateway.Nats, NatsEndpoint.UserInfo, fault);
        gateway.Pass(10);

        await RefusedClaims.AssertKeptAsync(gateway, member, fault.Reason, fault.Calls);
    }

    [Theory]
    [InlineData(NatsEndpoint.Metadata, NatsEndpoint.MetadataPath, 5)]
    [InlineData(NatsEndpoint.Jwks, NatsEndpoint.JwksPath, 5)]
    [InlineData(NatsEndpoint.Token, NatsEndpoint.TokenPath, 10)]
    [InlineData(NatsEndpoint.UserInfo, NatsEndpoint.UserInfoPath, 5)]
    public async Task A120_A_byte_a_second_is_given_up_when_the_call_has_had_its_time(string endpoint, string path, int seconds)
    {
        var begun = new AnswerBegun(path);
        await using var gateway = await GatewayHost.StartAsync(services: begun.Watch);
        gateway.Nats.Switches.Of(endpoint).Drip(Second);
        var browser = gateway.NewBrowser();
        var login = endpoint is NatsEndpoint.Metadata or NatsEndpoint.Jwks ? "/members/" : await browser.ReachCallbackAsync("alice");

        var asking = browser.GetAsync(login);
        await begun.Task.WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken);
        var early = await DripAsync(gateway, asking, seconds);
        var answer = await asking.WaitAsync(Deadline, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.False(early, "it gave up too early");
        if (endpoint is NatsEndpoint.Metadata or NatsEndpoint.Jwks) Proof.ErrorPage(gateway, answer, 503, "sign_in_unavailable");
        else Proof.ErrorPage(gateway, answer, 502, "op_timeout");
        Assert.Contains("(op_timeout", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
        Assert.Null(browser.SessionCookie);
        Assert.Equal(1, gateway.Nats.Ledger.Count(endpoint));
    }

    [Fact]
    public async Task A120_On_a_living_session_nobody_waits_for_the_drip_longer_than_two_seconds()
    {
        await using var gateway = await RefusedClaims.StartAsync(plain: false);
        var member = await gateway.SignedInAndForgottenAsync();
        gateway.Nats.Switches.UserInfo.Drip(Second);
        gateway.Pass(10);

        var asking = member.GetAsync(Full);
        await DripAsync(gateway, asking, 2);
        var page = await asking;
        for (var second = 2; second < 5; second++) await DripAsync(gateway, asking, 1, before: second);
        await gateway.SaidAsync("(op_timeout), the last good ones stay: site=a");

        Assert.Equal(200, page.Status);
        Assert.True(gateway.Area.Last(Full).IsDegraded());
        Assert.Equal(1, gateway.UserInfos());
    }

    [Fact]
    public async Task A143_The_op_sets_no_cookie_at_the_gateway()
    {
        await using var gateway = await GatewayHost.StartAsync(Tokens());
        foreach (var endpoint in (string[])[NatsEndpoint.Metadata, NatsEndpoint.Jwks, NatsEndpoint.Token, NatsEndpoint.UserInfo])
            gateway.Nats.Switches.Of(endpoint).Headers = [new("Set-Cookie", "op=1; Path=/"), new("Set-Cookie", "__Host-gateway=forged; Path=/; Secure")];

        var member = await gateway.SignedInAsync("alice");
        var cookie = member.SessionCookie;
        await gateway.SignedInAsync("bob");
        gateway.Pass(11);
        await gateway.SeeAsync(member, Full);

        Assert.Equal(cookie, member.SessionCookie);
        Assert.NotEqual("forged", cookie);
        var calls = gateway.Nats.Ledger.Calls.Where(call => call.Endpoint is not (NatsEndpoint.Authorize or NatsEndpoint.Login)).ToList();
        Assert.True(calls.Count > 6, $"only {calls.Count} calls");
        Assert.All(calls, call => Assert.False(call.Headers.ContainsKey("Cookie"), call.Endpoint));
        gateway.AssertQuiet();
    }

    /// <summary>The faults are real: a client without limits swallows each of them.</summary>
    [Theory]
    [MemberData(nameof(Swallowed))]
    public async Task A_client_without_limits_takes_it(string name)
    {
        await using var gateway = await GatewayHost.StartAsync();
        Send(gateway.Nats, NatsEndpoint.Metadata, WireFaults.Named(name));
#pragma warning disable CA2262 // So many kilobytes are meant.
        using var lax = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, MaxResponseHeadersLength = 4096 });
#pragma warning restore CA2262

        using var response = await lax.GetAsync(gateway.Nats.MetadataUrl, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers.NonValidated.Sum(header => header.Key.Length + header.Value.Sum(value => value.Length + 4));
        var bytes = headers;
        var buffer = new byte[64 * 1024];
        while (bytes < 600 * 1024 && await body.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read) bytes += read;

        Assert.True(bytes >= 600 * 1024 || response.Headers.NonValidated.Count > 9_000, $"only {bytes} bytes came");
    }

    // Byte after byte, each when the one before has been sent; whether it ended before the last.
    private static async Task<bool> DripAsync(GatewayHost gateway, Task asking, int seconds, int before = 0)
    {
        var early = false;
        for (var second = before; second < before + seconds; second++)
        {
            await gateway.WaitingAsync(Second, 1, second);
            early |= asking.IsCompleted;
            gateway.Clock.Advance(Second);
        }

        return early;
    }

    private static void Send(SimulatedNats nats, string endpoint, WireFault fault) =>
        nats.Switches.Of(endpoint).Wire = (http, answer, stop) => fault.Send(new Wire(http, answer, stop));
}
