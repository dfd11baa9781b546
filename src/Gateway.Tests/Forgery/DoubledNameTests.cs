using System.Text;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>Userinfo and metadata that can be read in two ways, or are no object of clean text, are refused as an id token is.</summary>
public sealed class DoubledNameTests
{
    public static TheoryData<string, bool> Payloads =>
    [
        .. from payload in (string[])
            [
                """{"sub":"member-1001","trial":"1","trial":"0"}""", """{"sub":"member-1002","sub":"member-1001"}""", """{"sub":"member-1001","plan":[{"a":1,"a":2}]}""",
                """["sub"]""", "\"sub\"", "7", "null", "\uFEFF{\"sub\":\"member-1001\"}", """{"sub":"member-1001","x":"\ud800"}""",
            ]
            from plain in (bool[])[false, true]
            select new TheoryDataRow<string, bool>(payload, plain),
    ];

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task A88_A90_Userinfo_with_two_readings_is_no_login(string payload, bool plain)
    {
        await using var gateway = await StartAsync(plain);
        gateway.Nats.Switches.UserInfo.Body = _ => plain ? payload : Forge.Signed(gateway.Nats, Forge.Text(gateway.Nats.Keys.NewHeader()), payload);

        await RefusedLogin.AssertAsync(gateway, ReasonFor(payload, plain), userInfoCalls: 1);
    }

    [Fact]
    public async Task A90_Userinfo_of_bytes_that_are_no_utf8_is_no_login()
    {
        await using var gateway = await StartAsync(plain: false);
        gateway.Nats.Switches.UserInfo.Body = _ => Forge.Compact(
            Forge.Text(gateway.Nats.Keys.NewHeader()), Encoding.Latin1.GetBytes("{\"sub\":\"member-1001\",\"x\":\"\u00FF\"}"), gateway.Nats.Keys.Current.Sign);

        await RefusedLogin.AssertAsync(gateway, "userinfo_token_form", userInfoCalls: 1);
    }

    [Fact]
    public async Task A90_Plain_userinfo_of_bytes_that_are_no_utf8_is_no_login()
    {
        await using var gateway = await StartAsync(plain: true);
        SendSpoiled(gateway.Nats.Switches.UserInfo);

        await RefusedLogin.AssertAsync(gateway, "userinfo_no_json", userInfoCalls: 1);
    }

    [Fact]
    public async Task A90_Metadata_of_bytes_that_are_no_utf8_is_not_believed()
    {
        await using var gateway = await GatewayHost.StartAsync();
        SendSpoiled(gateway.Nats.Switches.Metadata);

        await AssertNoStartAsync(gateway, "is not valid UTF-8");
    }

    [Fact]
    public async Task A90_Keys_of_bytes_that_are_no_utf8_are_not_believed()
    {
        await using var gateway = await GatewayHost.StartAsync();
        SendSpoiled(gateway.Nats.Switches.Jwks);

        await AssertNoStartAsync(gateway, "is not valid UTF-8", "op_keys_refused");
    }

    [Theory]
    [InlineData("""{"issuer":"https://evil.example",""")]
    [InlineData("""{"more":{"a":[{"b":1,"b":2}]},""")]
    public async Task A88_Metadata_with_a_name_twice_is_not_believed(string beginning)
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.Metadata.Body = text => beginning + text[1..];

        await AssertNoStartAsync(gateway, "has the same name twice in one object");
    }

    [Theory]
    [InlineData("""["issuer"]""", "is no JSON object")]
    [InlineData("\"issuer\"", "is no JSON object")]
    [InlineData("7", "is no JSON object")]
    [InlineData("null", "is no JSON object")]
    [InlineData("\uFEFF{}", "starts with a byte order mark")]
    [InlineData("""{"x":"\ud800"}""", "holds half of a surrogate pair")]
    public async Task A90_Metadata_that_is_no_object_of_clean_text_is_not_believed(string document, string fault)
    {
        await using var gateway = await GatewayHost.StartAsync();
        gateway.Nats.Switches.Metadata.Body = text => document.Replace("{", text[..^1] + (document.Contains(':', StringComparison.Ordinal) ? "," : ""), StringComparison.Ordinal);

        await AssertNoStartAsync(gateway, fault);
    }

    private static Task<GatewayHost> StartAsync(bool plain) => GatewayHost.StartAsync(
        site => { if (plain) site["Provider"]!.AsObject().Remove("UserInfoSignedResponseAlg"); },
        nats: options => options with { Clients = [options.Clients[0] with { SignedUserInfo = !plain }] });

    private static string ReasonFor(string payload, bool plain) =>
        !plain ? "userinfo_token_form" : payload.StartsWith('{') ? "userinfo_no_json" : "userinfo_signed_unasked";

    // The good answer and one member more, in bytes of Latin-1.
    private static void SendSpoiled(EndpointSwitch endpoint) => endpoint.Wire = (http, answer, stop) =>
        http.Response.Body.WriteAsync(Encoding.Latin1.GetBytes(answer.Body.Insert(1, "\"x\":\"\u00FF\",")), stop).AsTask();

    private static async Task AssertNoStartAsync(GatewayHost gateway, string fault, string reason = "op_metadata_refused")
    {
        var browser = gateway.NewBrowser();

        var page = await browser.GetAsync("/members/");

        Proof.ErrorPage(gateway, page, 503, "sign_in_unavailable");
        Assert.Empty(page.SetCookies);
        Proof.NoCallNoSession(gateway, browser);
        Assert.Contains($"({reason})", Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
        Assert.Contains(fault, gateway.Log.Warnings[0].Text, StringComparison.Ordinal);
    }
}
