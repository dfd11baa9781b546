using Xunit;

namespace Gateway.Tests.Sites;

/// <summary>What a configuration may say and its owner had better not.</summary>
public class SectionWarningTests
{
    [Fact]
    public void What_is_allowed_but_unwise_is_a_warning()
    {
        using var folder = new ConfigurationFolder();
        folder.Root["TrustedProxies"] = "[ \"0.0.0.0/0\" ]";
        folder.With("Origins", """[ "http://a.example", "http://localhost:8080", "http://127.0.0.1:8080" ]""")
            .With("Provider", """{ "MetadataUrl": "http://nats.example/x", "ClientId": "1", "ClientSecret": "hush", "AllowHttp": true, "ValidateCertificate": false }""")
            .With("Session", """{ "InactivityTimeout": "2h", "MaxDuration": "1h" }""")
            .With("ReturnUrls", """[ "https://tour.example/.*" ]""");

        Assert.Equal(
            [
                "gateway.json:5: site \"example\": Origins[0]: \"http://a.example\" is plain http: whoever is on the way can take over a session. Write https.",
                "gateway.json:8: site \"example\": Provider.MetadataUrl: \"http://nats.example/x\" is plain http: anybody on the way can sign in as any member. Write https.",
                "gateway.json:8: site \"example\": Provider.ValidateCertificate: \"false\" lets anybody on the way to the provider sign in as any member. Write true, or leave it out.",
                "gateway.json:11: site \"example\": Session.InactivityTimeout: \"2h\" is longer than Session.MaxDuration, 1h: it never ends a session. Write a shorter one.",
                "gateway.json:12: site \"example\": ReturnUrls[0]: \"https://tour.example/.*\" is doubtful: the entry https://tour.example/.* has a dot without backslash in its host, which stands for any character; write \\.",
                "gateway.json:15: TrustedProxies[0]: \"0.0.0.0/0\" is everybody: any browser may then choose the address that it is counted under. Write the proxy's own address.",
            ],
            folder.Warnings());
    }

    [Theory]
    [InlineData("0.0.0.0/0", "is everybody: any browser may then choose the address that it is counted under. Write the proxy's own address.")]
    [InlineData("::/0", "is everybody: any browser may then choose the address that it is counted under. Write the proxy's own address.")]
    [InlineData("10.0.0.0/8", "is a very wide network: every machine in it may choose the address that a browser is counted under. Write the proxy's own address.")]
    [InlineData("2a00::/32", "is a very wide network: every machine in it may choose the address that a browser is counted under. Write the proxy's own address.")]
    [InlineData("10.0.0.0/9", null)]
    [InlineData("2a00::/33", null)]
    [InlineData("127.0.0.1", null)]
    public void A_network_too_wide_for_proxies_is_a_warning(string network, string? expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("TrustedProxies", $"[ \"{network}\" ]");

        string[] warnings = expected is null ? [] : [$"gateway.json:11: site \"example\": TrustedProxies[0]: \"{network}\" {expected}"];
        Assert.Equal(warnings, folder.Warnings());
    }

    [Theory]
    [InlineData("5m", "1h", "5m", "1h", null)]
    [InlineData("61m", "1h", "60s", "10m", "Session.InactivityTimeout: \"61m\" is longer than Session.MaxDuration, 1h: it never ends a session. Write a shorter one.")]
    [InlineData("5m", "1h", "301s", "10m", "Tokens.RefreshBeforeExpiry: \"301s\" is longer than Session.InactivityTimeout, 5m: tokens are refreshed that would outlive the session anyway. Write a shorter one.")]
    [InlineData("5m", "1h", "60s", "61m", "Tokens.UserInfoRefreshInterval: \"61m\" is longer than Session.MaxDuration, 1h: claims are never asked again, so who pays or expires is seen at the next login only. Write a shorter one.")]
    public void Durations_that_contradict_each_other_are_a_warning(string inactivity, string most, string refresh, string userinfo, string? expected)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Session", $$"""{ "InactivityTimeout": "{{inactivity}}", "MaxDuration": "{{most}}" }""")
            .With("Tokens", $$"""{ "RefreshBeforeExpiry": "{{refresh}}", "UserInfoRefreshInterval": "{{userinfo}}" }""");

        var warnings = folder.Warnings();

        if (expected is null) Assert.Empty(warnings);
        else Assert.EndsWith(": site \"example\": " + expected, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://nats.example/x")]
    [InlineData("http://127.0.0.1:8081/x")]
    public void A131_Plain_http_that_is_allowed_is_a_warning_wherever_the_document_lies(string metadata)
    {
        using var folder = new ConfigurationFolder();
        folder.With("Provider", $$"""{ "MetadataUrl": "{{metadata}}", "ClientId": "1", "ClientSecret": "hush", "AllowHttp": true }""");

        Assert.Equal(
            ["gateway.json:8: site \"example\": Provider.AllowHttp: \"true\" lets the provider's document send members and tokens over plain http. Write false, or leave it out."],
            folder.Warnings());
    }
}
