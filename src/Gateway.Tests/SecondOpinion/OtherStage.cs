using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.SecondOpinion;

/// <summary>One OP for the tests of a class, each of which has a Gateway of its own and counts from its start.</summary>
public sealed class OtherStage : IAsyncLifetime
{
    private static readonly HttpClient Thief = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience.Most };

    private int _before;

    internal OtherProvider Provider { get; private set; } = null!;   // set before the first test

    public async ValueTask InitializeAsync() => Provider = await OtherProvider.StartAsync();

    public ValueTask DisposeAsync() => Provider.DisposeAsync();

    internal async Task<GatewayHost> StartGatewayAsync(string client = OtherProvider.PlainClient, Action<JsonObject>? site = null)
    {
        var gateway = await Provider.StartGatewayAsync(client, site);
        _before = (await Provider.LedgerAsync()).Length;
        return gateway;
    }

    /// <summary>The calls of one kind since the Gateway was started.</summary>
    internal async Task<OtherCall[]> NewCallsAsync(string route) => [.. (await Provider.LedgerAsync()).Skip(_before).Where(call => call.Route == route)];

    /// <summary>The same, once there are so many.</summary>
    internal async Task<OtherCall[]> ArrivedAsync(string route, int calls)
    {
        var earlier = (await Provider.LedgerAsync()).Take(_before).Count(call => call.Route == route);
        await Provider.ArrivedAsync(route, earlier + calls);
        return await NewCallsAsync(route);
    }

    /// <summary>Somebody else, who has the client's secret, redeems a refresh token; the answer's status.</summary>
    internal async Task<int> StealAsync(string refreshToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Provider.Issuer + "/token");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Uri.EscapeDataString(OtherProvider.PlainClient)}:{Uri.EscapeDataString(OtherProvider.Secret)}")));
        request.Content = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", refreshToken)]);
        using var answer = await Thief.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
