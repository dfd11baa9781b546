using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Xunit;

namespace Gateway.Tests.Forgery;

/// <summary>An OP whose documents cannot be had or believed: nobody is sent to it, and nothing else suffers.</summary>
internal static class RefusedMetadata
{
    /// <summary>A first visit while the OP tells this lie, on a stage of its own.</summary>
    public static async Task OfAsync(string lie)
    {
        var told = Lies.Named(lie);
        await using var gateway = await GatewayHost.StartAsync();
        told.Tell(gateway.Nats);

        await AssertAsync(gateway, told.Reason);
    }

    /// <summary>Pages and scripts get 503 without a cookie, the public page is served, and the log says why in one line.</summary>
    public static async Task<string> AssertAsync(GatewayHost gateway, string reason)
    {
        var browser = gateway.NewBrowser();

        var page = await browser.GetAsync("/members/");
        var script = await browser.ScriptAsync("/members/");
        var publicPage = await browser.GetAsync("/");

        Proof.ErrorPage(gateway, page, 503, "sign_in_unavailable");
        Assert.Contains("Sign-in is briefly unavailable", page.Text, StringComparison.Ordinal);
        Assert.Equal("10", page.Header("Refresh"));
        Assert.Equal((503, "sign_in_unavailable"), (script.Status, script.Json.GetProperty("error").GetString()));
        Assert.All([page, script], answer =>
        {
            Proof.Own(answer);
            Assert.Equal("10", answer.Header("Retry-After"));
            Assert.Null(answer.Header("Location"));
            Assert.Empty(answer.SetCookies);
        });
        Assert.Equal("upstream:/", publicPage.Text);
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Authorize));
        Assert.Equal(0, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        var line = Assert.Single(gateway.Log.Warnings).Text;
        Assert.Contains($"could not be read ({reason}): ", line, StringComparison.Ordinal);
        Assert.Contains("An earlier one is in use: False.", line, StringComparison.Ordinal);
        return line;
    }
}
