using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Freshness;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What the journeys of a living session have in common: short ways to settings, time, calls at the OP and what PHP got.</summary>
internal static class FreshnessStage
{
    public const string Page = "/members/";
    public const string Full = "/members/full/";

    /// <summary>As long as a request may wait for the OP.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>Longer than any pause after a failure.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(16);

    /// <summary>Sessions that no idleness ends, and these settings of <c>Tokens</c>.</summary>
    public static Action<JsonObject> Tokens(params (string Name, string Value)[] settings) => site =>
    {
        site["Session"] = new JsonObject { ["InactivityTimeout"] = "24h", ["MaxDuration"] = "24h" };
        site["Tokens"] = new JsonObject(settings.Select(one => KeyValuePair.Create<string, JsonNode?>(one.Name, one.Value)));
    };

    /// <summary>Only tokens matter: userinfo is never asked again.</summary>
    public static Task<GatewayHost> TokensOnlyAsync(params (string Name, string Value)[] settings) =>
        GatewayHost.StartAsync(Tokens([("UserInfoRefreshInterval", "0"), .. settings]));

    /// <summary>Only userinfo matters: tokens outlive the test.</summary>
    public static Task<GatewayHost> ClaimsOnlyAsync(params (string Name, string Value)[] settings) =>
        GatewayHost.StartAsync(Tokens(settings), nats: options => options with { AccessTokenLifetime = TimeSpan.FromHours(20) });

    public static void Pass(this GatewayHost gateway, int minutes, int seconds = 0) => gateway.Clock.Advance(new TimeSpan(0, minutes, seconds));

    public static int Refreshes(this GatewayHost gateway) => gateway.Nats.Ledger.Count(NatsEndpoint.Token, "refresh_token");

    public static int UserInfos(this GatewayHost gateway) => gateway.Nats.Ledger.Count(NatsEndpoint.UserInfo);

    /// <summary>Forgets the login: calls and lines count from here.</summary>
    public static async Task<Browser> SignedInAndForgottenAsync(this GatewayHost gateway, string member = "alice")
    {
        var browser = await gateway.SignedInAsync(member);
        VanityStage.Forget(gateway);
        return browser;
    }

    /// <summary>Browsers with sessions of their own, all of them copies of this one's: the same member, the same tokens.</summary>
    public static async Task<Browser[]> CopiesAsync(this GatewayHost gateway, Browser browser, int count)
    {
        var (site, vault) = (gateway.Configuration.Sites.All.Single(), gateway.Services.GetRequiredService<SessionVault>());
        Assert.True(SessionId.TryParse(browser.SessionCookie!, out var id));
        var live = await vault.FindAsync(site.Keys, id, TestContext.Current.CancellationToken);
        var copies = new Browser[count];
        for (var i = 0; i < count; i++)
        {
            var copy = await vault.CreateAsync(site.Keys, SessionId.New(), live!.Session, site.Session.InactivityTimeout, TestContext.Current.CancellationToken);
            copies[i] = gateway.NewBrowser();
            copies[i].Cookies["__Host-gateway"] = copy!.Id.Text;
        }

        return copies;
    }

    public static ISessionStore StoreOf(this GatewayHost gateway) => gateway.Services.GetRequiredService<ISessionStore>();

    /// <summary>A node with this session store.</summary>
    public static void UseStore(this IServiceCollection services, ISessionStore store) => services.Replace(ServiceDescriptor.Singleton(store));

    /// <summary>
    /// Ends when everything has landed that this node does for its sessions behind the members' back. Before the time moves it must: a node
    /// that finds its attempt grown old posts nothing and waits for another's answer, by a clock that nobody moves.
    /// </summary>
    public static Task LandedAsync(this GatewayHost gateway) => gateway.SoonAsync(
        async cancel =>
        {
            await gateway.Services.GetRequiredService<SessionFlights>().StopAsync(cancel);
            cancel.ThrowIfCancellationRequested();   // it ends in any case
        }, "the flights of a node");

    /// <summary>A page that must be shown, as PHP got the request for it.</summary>
    public static async Task<Received> SeeAsync(this GatewayHost gateway, Browser browser, string page = Page)
    {
        var answer = await browser.GetAsync(page);
        Assert.True(answer.Status == 200, $"{page} answered {answer.Status}: {answer.Text}");
        return gateway.Area.Last(page.Split('?')[0]);
    }

    public static string Token(this Received received) => received["OIDC_access_token"]!;

    public static bool IsDegraded(this Received received) => received["OIDC_gateway_degraded"] == "1";

    public static DateTimeOffset? Expires(this Received received) =>
        received["OIDC_access_token_expires"] is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)) : null;

    public static Task<Answer> RefreshLinkAsync(this Browser browser, string token) => browser.GetAsync($"{GatewayHost.Vanity}?refresh=/members/back.php&access_token={token}");

    /// <summary>Waits until a refresh that nobody waits for has been stored: the call, then its landing.</summary>
    public static async Task RefreshedAsync(this GatewayHost gateway, int calls = 1)
    {
        await gateway.ArrivedAsync(NatsEndpoint.Token, calls);
        await gateway.LandedAsync();
    }

    public static Task ArrivedAsync(this GatewayHost gateway, string endpoint, int calls) =>
        gateway.SoonAsync(cancel => gateway.Nats.Ledger.ArrivedAsync(endpoint, calls, cancel), $"{calls} calls of {endpoint}");

    public static Task ArrivedAsync(this Latch latch) => SoonAsync(null, cancel => latch.ArrivedAsync(1, cancel), "a call at the gate");

    /// <summary>Until the log has a line with this text.</summary>
    public static Task SaidAsync(this GatewayHost gateway, string text) => gateway.SoonAsync(cancel => gateway.Log.SaidAsync(text, cancel), $"\"{text}\" in the log");

    /// <summary>Until so many more have begun to wait for exactly this long than there were <paramref name="before"/>.</summary>
    public static Task WaitingAsync(this GatewayHost gateway, TimeSpan length, int more, int before) =>
        gateway.SoonAsync(cancel => gateway.Clock.WaitingAsync(length, before + more, cancel), $"{more} timers of {length}");

    /// <summary>On the way to the OP's login page, the session cookie left alone.</summary>
    public static void AssertLogin(this GatewayHost gateway, Answer answer, string? input = null) => Proof.Login(gateway, answer, input);

    /// <summary>A script is told to log in, without a cookie.</summary>
    public static void AssertScriptLogin(Answer answer, string? input = null)
    {
        Assert.True(answer.Status == 401, $"{input}: {answer.Status}");
        Assert.Equal("login_required", answer.Json.GetProperty("error").GetString());
        Assert.Empty(answer.SetCookies);
    }

    /// <summary>No line of the log holds a token, a cookie or a code of this test.</summary>
    public static void AssertNoSecrets(this GatewayHost gateway, params string?[] secrets)
    {
        foreach (var secret in secrets.OfType<string>()) Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains(secret, StringComparison.Ordinal));
    }

    // What is waited for comes at once or never; then the test must say so and not hang.
    private static async Task SoonAsync(this GatewayHost? gateway, Func<CancellationToken, Task> wait, string what)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience.Limit);
        try
        {
            await wait(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"waited in vain for {what}. {gateway?.Clock.Pending}");
        }
    }
}
