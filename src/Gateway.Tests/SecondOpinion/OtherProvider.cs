using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Conventions;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.SecondOpinion;

/// <summary>One call as the OP saw it: the name that it gives its endpoint, and what was asked and answered.</summary>
internal sealed record OtherCall(string Route, int Status, string? Type, string? Error, string? Grant, string? Authorization, string? Refresh, string? Token);

/// <summary>
/// An OpenID Provider that we did not write, running: the npm package <c>oidc-provider</c> with its own login pages (<c>op.mjs</c>), by real
/// time. Client <c>1,2,3</c> has plain userinfo, client <c>4,5</c> signed; refresh tokens serve once.
/// </summary>
internal sealed partial class OtherProvider : IAsyncDisposable
{
    public const string PlainClient = "1,2,3";
    public const string SignedClient = "4,5";
    public const string Secret = "s:p&%+= /~";

    private static readonly HttpClient Wire = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience.Most };

    private readonly ServerProcess _process;

    private OtherProvider(ServerProcess process, int port) => (_process, Issuer) = (process, $"http://127.0.0.1:{port}");

    public string Issuer { get; }

    public static async Task<OtherProvider> StartAsync()
    {
        var port = FreePort.Take();
        return new OtherProvider(await ServerProcess.StartAsync("node", [Path.Combine(Sources.Root, "src", "Gateway.Tests", "SecondOpinion", "op.mjs"), $"{port}"], serving: "the OP serves"), port);
    }

    /// <summary>A Gateway whose site signs in here; the OP finds the site by its name.</summary>
    public async Task<GatewayHost> StartGatewayAsync(string client = PlainClient, Action<JsonObject>? site = null)
    {
        var gateway = await GatewayHost.StartAsync(json =>
        {
            var provider = json["Provider"]!.AsObject();
            provider["MetadataUrl"] = Issuer + "/.well-known/openid-configuration";
            provider["ClientId"] = client;
            provider["ClientSecret"] = Secret;
            if (client == PlainClient) Some.PlainUserInfo(json);
            site?.Invoke(json);
        }, now: TimeProvider.System.GetUtcNow());
        await TellAsync(new { gateway = gateway.Address.GetLeftPart(UriPartial.Authority) });
        return gateway;
    }

    public Browser NewBrowser(GatewayHost gateway) => new(gateway.Address, gateway.Nats, GatewayHost.Origin) { OtherProvider = new Uri(Issuer) };

    /// <summary>From now on the OP says this of the member.</summary>
    public Task SetAsync(string member, object claims) => TellAsync(new { member, claims });

    /// <summary>Every call so far, in order.</summary>
    public Task<OtherCall[]> LedgerAsync() => TellAsync(new { });

    /// <summary>The same, once there are so many of this kind.</summary>
    public Task<OtherCall[]> ArrivedAsync(string route, int calls) => TellAsync(new { until = new { route, calls } });

    /// <summary>Opens a page and goes the OP's way, form by form, up to the answer that leads back to the site.</summary>
    public async Task<Answer> ReachCallbackAsync(Browser browser, string member, string page = "/members/")
    {
        var answer = await browser.GetAsync(page);
        Assert.StartsWith(Issuer + "/auth?", answer.Header("Location"), StringComparison.Ordinal);
        return await ThroughPagesAsync(browser, answer, member);
    }

    /// <summary>Signs in by opening a page, and ends on it.</summary>
    public async Task<Answer> SignInAsync(Browser browser, string member, string page = "/members/")
    {
        var callback = await browser.FollowAsync(await ReachCallbackAsync(browser, member, page));
        Assert.True(callback.IsRedirect, $"the callback answered {callback.Status}: {callback.Text}");
        return await browser.FollowAsync(callback);
    }

    /// <summary>The OP's question whether to sign out there too is answered with yes; the answer that leads back.</summary>
    public static async Task<Answer> ConfirmLogoutAsync(Browser browser, Answer asked)
    {
        var question = asked.IsRedirect ? await browser.FollowAsync(asked) : asked;
        var form = LogoutForm().Match(question.Text);
        Assert.True(form.Success, $"{question.Status}: {question.Text}");
        return await browser.PostAsync(form.Groups[1].Value, $"xsrf={form.Groups[2].Value}&logout=yes");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<Answer> ThroughPagesAsync(Browser browser, Answer answer, string member)
    {
        for (var steps = 0; steps < 12; steps++)
        {
            if (answer.IsRedirect)
            {
                if (answer.Location!.Authority != new Uri(Issuer).Authority) return answer;
                answer = await browser.FollowAsync(answer);
                continue;
            }

            var form = Form().Match(answer.Text);
            if (!form.Success) return answer;
            answer = await browser.PostAsync(form.Groups[1].Value, form.Groups[2].Value == "login" ? $"prompt=login&login={member}&password=x" : "prompt=consent");
        }

        Assert.Fail("the OP's pages lead nowhere: " + answer.Text);
        return answer;
    }

    private async Task<OtherCall[]> TellAsync(object said)
    {
        using var answer = await Wire.PostAsJsonAsync(Issuer + "/test", said, TestContext.Current.CancellationToken);
        return (await answer.Content.ReadFromJsonAsync<OtherCall[]>(JsonSerializerOptions.Web, TestContext.Current.CancellationToken))!;
    }

    [GeneratedRegex("(?s)<form[^>]* action=\"([^\"]+)\" method=\"post\">.*?name=\"prompt\" value=\"(\\w+)\"")]
    private static partial Regex Form();

    [GeneratedRegex("action=\"([^\"]+)\"><input type=\"hidden\" name=\"xsrf\" value=\"([^\"]+)\"")]
    private static partial Regex LogoutForm();
}
