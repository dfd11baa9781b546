using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Operations;

/// <summary>The access log as Apache's users know it.</summary>
public sealed partial class AccessLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-access-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_line_is_in_the_combined_format_with_the_member_as_user()
    {
        var gateway = await StartAsync();
        gateway.Area.Answers["/members/file"] = context => context.Response.WriteAsync("12345");
        var browser = await gateway.SignedInAsync("bob");
        await browser.GetAsync("/members/file?page=2", ("User-Agent", "Mozilla/5.0 (X11)"), ("Referer", "https://a.example/members/"));
        await browser.GetAsync("/members/full/");
        await browser.SendAsync("HEAD", "/members/file", null);
        await browser.GetAsync("/");
        var lines = await EndAsync(gateway);

        Assert.Equal("127.0.0.1 - bob [01/Jan/2030:12:00:00 +0000] \"GET /members/file?page=2 HTTP/1.1\" 200 5 \"https://a.example/members/\" \"Mozilla/5.0 (X11)\"", lines[^4]);
        Assert.StartsWith("127.0.0.1 - bob [01/Jan/2030:12:00:00 +0000] \"GET /members/full/ HTTP/1.1\" 401 ", lines[^3], StringComparison.Ordinal);
        Assert.Equal("127.0.0.1 - bob [01/Jan/2030:12:00:00 +0000] \"HEAD /members/file HTTP/1.1\" 200 - \"-\" \"-\"", lines[^2]);
        Assert.StartsWith("127.0.0.1 - - [01/Jan/2030:12:00:00 +0000] \"GET / HTTP/1.1\" 200 10 ", lines[^1], StringComparison.Ordinal);   // a public page asks for no session
        Assert.All(lines, line => Assert.Matches(Combined(), line));
    }

    [Fact]
    public async Task Address_of_the_browser_behind_a_trusted_proxy_counts()
    {
        var gateway = await StartAsync(["127.0.0.1"]);
        await gateway.NewBrowser().GetAsync("/", ("X-Forwarded-For", "203.0.113.9"));
        var lines = await EndAsync(gateway);

        Assert.StartsWith("203.0.113.9 - - [", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("User-Agent: a\" 200 1 \"x\" \"y", "\"a\\\" 200 1 \\\"x\\\" \\\"y\"")]
    [InlineData("User-Agent: back\\slash", "\"back\\\\slash\"")]
    [InlineData("User-Agent: \u001b[31mred", "\"\\x1b[31mred\"")]
    [InlineData("User-Agent: \u00e2\u0080\u00a8line", "\"\\xe2\\x80\\xa8line\"")]   // U+2028 as its bytes
    [InlineData("Referer: \t\u0085x", "\"\\x85x\" \"-\"")]
    public async Task E42_Nothing_that_a_browser_sends_makes_a_second_line_or_another_field(string header, string expected)
    {
        var gateway = await StartAsync();
        await RawRequest.GetAsync(gateway, "/", header);
        var lines = await EndAsync(gateway);

        var line = Assert.Single(lines);
        Assert.EndsWith(expected, line, StringComparison.Ordinal);
        Assert.Matches(Combined(), line);
        Assert.All(line, letter => Assert.InRange(letter, ' ', '~'));
    }

    [Theory]
    [InlineData("eve [01/Jan/2030:12:00:00 +0000] \"GET /x HTTP/1.1\" 200 5", "eve\\x20\\x5b01/Jan/2030:12:00:00\\x20+0000\\x5d\\x20\\x22GET\\x20/x\\x20HTTP/1.1\\x22\\x20200\\x205")]
    [InlineData("back\\slash", "back\\\\slash")]
    [InlineData("zo\u00eb\u2028", "zo\\xc3\\xab\\xe2\\x80\\xa8")]
    public async Task E42_A_member_makes_no_field_by_his_name(string name, string expected)
    {
        var line = await LineOfMemberAsync(name);

        Assert.StartsWith($"127.0.0.1 - {expected} [01/Jan/2030:12:00:00 +0000] \"GET /members/ HTTP/1.1\" 200 18 ", line, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(LogInjectionTests.Poisons), MemberType = typeof(LogInjectionTests))]
    public async Task E42_A_member_makes_no_field_by_what_forges_a_line_elsewhere(string poison)
    {
        var name = "b" + string.Concat(poison.Where(letter => !char.IsControl(letter)));   // with one there is no session

        var line = await LineOfMemberAsync(name);

        Assert.StartsWith("127.0.0.1 - b", line, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetByteCount(name) > 256, line.Split(' ')[2].EndsWith("...", StringComparison.Ordinal));
    }

    [Fact]
    public async Task E42_A_member_of_several_KiB_is_cut()
    {
        var line = await LineOfMemberAsync(new string('m', 5000));

        Assert.StartsWith($"127.0.0.1 - {new string('m', 256)}... [01/Jan/2030:12:00:00 +0000] \"GET /members/ HTTP/1.1\" 200 18 ", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a\"b", "/a\\\"b")]
    [InlineData("/a%22%20200", "/a%22%20200")]
    [InlineData("/?a=\\\"%0d%0a", "/?a=\\\\\\\"%0d%0a")]
    public async Task E42_No_target_makes_another_field(string target, string expected)
    {
        var gateway = await StartAsync();
        var answer = await RawRequest.GetAsync(gateway, target);
        var lines = await EndAsync(gateway);

        var line = Assert.Single(lines);
        Assert.StartsWith($"127.0.0.1 - - [01/Jan/2030:12:00:00 +0000] \"GET {expected} HTTP/1.1\" {answer.Status} ", line, StringComparison.Ordinal);
        Assert.Matches(Combined(), line);
    }

    [Fact]
    public async Task E42_What_is_long_is_cut()
    {
        var gateway = await StartAsync();
        await RawRequest.GetAsync(gateway, "/", "User-Agent: " + new string('a', 30_000));
        var lines = await EndAsync(gateway);

        Assert.EndsWith("aaa...\"", Assert.Single(lines), StringComparison.Ordinal);
        Assert.InRange(lines[0].Length, 2048, 2300);
    }

    [Fact]
    public async Task Each_site_may_have_a_file_of_its_own()
    {
        var gateway = await GatewayHost.StartAsync(file: file => file["AccessLog"] = Path.Combine(_folder, "{site}.log"));
        await gateway.NewBrowser().GetAsync("/one");
        await gateway.NewBrowser().GetAsync("https://elsewhere.example/two?code=x");
        await gateway.DisposeAsync();

        Assert.Contains("/one", Assert.Single(await LinesAsync("a.log")), StringComparison.Ordinal);
        Assert.Contains("\"GET /two?code=*** HTTP/1.1\" 421 ", Assert.Single(await LinesAsync("no-site.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I41_A_full_disk_loses_lines_and_nothing_else_and_is_said_once()
    {
        await using var gateway = await GatewayHost.StartAsync(file: file => file["AccessLog"] = "/dev/full");
        for (var i = 0; i < 50; i++) Assert.Equal(200, (await gateway.NewBrowser().GetAsync("/")).Status);
        while (await gateway.Operations.MetricAsync("gateway_access_log_lines_lost_total") < 50) await Task.Yield();   // written behind the requests

        var line = Assert.Single(gateway.Log.Warnings).Text;
        Assert.StartsWith("The access log /dev/full cannot be written, and its lines are lost until it can (No space left on device", line, StringComparison.Ordinal);
    }

    private async Task<GatewayHost> StartAsync(string[]? proxies = null) => await GatewayHost.StartAsync(file: file =>
    {
        file["AccessLog"] = Path.Combine(_folder, "access.log");
        if (proxies is not null) file["TrustedProxies"] = new System.Text.Json.Nodes.JsonArray([.. proxies]);
    });

    /// <summary>The line of a page that this member asked for, the last of three.</summary>
    private async Task<string> LineOfMemberAsync(string name)
    {
        var gateway = await StartAsync();
        gateway.Nats.Switches.UserInfoClaims = claims => claims["username"] = name;
        await gateway.SignedInAsync("bob");
        var lines = await EndAsync(gateway);

        Assert.Equal(3, lines.Length);   // the way to the OP, the way back, the page
        Assert.All(lines, line => Assert.Matches(Combined(), line));
        Assert.All(lines.SelectMany(line => line), letter => Assert.InRange(letter, ' ', '~'));
        return lines[^1];
    }

    // Lines are written behind the requests; at its end the gateway has written them all.
    private async Task<string[]> EndAsync(GatewayHost gateway)
    {
        await gateway.DisposeAsync();
        return await LinesAsync("access.log");
    }

    private Task<string[]> LinesAsync(string name) => File.ReadAllLinesAsync(Path.Combine(_folder, name), TestContext.Current.CancellationToken);

    [GeneratedRegex("""^\S+ - \S+ \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "[A-Z]+ (?:\\.|[^"\\])* HTTP/1\.1" \d{3} (?:\d+|-) "(?:\\.|[^"\\])*" "(?:\\.|[^"\\])*"$""")]
    private static partial Regex Combined();
}
