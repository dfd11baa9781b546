using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Whose trace calls to the OP and requests to the upstream belong to.</summary>
public sealed partial class TraceParentTests
{
    private const string Sent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(null)]
    [InlineData("Off")]
    public async Task OP_hears_nothing_of_a_browsers_trace_unless_the_owner_says_so(string? setting)
    {
        await using var gateway = await StartAsync(setting);

        await SignInAsync(gateway, Sent);

        Assert.All(CallsOf(gateway), call => Assert.DoesNotContain(call.Headers, header => header.Key.StartsWith("trace", StringComparison.OrdinalIgnoreCase) || header.Key.Equals("baggage", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal((Sent, "a=1"), (gateway.Area.Last("/members/")["traceparent"], gateway.Area.Last("/members/")["tracestate"]));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task Each_request_gets_a_trace_of_its_own()
    {
        await using var gateway = await StartAsync("Generate");

        await SignInAsync(gateway, Sent);

        var (token, userInfo) = (TraceOf(gateway, NatsEndpoint.Token), TraceOf(gateway, NatsEndpoint.UserInfo));
        var page = gateway.Area.Last("/members/")["traceparent"];
        Assert.All([token, userInfo, page], trace => Assert.Matches(Form(), trace));
        Assert.Equal(token, userInfo);   // of one callback
        Assert.NotEqual(token, page);
        Assert.DoesNotContain("0af7651916cd43dd8448eb211c80319c", token + page, StringComparison.Ordinal);
        Assert.Null(gateway.Area.Last("/members/")["tracestate"]);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(Sent, Sent)]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", null)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", null)]
    [InlineData("rubbish", null)]
    [InlineData("", null)]
    public async Task Trace_that_the_request_brought_goes_on_where_it_is_one(string sent, string? expected)
    {
        await using var gateway = await StartAsync("Propagate");

        await SignInAsync(gateway, sent);

        Assert.Equal((expected, expected), (TraceOf(gateway, NatsEndpoint.Token), TraceOf(gateway, NatsEndpoint.UserInfo)));
        Assert.All(CallsOf(gateway), call => Assert.DoesNotContain(call.Headers, header => header.Key.Equals("tracestate", StringComparison.OrdinalIgnoreCase)));
        gateway.AssertQuiet();
    }

    private static Task<GatewayHost> StartAsync(string? setting) => GatewayHost.StartAsync(site =>
    {
        if (setting is not null) site["TraceParent"] = setting;
    });

    private static async Task SignInAsync(GatewayHost gateway, string trace)
    {
        (string, string)[] headers = trace.Length == 0 ? [] : [("traceparent", trace), ("tracestate", "a=1"), ("baggage", "b=2")];
        var browser = gateway.NewBrowser();
        var start = await browser.GetAsync("/members/", headers);
        var answer = await browser.GetAsync(await browser.AnswerOfProviderAsync(start, "alice"), headers);
        Assert.Equal(200, (await browser.GetAsync(answer.Location!.PathAndQuery, headers)).Status);
    }

    private static IEnumerable<LedgerCall> CallsOf(GatewayHost gateway) =>
        new[] { NatsEndpoint.Metadata, NatsEndpoint.Jwks, NatsEndpoint.Token, NatsEndpoint.UserInfo }.Select(endpoint => Assert.Single(gateway.Nats.Ledger.Of(endpoint)));

    private static string? TraceOf(GatewayHost gateway, string endpoint) =>
        Assert.Single(gateway.Nats.Ledger.Of(endpoint)).Headers.FirstOrDefault(header => header.Key.Equals("traceparent", StringComparison.OrdinalIgnoreCase)).Value;

    [GeneratedRegex("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$")]
    private static partial Regex Form();
}
