using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Vanity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>The OP's answer as a form that the browser posts (OAuth 2.0 Form Post Response Mode).</summary>
public sealed partial class FormPostTests : IAsyncLifetime
{
    private GatewayHost _gateway = null!;   // set before the first test

    public async ValueTask InitializeAsync() => _gateway = await StartAsync(byForm: true);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task B73_Login_by_form_ends_on_the_page_that_was_asked_for()
    {
        var browser = _gateway.NewBrowser();

        var answer = await PostAsync(browser, await ReachFormAsync(browser));

        Assert.Equal(GatewayHost.Origin + "/members/?a=1", answer.Header("Location"));
        Assert.Equal("upstream:/members/?a=1", (await browser.FollowAsync(answer)).Text);
        Assert.Equal(1, _gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task B73_An_error_of_the_OP_by_form_is_shown_and_costs_no_call()
    {
        _gateway.Nats.Switches.RefuseLogins = "temporarily_unavailable";
        var browser = _gateway.NewBrowser();

        var answer = await PostAsync(browser, await ReachFormAsync(browser));

        Proof.ErrorPage(_gateway, answer, 400, "op_error");
        Assert.Contains("NATS refuses every login: a switch says so. (temporarily_unavailable)", WebUtility.HtmlDecode(answer.Text), StringComparison.Ordinal);
        Proof.NoCallNoSession(_gateway, browser);
    }

    [Fact]
    public async Task A23_In_query_mode_the_same_parameters_as_a_form_are_no_answer()
    {
        await using var gateway = await StartAsync(byForm: false);
        var browser = gateway.NewBrowser();
        var callback = await browser.ReachCallbackAsync("alice");

        var answer = await browser.PostAsync(GatewayHost.Vanity, new Uri(callback).Query[1..]);

        Proof.ErrorPage(gateway, answer, 400, "vanity_invalid");
        Proof.NoCallNoSession(gateway, browser);
    }

    [Fact]
    public async Task A23_In_form_mode_the_same_parameters_as_a_query_are_no_answer()
    {
        var browser = _gateway.NewBrowser();
        var form = await ReachFormAsync(browser);

        Proof.ErrorPage(_gateway, await browser.GetAsync($"{GatewayHost.Vanity}?{form}"), 400, "vanity_invalid");
        Proof.ErrorPage(_gateway, await browser.PostAsync($"{GatewayHost.Vanity}?{form}", ""), 400, "vanity_invalid");
        Proof.NoCallNoSession(_gateway, browser);
        Assert.Equal(302, (await PostAsync(browser, form)).Status);   // the right way still goes
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task A23_In_form_mode_a_body_of_another_type_is_no_answer(string? type)
    {
        var browser = _gateway.NewBrowser();
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(await ReachFormAsync(browser)));
        if (type is not null) content.Headers.TryAddWithoutValidation("Content-Type", type);

        Proof.ErrorPage(_gateway, await browser.SendAsync("POST", GatewayHost.Vanity, content), 400, "vanity_invalid");
        Proof.NoCallNoSession(_gateway, browser);
    }

    [Theory]
    [InlineData("{form}&code=B")]
    [InlineData("{form}&state=B")]
    [InlineData("")]
    [InlineData("code=%ZZ")]
    public async Task A19_A_form_has_one_value_a_parameter_and_some(string forged)
    {
        var browser = _gateway.NewBrowser();
        var form = await ReachFormAsync(browser);

        Proof.ErrorPage(_gateway, await PostAsync(browser, forged.Replace("{form}", form, StringComparison.Ordinal)), 400, "vanity_invalid", forged);
        Proof.NoCallNoSession(_gateway, browser);
    }

    [Fact]
    public async Task A25_A_form_without_measure_is_refused_unread()
    {
        var browser = _gateway.NewBrowser();
        var form = await ReachFormAsync(browser);

        Proof.ErrorPage(_gateway, await PostAsync(browser, form + "&pad=" + new string('x', 1024 * 1024)), 413, "vanity_form_too_large", "1 MiB");
        Proof.ErrorPage(_gateway, await PostAsync(browser, $"code=good&state={new string('s', 100 * 1024)}"), 413, "vanity_form_too_large", "state");
        Proof.NoCallNoSession(_gateway, browser);
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(101)]
    public async Task A25_A_small_form_of_many_fields_is_refused_and_the_right_one_still_signs_in(int fields)
    {
        var browser = _gateway.NewBrowser();
        var form = await ReachFormAsync(browser);
        var (many, most) = (Padded(form, fields), Padded(form, 100));
        Assert.InRange(many.Length, 0, (64 * 1024) - 1);   // it is not the bytes

        Proof.ErrorPage(_gateway, await PostAsync(browser, many), 413, "vanity_form_too_large", $"{fields} fields");
        Proof.NoCallNoSession(_gateway, browser);

        Assert.Equal((302, GatewayHost.Origin + "/members/?a=1"), await ResultAsync(browser, most));   // its state was not claimed
        Assert.NotNull(browser.SessionCookie);
        Assert.Equal(1, _gateway.Nats.Ledger.Count(NatsEndpoint.Token));
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task A25_A_form_whose_length_nobody_said_is_read_to_the_limit_and_no_further()
    {
        var browser = _gateway.NewBrowser();
        var content = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes(await ReachFormAsync(browser) + "&pad=" + new string('x', 64 * 1024))));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        using var endless = new EndlessStream();
        var context = new DefaultHttpContext { Request = { Method = "POST", ContentType = "application/x-www-form-urlencoded", Body = endless } };
        context.Features.Set<IHttpRequestBodyDetectionFeature>(endless);

        Proof.ErrorPage(_gateway, await browser.SendAsync("POST", GatewayHost.Vanity, content, ("Transfer-Encoding", "chunked")), 413, "vanity_form_too_large");
        Assert.Equal(413, (await VanityForm.ReadAsync(context)).Refusal!.Status);

        Assert.InRange(endless.Given, 64 * 1024 + 1, 64 * 1024 + 1);
        Proof.NoCallNoSession(_gateway, browser);
    }

    [Fact]
    public async Task A26_The_binding_cookie_comes_along_with_a_form_of_the_OP()
    {
        var start = await _gateway.NewBrowser().GetAsync("/members/");

        Assert.Contains("response_mode=form_post", start.Location!.Query, StringComparison.Ordinal);
        var cookie = Assert.Single(start.SetCookies);
        Assert.StartsWith("__Host-gateway-login=", cookie, StringComparison.Ordinal);
        Assert.Equal(["HttpOnly", "Max-Age=300", "Path=/", "SameSite=None", "Secure"], cookie.Split("; ")[1..].Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task C20_A_login_by_form_ends_the_session_whose_cookie_the_browser_keeps_back_from_the_OPs_page()
    {
        _gateway.Nats.Switches.IssueRefreshTokens = false;
        var browser = _gateway.NewBrowser();
        await browser.FollowAsync(await PostAsync(browser, await ReachFormAsync(browser)));
        var first = browser.SessionCookie!;
        _gateway.Clock.Advance(TimeSpan.FromMinutes(11));   // claims too old, and nobody to ask

        var form = await ReachFormAsync(browser, "/members/full/");
        var answer = await browser.PostAsync(GatewayHost.Vanity, form, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://nats.example"), ("Cookie", "__Host-gateway-login=" + browser.BindingCookie));

        Assert.Equal("upstream:/members/full/", (await browser.FollowAsync(answer)).Text);
        Assert.NotEqual(first, browser.SessionCookie);
        Proof.Login(_gateway, await _gateway.NewBrowser().GetAsync("/members/", ("Cookie", "__Host-gateway=" + first)));
        Assert.Equal(1, _gateway.Counts.Of("gateway.sessions.ended", ("site", "a"), ("cause", "replaced")));
        _gateway.AssertQuiet();
    }

    [Fact]
    public async Task C20_A_state_that_another_browser_took_ends_no_session_of_its_owner()
    {
        _gateway.Nats.Switches.IssueRefreshTokens = false;
        var owner = _gateway.NewBrowser();
        await owner.FollowAsync(await PostAsync(owner, await ReachFormAsync(owner)));
        var session = owner.SessionCookie!;
        _gateway.Clock.Advance(TimeSpan.FromMinutes(11));
        var taken = await ReachFormAsync(owner, "/members/full/");   // the challenge is his, and he does not finish it
        var thief = _gateway.NewBrowser();

        var again = FieldsOf(await thief.FollowAsync(await PostAsync(thief, taken)));
        await thief.FollowAsync(await PostAsync(thief, again));

        Assert.NotNull(thief.SessionCookie);
        Assert.NotEqual(session, thief.SessionCookie);
        Assert.Equal(0, _gateway.Counts.Of("gateway.sessions.ended", ("site", "a"), ("cause", "replaced")));
    }

    [Fact]
    public async Task A12_A_form_of_another_browser_starts_the_login_again()
    {
        var form = await ReachFormAsync(_gateway.NewBrowser());
        var other = _gateway.NewBrowser();

        Proof.Login(_gateway, await PostAsync(other, form));
        Proof.NoCallNoSession(_gateway, other);
    }

    private static Task<GatewayHost> StartAsync(bool byForm) => GatewayHost.StartAsync(site => site["Login"] = new System.Text.Json.Nodes.JsonObject { ["ResponseMode"] = byForm ? "form_post" : "query" });

    private static Task<Answer> PostAsync(Browser browser, string form) => browser.PostAsync(GatewayHost.Vanity, form, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://nats.example"));

    private static async Task<(int Status, string? Location)> ResultAsync(Browser browser, string form)
    {
        var answer = await PostAsync(browser, form);
        return (answer.Status, answer.Header("Location"));
    }

    // With so many fields in all.
    private static string Padded(string form, int fields) => form + string.Concat(Enumerable.Range(0, fields - form.Split('&').Length).Select(i => $"&f{i}="));

    // The fields of the OP's page, as the browser would post them.
    private async Task<string> ReachFormAsync(Browser browser, string page = "/members/?a=1")
    {
        _gateway.Nats.Switches.AutoLogin = "alice";
        return FieldsOf(await browser.FollowAsync(await browser.GetAsync(page)));
    }

    private static string FieldsOf(Answer form)
    {
        Assert.Contains($"action=\"{GatewayHost.Origin}{GatewayHost.Vanity}\"", form.Text, StringComparison.Ordinal);
        return string.Join('&', Field().Matches(form.Text).Select(field =>
            $"{field.Groups[1].Value}={Uri.EscapeDataString(WebUtility.HtmlDecode(field.Groups[2].Value))}"));
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">")]
    private static partial Regex Field();

    /// <summary>A body that never ends, and counts what it gave.</summary>
    private sealed class EndlessStream : Stream, IHttpRequestBodyDetectionFeature
    {
        public long Given { get; private set; }

        public bool CanHaveBody => true;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'x');
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
