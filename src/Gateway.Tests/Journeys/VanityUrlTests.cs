using System.Text;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The vanity URL by its query and method: one action a request, and nothing of the upstream's.</summary>
public sealed class VanityUrlTests(VanityStage stage) : IClassFixture<VanityStage>
{
    private const string Vanity = VanityStage.Vanity;

    [Theory]
    [InlineData("access_token=TOKEN")]
    [InlineData("access_token=TOKEN&other=1")]
    [InlineData("a=b&access%5Ftoken=TOKEN")]
    public async Task E31_A_posted_token_is_as_good_as_one_in_the_address(string form)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);

        var answer = await browser.PostAsync(Vanity + "?refresh=/members/x.php", form.Replace("TOKEN", token, StringComparison.Ordinal));

        Assert.Equal((302, "/members/x.php"), (answer.Status, answer.Header("Location")));
        Assert.Equal(1, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        Assert.NotEqual(token, await VanityStage.TokenOfAsync(gateway, browser));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E31_A_post_without_a_form_is_answered_like_a_link()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);

        var nothing = await browser.SendAsync("POST", Vanity + "?refresh=/", null);
        var wrong = await browser.PostAsync(Vanity + "?refresh=/", "access_token=guessed");
        var address = await browser.PostAsync($"{Vanity}?refresh=/&access_token={token}", "");

        Assert.Equal("/?error_code=no_access_token", nothing.Header("Location"));
        Assert.Equal("/?error_code=no_access_token_match", wrong.Header("Location"));
        Assert.Equal("/", address.Header("Location"));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("&access_token=TOKEN", "access_token=TOKEN", "application/x-www-form-urlencoded", 400, "vanity_two_tokens")]
    [InlineData("&access_token=TOKEN", "access_token=", "application/x-www-form-urlencoded", 400, "vanity_two_tokens")]
    [InlineData("", "access_token=TOKEN&access_token=TOKEN", "application/x-www-form-urlencoded", 400, "vanity_form_malformed")]
    [InlineData("", "access_token=%FF", "application/x-www-form-urlencoded", 400, "vanity_form_malformed")]
    [InlineData("", "access_token=TOKEN", "text/plain", 415, "vanity_form_type")]
    [InlineData("", "access_token=TOKEN", "", 415, "vanity_form_type")]
    [InlineData("", "access_token=TOKEN", "multipart/form-data; boundary=x", 415, "vanity_form_type")]
    [InlineData("", "{\"access_token\":\"TOKEN\"}", "application/json", 415, "vanity_form_type")]
    public async Task E31_Two_tokens_and_other_kinds_of_form_are_refused(string query, string body, string type, int status, string reason)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body.Replace("TOKEN", token, StringComparison.Ordinal)));
        if (type.Length > 0) content.Headers.TryAddWithoutValidation("Content-Type", type);

        var answer = await browser.SendAsync("POST", Vanity + "?refresh=/" + query.Replace("TOKEN", token, StringComparison.Ordinal), content);

        VanityStage.AssertRefused(gateway, answer, status, reason);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        await VanityStage.AssertSignedInAsync(browser);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(64 * 1024, false, 302)]
    [InlineData((64 * 1024) + 1, false, 413)]
    [InlineData((64 * 1024) + 1, true, 413)]
    [InlineData(1024 * 1024, true, 413)]
    public async Task E31_A_form_above_64_KiB_is_refused(int length, bool chunked, int status)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);
        var body = $"access_token={token}&x=".PadRight(length, 'x');
        using var content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded");

        var answer = await browser.SendAsync("POST", Vanity + "?refresh=/", content, (chunked ? "Transfer-Encoding" : "", "chunked"));

        if (status == 302) Assert.Equal((302, "/"), (answer.Status, answer.Header("Location")));
        else VanityStage.AssertRefused(gateway, answer, 413, "vanity_form_too_large");
        Assert.Equal(status == 302 ? 1 : 0, gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("PUT", "?logout=/")]
    [InlineData("DELETE", "?logout=/")]
    [InlineData("PATCH", "?logout=/")]
    [InlineData("BREW", "?logout=/")]
    [InlineData("OPTIONS", "?logout=/")]
    [InlineData("PUT", "")]
    [InlineData("BREW", "?info=json")]
    [InlineData("HEAD", "?logout=/")]
    [InlineData("HEAD", "?logout=img")]
    [InlineData("HEAD", "?refresh=/&access_token=TOKEN")]
    [InlineData("PUT", "?refresh=/&access_token=TOKEN")]
    [InlineData("HEAD", "?code=c&state=s")]
    public async Task E32_Other_methods_have_no_effect(string method, string query)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);

        var answer = await browser.SendAsync(method, Vanity + query.Replace("TOKEN", token, StringComparison.Ordinal), null);

        Assert.Equal((405, "GET, POST"), (answer.Status, answer.Header("Allow")));
        VanityStage.AssertOwn(answer);
        Assert.Empty(answer.SetCookies);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        Assert.Empty(gateway.Area.Requests);
        Assert.Equal(token, await VanityStage.TokenOfAsync(gateway, browser));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("TRACE /members/x.php HTTP/1.1")]
    [InlineData("TRACE / HTTP/1.1")]
    [InlineData("TRACE /members/vanity.php?logout=/ HTTP/1.1")]
    [InlineData("CONNECT a.example:443 HTTP/1.1")]
    public async Task E32_TRACE_and_CONNECT_are_served_nowhere(string line)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        VanityStage.Forget(gateway);

        var answer = await RawRequest.SendAsync(gateway, line, [line.StartsWith("CONNECT", StringComparison.Ordinal) ? "Host: a.example:443" : "Host: a.example", RefusalStage.CookieOf(browser)]);

        Assert.Equal(405, answer.Status);
        Assert.NotNull(answer.Header("Allow"));
        Proof.Own(answer);
        Assert.Empty(answer.SetCookies);
        Assert.DoesNotContain(browser.SessionCookie!, answer.Text, StringComparison.Ordinal);   // TRACE sends back what it got
        Assert.Empty(gateway.Area.Requests);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        await VanityStage.AssertSignedInAsync(browser);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("logout=/&refresh=/x&code=c&state=s")]
    [InlineData("logout=/&refresh=/x&access_token=TOKEN")]
    [InlineData("logout=/&info=json")]
    [InlineData("logout=/&code=c")]
    [InlineData("logout=/&state=s")]
    [InlineData("refresh=/x&access_token=TOKEN&info=json")]
    [InlineData("refresh=/x&access_token=TOKEN&code=c")]
    [InlineData("refresh=/x&access_token=TOKEN&error=x")]
    [InlineData("info=json&code=c&state=s")]
    public async Task E34_Two_actions_are_none(string query)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);

        var answer = await browser.GetAsync(Vanity + "?" + query.Replace("TOKEN", token, StringComparison.Ordinal));

        VanityStage.AssertRefused(gateway, answer, 400, "vanity_invalid", query);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        Assert.Equal(token, await VanityStage.TokenOfAsync(gateway, browser));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("/members/x.php?logout=/")]
    [InlineData("/members/vanity.php/?logout=/")]
    [InlineData("/members/Vanity.php?logout=/")]
    [InlineData("/members/vanity.php%3Flogout=/")]
    [InlineData("/members/x.php?refresh=/&access_token=TOKEN")]
    [InlineData("/members/x.php?info=json")]
    [InlineData("/members/x.php?code=c&state=s")]
    public async Task E35_Parameters_of_an_action_mean_nothing_elsewhere(string target)
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        target = target.Replace("TOKEN", await VanityStage.TokenOfAsync(gateway, browser), StringComparison.Ordinal);
        VanityStage.Forget(gateway);

        var answer = await browser.GetAsync(target);
        var anonymous = await gateway.NewBrowser().GetAsync(target);

        Assert.Equal((200, "upstream:" + target), (answer.Status, answer.Text));
        Assert.StartsWith(gateway.Nats.Issuer + NatsEndpoint.AuthorizePath, anonymous.Header("Location"), StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Nats.Ledger.Calls, call => call.Endpoint is NatsEndpoint.Token or NatsEndpoint.Revocation);
        await VanityStage.AssertSignedInAsync(browser);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E36_The_bare_url_is_blank_whatever_lies_there_upstream()
    {
        var gateway = await stage.FreshAsync();
        gateway.Area.Answers[Vanity] = context => context.Response.WriteAsync("<?php the file");
        foreach (var browser in new[] { gateway.NewBrowser(), await gateway.SignedInAsync("alice") })
        {
            VanityStage.Forget(gateway);
            foreach (var answer in new[] { await browser.GetAsync(Vanity), await browser.GetAsync(Vanity + "?"), await browser.SendAsync("HEAD", Vanity, null), await browser.ScriptAsync(Vanity) })
            {
                Assert.Equal((200, 0), (answer.Status, answer.Bytes.Length));
                VanityStage.AssertOwn(answer);
                Assert.Empty(answer.SetCookies);
            }

            Assert.Empty(gateway.Area.Requests);
            Assert.Empty(gateway.Nats.Ledger.Calls);
        }

        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E36_Nobody_is_sent_to_a_login_from_here()
    {
        var gateway = await stage.FreshAsync();
        var browser = gateway.NewBrowser();

        VanityStage.AssertRefused(gateway, await browser.GetAsync(Vanity + "?x=1"), 400, "vanity_invalid");
        VanityStage.AssertRefused(gateway, await browser.GetAsync(Vanity + "?info=json"), 401, "login_required");
        VanityStage.AssertRefused(gateway, await browser.PostAsync(Vanity, "code=c&state=s"), 400, "vanity_invalid");
        VanityStage.AssertRefused(gateway, await browser.PostAsync(Vanity + "?code=c&state=s", ""), 400, "vanity_invalid");

        Assert.Null(browser.BindingCookie);
        Assert.Empty(gateway.Nats.Ledger.Calls);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task E30_What_stood_in_the_address_goes_nowhere_else()
    {
        var gateway = await stage.FreshAsync();
        var browser = await gateway.SignedInAsync("alice");
        var token = await VanityStage.TokenOfAsync(gateway, browser);
        VanityStage.Forget(gateway);

        foreach (var query in (string[])[$"refresh=/&access_token={token}", $"refresh=//evil&access_token={token}", $"access_token={token}", $"x={token}", $"info={token}", $"logout={token}", $"code={token}&state={token}"])
        {
            var answer = await browser.GetAsync($"{Vanity}?{query}");

            Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
            Assert.DoesNotContain(token, string.Join(' ', answer.Headers.SelectMany(header => header.Value)) + answer.Text, StringComparison.Ordinal);
        }

        Assert.Empty(gateway.Area.Requests);
        Assert.DoesNotContain(gateway.Log.All, line => line.Text.Contains(token, StringComparison.Ordinal) || line.Text.Contains(browser.SessionCookie!, StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Counts.Tags, tag => tag.Contains(token[..8], StringComparison.Ordinal));
        Assert.Contains("return_url_refused", gateway.Counts.Tags);
        gateway.AssertQuiet();
    }
}
