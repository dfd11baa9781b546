using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gateway.Demo;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Gateway.Tests.Journeys.InChromium;

/// <summary>What comes from the OP's pages by way of the browser, whose own rules for cookies, forms and frames of other sites must let it through.</summary>
[Collection(ChromiumTests.Name)]
public sealed class CrossSiteTests(SharedChromium chromium)
{
    private const string Members = "/members/?from=mail";

    [Fact]
    public async Task B73_An_answer_as_a_form_of_the_OP_signs_in()
    {
        await using var stage = await TlsDemoStage.StartAsync(chromium, site => site["Login"] = new JsonObject { ["ResponseMode"] = "form_post" });
        await using var visitor = await stage.NewVisitorAsync();
        await visitor.OpenAsync(Members);
        await visitor.PickAsync("alice");
        await visitor.SeesAsync("Back to the site");

        await visitor.PressAsync("Go on");

        await visitor.SeesTextAsync("upstream:" + Members);
        Assert.Equal(stage.Origin + Members, visitor.Page.Url);
        var cookies = (await visitor.Context.CookiesAsync([stage.Origin])).ToDictionary(cookie => cookie.Name, cookie => (cookie.SameSite, cookie.Secure, cookie.HttpOnly));
        Assert.Equal((SameSiteAttribute.None, true, true), cookies["__Host-gateway-login"]);
        Assert.Equal((SameSiteAttribute.Lax, true, true), cookies["__Host-gateway"]);
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task B60_A_frame_of_the_OPs_logout_page_signs_out_by_its_names()
    {
        await using var stage = await TlsDemoStage.StartAsync(chromium, site => site["Logout"] = new JsonObject { ["FrontChannel"] = true });
        await using var visitor = await SignedInAsync(stage);

        await OpenLogoutPageAsync(stage, visitor);

        await visitor.OpenAsync(Members);
        await visitor.SeesAsync(Visitor.LoginHeading);
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task E43_Where_that_is_off_the_frame_ends_nothing()
    {
        await using var stage = await TlsDemoStage.StartAsync(chromium, _ => { });
        await using var visitor = await SignedInAsync(stage);

        await OpenLogoutPageAsync(stage, visitor);

        await visitor.OpenAsync(Members);
        await visitor.SeesTextAsync("upstream:" + Members);
    }

    [Fact]
    public async Task E20_A_picture_of_a_foreign_page_that_is_the_logout_comes_without_the_cookie_and_ends_nothing()
    {
        const string Own = "/members/own.php", Info = GatewayHost.Vanity + "?info=json";
        string[] logouts = [GatewayHost.Vanity + "?logout=/", GatewayHost.Vanity + "?logout=get", GatewayHost.Vanity + "?logout=img"];
        var arrived = new Arrivals();
        await using var stage = await TlsDemoStage.StartAsync(chromium, _ => { }, services => services.AddSingleton<IStartupFilter>(arrived));
        stage.Gateway.Area.Answers[Own] = http => ShowAsync(http, "Own", $"<img src='{Info}' alt=''>");
        await using var visitor = await SignedInAsync(stage);
        await using var foreign = await PageAsync("a foreign site", "Foreign", string.Concat(logouts.Append(Info).Select(target => $"<img src='{stage.Origin}{target}' alt=''>")));

        await visitor.OpenAsync(Own);   // ends when the pictures are there
        await visitor.OpenAsync(LoopbackServer.AddressOf(foreign));

        Assert.Contains("__Host-gateway=", arrived.CookiesOf(Info)[0], StringComparison.Ordinal);   // of the site's own page
        Assert.Equal("", arrived.CookiesOf(Info)[1]);
        Assert.All(logouts, logout => Assert.Equal("", Assert.Single(arrived.CookiesOf(logout))));
        await visitor.OpenAsync(Members);
        await visitor.SeesTextAsync("upstream:" + Members);
        stage.Gateway.AssertQuiet();
    }

    private static async Task<Visitor> SignedInAsync(TlsDemoStage stage)
    {
        LogoutTokens.SignInIs(stage.Gateway, "desk");
        var visitor = await stage.NewVisitorAsync();
        await visitor.OpenAsync(Members);
        await visitor.PickAsync("alice");
        await visitor.SeesTextAsync("upstream:" + Members);
        return visitor;
    }

    // A page beside the OP, which frames the address that the client has registered there (Front-Channel Logout 1.0, section 3).
    private static async Task OpenLogoutPageAsync(TlsDemoStage stage, Visitor visitor)
    {
        var nats = stage.Gateway.Nats;
        var frame = $"{stage.Origin}{GatewayHost.Vanity}?logout=get&iss={Uri.EscapeDataString(nats.Issuer)}&sid=desk";
        await using var page = await PageAsync("the OP's logout page", "Signed out", $"<iframe src='{frame}'></iframe>");
        await visitor.OpenAsync(LoopbackServer.AddressOf(page));   // ends when the frame is there
        await visitor.SeesAsync("Signed out");
        await visitor.Context.ClearCookiesAsync(new() { Domain = "127.0.0.1" });   // the OP's own session has ended
    }

    // At 127.0.0.1, and so of another site.
    private static Task<WebApplication> PageAsync(string part, string heading, string body) => LoopbackServer.StartAsync(0, part, app =>
        app.MapGet("/", http => ShowAsync(http, heading, body)));

    private static Task ShowAsync(HttpContext http, string heading, string body)
    {
        http.Response.ContentType = "text/html";
        return http.Response.WriteAsync($"<!doctype html><title>{heading}</title><h1>{heading}</h1>{body}");
    }

    /// <summary>What came with each request, as Gateway got it.</summary>
    private sealed class Arrivals : IStartupFilter
    {
        private readonly ConcurrentQueue<(string Target, string Cookies)> _all = new();

        public IReadOnlyList<string> CookiesOf(string target) => [.. _all.Where(one => one.Target == target).Select(one => one.Cookies)];

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((HttpContext context, RequestDelegate step) =>
            {
                _all.Enqueue((context.Request.Path + context.Request.QueryString.Value, context.Request.Headers.Cookie.ToString()));
                return step(context);
            });
            next(app);
        };
    }
}
