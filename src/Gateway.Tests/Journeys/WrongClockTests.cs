using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Sessions;
using Gateway.Tests.Forgery;
using Gateway.Tests.Harness;
using Gateway.Tests.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A node whose clock is wrong: logins work within the skew, beyond it the log says "clock"; whoever is signed in stays so, tokens rotated
/// by this node included.
/// </summary>
public sealed class WrongClockTests
{
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);

    /// <summary>How far the clock is off, what of the token seems wrong by it, and what the log says.</summary>
    public static TheoryData<int, string, string> Beyond => new()
    {
        { -300, "id_token_clock", "iat is 300 s ahead of this server's clock" },
        { 300, "id_token_expired", "exp is 240 s behind this server's clock" },
        { 300, "id_token_old", "iat is 300 s behind this server's clock" },
    };

    [Theory]
    [InlineData(-119, false)]
    [InlineData(119, false)]
    [InlineData(-119, true)]
    [InlineData(119, true)]
    public async Task I40_Logins_work_within_the_skew(int seconds, bool timesInUserInfo)
    {
        await using var gateway = await StartAsync("id_token_expired");
        if (timesInUserInfo) TimesInUserInfo(gateway.Nats);
        await using var node = await gateway.StartNodeAsync(Clock(gateway, seconds));

        var page = await node.NewBrowser().SignInAsync("alice");

        Assert.Equal("upstream:/members/", page.Text);
        node.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(Beyond))]
    public async Task I40_Beyond_it_the_log_says_clock_and_by_how_much(int seconds, string reason, string detail)
    {
        await using var gateway = await StartAsync(reason);
        await using var node = await gateway.StartNodeAsync(Clock(gateway, seconds));

        await RefusedLogin.AssertAsync(node, reason);

        Assert.Contains($"detail=\"{detail}\"", Assert.Single(node.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-300, "userinfo_token_clock", "iat is 300 s ahead of this server's clock")]
    [InlineData(300, "userinfo_token_expired", "exp is 240 s behind this server's clock")]
    public async Task I40_So_it_does_where_only_userinfo_tells_the_time(int seconds, string reason, string detail)
    {
        await using var gateway = await StartAsync("none");
        TimesInUserInfo(gateway.Nats);
        gateway.Nats.Switches.IdTokenClaims = claims => (claims["iat"], claims["exp"]) = (Now(gateway) + seconds, Now(gateway) + seconds + 60);
        await using var node = await gateway.StartNodeAsync(Clock(gateway, seconds));

        await RefusedLogin.AssertAsync(node, reason, userInfoCalls: 1);

        Assert.Contains($"detail=\"{detail}\"", Assert.Single(node.Log.Warnings).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Beyond))]
    public async Task I40_Nobody_is_signed_out_by_it_and_the_rotated_tokens_are_kept(int seconds, string reason, string detail)
    {
        await using var gateway = await StartAsync(reason);
        var members = new List<Browser>();
        foreach (var name in (string[])["alice", "alice", "alice"]) members.Add(await gateway.SignedInAsync(name));
        await using var node = await gateway.StartNodeAsync(Clock(gateway, seconds));
        var before = new List<Received>();
        foreach (var member in members) before.Add(await gateway.SeeAsync(member, Full));
        gateway.Nats.Switches.IdTokenClaims = claims => claims[Forge.Prize] = Forge.PrizeValue;
        gateway.Nats.Members["alice"].Claims["status"] = "new";

        for (var refresh = 1; refresh <= 3; refresh++)
        {
            gateway.Pass(16);   // by either clock the token ends and the claims are old
            foreach (var (member, first) in members.Zip(before))
            {
                var seen = await node.SeeAsync(member.At(node), Full);

                Assert.NotEqual(first.Token(), seen.Token());
                Assert.Equal(("0", "new", first["OIDC_CLAIM_iat"]), (seen["OIDC_CLAIM_trial"], seen["OIDC_CLAIM_status"], seen["OIDC_CLAIM_iat"]));
                Assert.False(seen.Has("OIDC_CLAIM_" + Forge.Prize));
                Assert.False(seen.IsDegraded());
                Assert.Equal(seen.Token(), (await gateway.SeeAsync(member, Full)).Token());
            }

            Assert.Equal(3 * refresh, gateway.Refreshes());
        }

        var line = Assert.Single(node.Log.Warnings);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Equal(
            $"Refreshed id tokens are not from now by this server's clock ({reason}: {detail}); members go on, the claims of these tokens are not taken: site=a. Set the clock of this server, or have the OP set its own (NTP).",
            line.Text);
        gateway.AssertQuiet();
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Revocation));
    }

    [Fact]
    public async Task I40_When_the_clock_is_right_again_claims_are_taken_and_the_next_fault_is_told()
    {
        await using var gateway = await StartAsync("id_token_clock");
        var wall = new SetClock(gateway.Clock) { Skew = TimeSpan.FromMinutes(-5) };
        await using var node = await gateway.StartNodeAsync(Clock(gateway, wall));
        var member = (await gateway.SignedInAsync("alice")).At(node);
        var first = (await node.SeeAsync(member))["OIDC_CLAIM_iat"];

        foreach (var (minutes, taken, lines) in ((int, bool, int)[])[(-5, false, 1), (0, true, 1), (-5, false, 2), (-5, false, 2)])
        {
            wall.Skew = TimeSpan.FromMinutes(minutes);
            gateway.Pass(16);
            var seen = (await node.SeeAsync(member))["OIDC_CLAIM_iat"];

            Assert.Equal(taken, seen != first);
            Assert.Equal(lines, node.Log.Warnings.Count);
            first = seen;
        }
    }

    [Theory]
    [InlineData("other sub", "id_token_other_sub")]
    [InlineData("other aud", "id_token_audience")]
    [InlineData("other iss", "id_token_issuer")]
    [InlineData("other nonce", "id_token_nonce")]
    [InlineData("other at_hash", "id_token_at_hash")]
    [InlineData("other key", "id_token_signature")]
    [InlineData("no times", "id_token_times")]
    [InlineData("older than the login", "id_token_expired")]
    public async Task D15_I40_What_else_is_wrong_ends_the_session_whatever_the_clock_says(string fault, string reason)
    {
        await using var gateway = await StartAsync("id_token_expired");
        await using var node = await gateway.StartNodeAsync(Clock(gateway, 300));
        var member = (await gateway.SignedInAsync("alice")).At(node);
        Spoil(gateway, fault);
        gateway.Pass(16);

        gateway.AssertLogin(await member.GetAsync(Page));

        Assert.Contains($"was refused ({reason}), the session ends: site=a", Assert.Single(node.Log.Warnings).Text, StringComparison.Ordinal);
    }

    private static void Spoil(GatewayHost gateway, string fault)
    {
        var switches = gateway.Nats.Switches;
        switch (fault)
        {
            case "other sub": switches.IdTokenClaims = claims => claims["sub"] = "member-1002"; break;
            case "other aud": switches.IdTokenClaims = claims => claims["aud"] = "4,5,6"; break;
            case "other iss": switches.IdTokenClaims = claims => claims["iss"] = "https://op.example"; break;
            case "other nonce": switches.IdTokenClaims = claims => claims["nonce"] = "another"; break;
            case "other at_hash": switches.IdTokenClaims = claims => claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA"; break;
            case "no times": switches.IdTokenClaims = claims => claims.Remove("exp"); break;
            case "older than the login": switches.IdTokenClaims = claims => claims["iat"] = Now(gateway) - (16 * 60) - 1; break;
            default: Forge.IdToken(gateway.Nats, (header, claims) => Forge.Compact(Forge.Text(header), Forge.Text(claims), text => ForgersKey.Rsa.Sign("RS256", text))); break;
        }
    }

    // Id tokens end soon, or live long and may not be old, so that each of the three is what the clock makes of them.
    private static Task<GatewayHost> StartAsync(string reason) => GatewayHost.StartAsync(
        site =>
        {
            Tokens()(site);
            if (reason == "id_token_old") site["Provider"]!["IdTokenIatSlack"] = "60s";
        },
        nats: options => options with { AccessTokenLifetime = TimeSpan.FromMinutes(10), IdTokenLifetime = reason == "id_token_old" ? TimeSpan.FromHours(1) : OneMinute });

    private static void TimesInUserInfo(SimulatedNats nats) => nats.Switches.UserInfoClaims = claims =>
    {
        var now = nats.Clock.GetUtcNow().ToUnixTimeSeconds();
        (claims["iat"], claims["exp"]) = (now, now + 60);
    };

    private static long Now(GatewayHost gateway) => gateway.Clock.GetUtcNow().ToUnixTimeSeconds();

    private static Action<IServiceCollection> Clock(GatewayHost gateway, int seconds) => Clock(gateway, new SetClock(gateway.Clock) { Skew = TimeSpan.FromSeconds(seconds) });

    private static Action<IServiceCollection> Clock(GatewayHost gateway, SetClock wall) => node =>
    {
        node.Replace(ServiceDescriptor.Singleton(gateway.Services.GetRequiredService<ISessionStore>()));
        node.Replace(ServiceDescriptor.Singleton<TimeProvider>(wall));
    };
}
