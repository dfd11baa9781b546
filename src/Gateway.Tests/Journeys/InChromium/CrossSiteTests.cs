using System.Text.Json.Nodes;
using Gateway.Demo;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
        await using var page = await LoopbackServer.StartAsync(0, "the OP's logout page", app => app.MapGet("/", http =>
        {
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync($"<!doctype html><title>Signed out</title><h1>Signed out</h1><iframe src='{frame}'></iframe>");
        }));
        await visitor.OpenAsync(LoopbackServer.AddressOf(page));   // ends when the frame is there
        await visitor.SeesAsync("Signed out");
        await visitor.Context.ClearCookiesAsync(new() { Domain = "127.0.0.1" });   // the OP's own session has ended
    }
}
