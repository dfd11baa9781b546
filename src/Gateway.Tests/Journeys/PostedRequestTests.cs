using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The way to the OP by a form that sends itself.</summary>
public sealed partial class PostedRequestTests : IAsyncLifetime
{
    private GatewayHost _gateway = null!;   // set before the first test

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(site => site["Login"] = new JsonObject { ["RequestMethod"] = "POST", ["Parameters"] = new JsonObject { ["acr_values"] = "\"><script>" } });

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A37_Form_holds_the_request_runs_its_own_script_alone_and_stands_in_no_frame()
    {
        var page = await _gateway.NewBrowser().GetAsync("/members/full/a.php?x=1");

        var script = Script().Match(page.Text).Groups[1].Value;
        Assert.Equal("document.forms[0].submit()", script);
        Assert.Equal((200, "text/html;charset=UTF-8"), (page.Status, page.Header("Content-Type")));
        Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Equal($"default-src 'none'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'; base-uri 'none'; frame-ancestors 'none'", page.Header("Content-Security-Policy"));
        Assert.Equal(("DENY", "nosniff", "no-referrer"), (page.Header("X-Frame-Options"), page.Header("X-Content-Type-Options"), page.Header("Referrer-Policy")));
        Assert.Equal(_gateway.Nats.Issuer + NatsEndpoint.AuthorizePath, WebUtility.HtmlDecode(Action().Match(page.Text).Groups[1].Value));
        Assert.Equal("\"><script>", Fields(page)["acr_values"]);
        Assert.Single(Regex.Matches(page.Text, "<script"));
        Assert.Null(page.Header("Location"));
    }

    [Fact]
    public async Task Login_by_it_ends_on_the_page_that_was_asked_for()
    {
        var browser = _gateway.NewBrowser();
        var page = await browser.GetAsync("/members/full/a.php?x=1");
        _gateway.Nats.Switches.AutoLogin = "alice";

        var answer = await browser.PostAsync(_gateway.Nats.Issuer + NatsEndpoint.AuthorizePath, string.Join('&', Fields(page).Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}")));
        while (answer.IsRedirect) answer = await browser.FollowAsync(answer);

        Assert.Equal("upstream:/members/full/a.php?x=1", answer.Text);
        Assert.Equal("POST", Assert.Single(_gateway.Nats.Ledger.Of(NatsEndpoint.Authorize)).Method);
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task Script_gets_no_form()
    {
        var answer = await _gateway.NewBrowser().ScriptAsync("/members/");

        Assert.Equal((401, "login_required"), (answer.Status, answer.Json.GetProperty("error").GetString()));
    }

    private static Dictionary<string, string> Fields(Answer page) =>
        Field().Matches(page.Text).ToDictionary(match => WebUtility.HtmlDecode(match.Groups[1].Value), match => WebUtility.HtmlDecode(match.Groups[2].Value));

    [GeneratedRegex("<script[^>]*>(.*?)</script>")]
    private static partial Regex Script();

    [GeneratedRegex("action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Field();
}
