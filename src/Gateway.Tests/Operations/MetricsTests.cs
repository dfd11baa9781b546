using System.Net.Sockets;
using System.Text;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Gateway.Tests.Sabotage;
using Xunit;

namespace Gateway.Tests.Operations;

/// <summary>What a scraper sees of a day at the gateway.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task A_day_of_a_member_is_counted_by_outcome_and_cause()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("bob");
        Assert.Equal(401, (await browser.GetAsync("/members/full/")).Status);
        gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(200, (await browser.GetAsync("/members/")).Status);
        Assert.Equal(302, (await browser.GetAsync(GatewayHost.Vanity + "?logout=/")).Status);
        Assert.Equal(400, (await browser.GetAsync(GatewayHost.Vanity + "?code=x&state=y")).Status);

        var metrics = gateway.Operations;

        Assert.Equal(1, await metrics.MetricAsync("gateway_logins_started_total", "site=\"a\""));
        Assert.Equal(1, await metrics.MetricAsync("gateway_logins_total", "site=\"a\"", "outcome=\"signed_in\""));
        Assert.Equal(1, await metrics.MetricAsync("gateway_logins_total", "site=\"a\"", "outcome=\"callback_state_unknown\""));
        Assert.Equal(1, await metrics.MetricAsync("gateway_denials_total", "rule=\"/members/full/ Require claim trial:0\"", "reason=\"denied_by_rule\""));
        Assert.Equal(1, await metrics.MetricAsync("gateway_refusals_total", "reason=\"denied_by_rule\""));
        Assert.Equal(1, await metrics.MetricAsync("gateway_refreshes_total", "outcome=\"refreshed\""));
        Assert.Equal(1, await metrics.MetricAsync("gateway_sessions_created_total", "site=\"a\""));
        Assert.Equal(1, await metrics.MetricAsync("gateway_sessions_ended_total", "site=\"a\"", "cause=\"logout\""));
        foreach (var (endpoint, outcome) in ((string, string)[])[("metadata", "answered"), ("keys", "answered"), ("code", "answered"), ("userinfo", "answered"), ("refresh", "answered")])
            Assert.True(await metrics.MetricAsync("gateway_provider_duration_seconds_count", $"op=\"{gateway.Nats.MetadataUrl.Authority}\"", $"endpoint=\"{endpoint}\"", $"outcome=\"{outcome}\"") >= 1, endpoint);
        foreach (var operation in (string[])["find", "create", "replace", "remove", "claim"])
            Assert.True(await metrics.MetricAsync("gateway_store_duration_seconds_count", $"operation=\"{operation}\"") >= 1, operation);
        Assert.Equal(1, await metrics.MetricAsync("gateway_provider_known"));
        Assert.Equal(0, await metrics.MetricAsync("gateway_provider_breaker_open"));
        Assert.True(await metrics.MetricAsync("dotnet_process_memory_working_set_bytes") > 0);
        Assert.True(await metrics.MetricAsync("http_server_request_duration_seconds_count") >= 5);
    }

    [Fact]
    public async Task An_OP_left_alone_and_a_store_away_show()
    {
        FaultyStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(services: TakeOut.Store(inner => store = new FaultyStore(inner)));
        var callbacks = new List<(Browser Browser, string Url)>();
        for (var i = 0; i < 6; i++)
        {
            var browser = gateway.NewBrowser();
            callbacks.Add((browser, await browser.ReachCallbackAsync("alice")));
        }

        gateway.Nats.Switches.Down = true;
        foreach (var (browser, url) in callbacks) Assert.Equal(502, (await browser.GetAsync(url)).Status);
        var open = await gateway.Operations.MetricAsync("gateway_provider_breaker_open");
        var spared = await gateway.Operations.MetricAsync("gateway_provider_duration_seconds_count", "endpoint=\"code\"", "outcome=\"op_breaker_open\"");
        var failed = await gateway.Operations.MetricAsync("gateway_provider_duration_seconds_count", "endpoint=\"code\"", "outcome=\"op_status\"");
        gateway.Clock.Advance(TimeSpan.FromSeconds(6));
        var closed = await gateway.Operations.MetricAsync("gateway_provider_breaker_open");
        store!.IsAway = true;
        var page = await gateway.NewBrowser().GetAsync("/members/", ("Cookie", "__Host-gateway=" + new string('A', 43)));

        Assert.Equal([1, 0], [open, closed]);
        Assert.Equal([3, 3], [failed, spared]);
        Assert.Equal(503, page.Status);
        Assert.Equal(1, await gateway.Operations.MetricAsync("gateway_store_failures_total", "operation=\"find\""));
    }

    [Fact]
    public async Task H11_A_hundred_thousand_odd_requests_make_no_new_series()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await AskOddlyAsync(gateway, 0, 1);
        await BeRefusedOddlyAsync(gateway, 0);
        var before = await NamesAsync(gateway);

        var answers = 0;
        for (var from = 1; answers < 100_000; from += 200) answers += await AskOddlyAsync(gateway, from, 200);
        for (var i = 1; i <= 3; i++) await BeRefusedOddlyAsync(gateway, i);

        Assert.Empty((await NamesAsync(gateway)).Except(before));
    }

    // A host, a path, a method, an agent, a query, a state of its own, and what the vanity URL refuses.
    private static IEnumerable<string> OddRequests(int i) =>
    [
        $"ODD{i} /p{i} HTTP/1.1\r\nHost: a.example\r\nUser-Agent: agent-{i}",
        $"GET /p{i}?q{i}=1 HTTP/1.1\r\nHost: a.example\r\nX-Odd-{i}: 1",
        $"GET / HTTP/1.1\r\nHost: h{i}.example",
        $"GET /members%2F{i} HTTP/1.1\r\nHost: a.example",
        $"GET {GatewayHost.Vanity}?code=c{i}&state=s{i} HTTP/1.1\r\nHost: a.example",
        $"GET {GatewayHost.Vanity}?odd{i}=1 HTTP/1.1\r\nHost: a.example",
        $"GET /members/{i} HTTP/1.1\r\nHost: a.example\r\nX-Requested-With: XMLHttpRequest",
    ];

    /// <summary>One behind the other over one connection, as a scanner in a hurry does; how many answers came.</summary>
    private static async Task<int> AskOddlyAsync(GatewayHost gateway, int from, int count)
    {
        var requests = Enumerable.Range(from, count).SelectMany(OddRequests).Append("GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close").ToList();
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port, TestContext.Current.CancellationToken);
        var reading = new StreamReader(client.GetStream(), Encoding.Latin1).ReadToEndAsync(TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(string.Concat(requests.Select(request => request + "\r\n\r\n"))), TestContext.Current.CancellationToken);

        var answers = (await reading).Split("HTTP/1.1 ").Length - 1;
        Assert.Equal(requests.Count, answers);
        return answers;
    }

    /// <summary>Three logins that the OP ends in words of its own: at the token endpoint, at userinfo, and by an authorization response with a genuine state.</summary>
    private static async Task BeRefusedOddlyAsync(GatewayHost gateway, int i)
    {
        foreach (var endpoint in (EndpointSwitch[])[gateway.Nats.Switches.Token, gateway.Nats.Switches.UserInfo])
        {
            endpoint.Fail(400, $$"""{"error":"error_{{i}}","error_description":"odd {{i}}"}""", "application/json");
            var refused = gateway.NewBrowser();
            Assert.Equal(502, (await refused.GetAsync(await refused.ReachCallbackAsync("alice"))).Status);
            endpoint.Heal();
        }

        var browser = gateway.NewBrowser();
        var callback = Callback.Of(await browser.ReachCallbackAsync("alice"));
        var answer = await browser.GetAsync(callback.With($"error=error_{i}&error_description=odd+{i}%0a%22&error_uri=https%3A%2F%2Fop.example%2F{i}&state={callback.State}&iss={callback.Issuer}"));
        Proof.ErrorPage(gateway, answer, 400, "op_error");
    }

    // What the process does with its memory and threads is no request's doing.
    private static async Task<HashSet<string>> NamesAsync(GatewayHost gateway) =>
    [
        .. (await gateway.Operations.SeriesAsync()).Where(series => !series.Name.StartsWith("dotnet_", StringComparison.Ordinal))
            .Select(series => series.Name + "{" + string.Join(",", series.Tags) + "}"),
    ];
}
