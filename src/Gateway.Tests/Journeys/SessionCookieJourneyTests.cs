using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Gateway.Tests.Sessions;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>Our cookies on the wire (corpus C06–C14).</summary>
public sealed class SessionCookieJourneyTests
{
    [Fact]
    public async Task C06_Over_https_both_cookies_have_the_host_prefix_and_all_flags()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = gateway.NewBrowser();

        var start = await browser.GetAsync("/members/");
        var callback = await browser.GetAsync(await browser.AnswerOfProviderAsync(start, "alice"));

        Assert.Single(start.SetCookies);
        Assert.Equal(32, Base64Url.DecodeFromChars(FirstSet(start, "__Host-gateway-login", out var bindingFlags)).Length);
        Assert.Equal(["HttpOnly", "Max-Age=300", "Path=/", "SameSite=Lax", "Secure"], bindingFlags);
        Assert.Equal(browser.SessionCookie, FirstSet(callback, "__Host-gateway", out var sessionFlags));
        Assert.Equal(["HttpOnly", "Path=/", "SameSite=Lax", "Secure"], sessionFlags);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C06_The_binding_cookie_slides_with_every_start_and_keeps_its_value()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Login"] = new JsonObject { ["StateTimeout"] = "90s" });
        var browser = gateway.NewBrowser();

        var first = FirstSet(await browser.GetAsync("/members/"), "__Host-gateway-login", out var flags);
        gateway.Clock.Advance(TimeSpan.FromSeconds(80));
        var second = FirstSet(await browser.GetAsync("/members/full/"), "__Host-gateway-login", out var later);

        Assert.Equal(first, second);
        Assert.Contains("Max-Age=90", flags);
        Assert.Contains("Max-Age=90", later);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C07_Over_plain_http_there_is_neither_prefix_nor_secure_and_a_warning_at_start()
    {
        await using var gateway = await PlainHttpAsync();
        var browser = gateway.NewBrowser("http://a.example");

        var start = await browser.GetAsync("/members/");
        var callback = await browser.GetAsync(await browser.AnswerOfProviderAsync(start, "alice"));

        Assert.NotNull(FirstSet(start, "gateway-login", out var bindingFlags));
        Assert.Equal(["HttpOnly", "Max-Age=300", "Path=/", "SameSite=Lax"], bindingFlags);
        Assert.NotNull(FirstSet(callback, "gateway", out var sessionFlags));
        Assert.Equal(["HttpOnly", "Path=/", "SameSite=Lax"], sessionFlags);
        Assert.Contains(gateway.Configuration.Warnings, warning => warning.ToString().Contains("plain http", StringComparison.Ordinal));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C08_Two_live_sessions_of_one_name_both_end_and_the_member_signs_in_once()
    {
        await using var gateway = await PlainHttpAsync();
        var member = await SignedInAsync(gateway, "alice");
        var attacker = await SignedInAsync(gateway, "bob");
        var (own, tossed) = (member.SessionCookie!, attacker.SessionCookie!);

        var both = await AskAsync(gateway, $"gateway={tossed}; gateway={own}");
        var first = await AskAsync(gateway, $"gateway={own}");
        var second = await AskAsync(gateway, $"gateway={tossed}");

        Assert.Equal(["LOGIN", "LOGIN", "LOGIN"], new[] { both, first, second }.Select(RefusalStage.Outcome));
        var again = await member.SignInAsync("alice");
        Assert.Equal(200, again.Status);
        Assert.Equal(200, (await AskAsync(gateway, $"gateway={tossed}; gateway={member.SessionCookie}")).Status);   // the tossed one leads nowhere now
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C08_With_the_prefix_a_cookie_without_it_is_none_of_ours()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var member = await gateway.SignedInAsync("alice");
        var attacker = await gateway.SignedInAsync("bob");

        var tossed = await AskAsync(gateway, $"gateway={attacker.SessionCookie}; __Host-gateway={member.SessionCookie}");
        var alone = await AskAsync(gateway, $"gateway={attacker.SessionCookie}");

        Assert.Equal(200, tossed.Status);
        Assert.Equal("alice", gateway.Area.Last("/members/")["Remote-User"]);
        Assert.Equal("LOGIN", RefusalStage.Outcome(alone));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C08_Four_candidates_at_most_are_tried()
    {
        var (gateway, store) = await WithStoreAsync();
        await using var _ = gateway;
        var member = await gateway.SignedInAsync("alice");
        var dead = Enumerable.Range(1, 4).Select(i => Base64Url.EncodeToString(Enumerable.Repeat((byte)i, 32).ToArray())).Select(value => "__Host-gateway=" + value).ToList();
        var live = "__Host-gateway=" + member.SessionCookie;

        var before = store.Finds;
        var fourth = await AskAsync(gateway, string.Join("; ", [.. dead[..3], live]));
        var fifth = await AskAsync(gateway, string.Join("; ", [.. dead, live]));

        Assert.Equal(200, fourth.Status);
        Assert.Equal("LOGIN", RefusalStage.Outcome(fifth));
        Assert.Equal(8, store.Finds - before);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C09_The_live_session_is_found_behind_a_dead_one_and_in_a_second_line()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var live = "__Host-gateway=" + (await gateway.SignedInAsync("alice")).SessionCookie;
        var dead = "__Host-gateway=" + Base64Url.EncodeToString(new byte[32]);

        Assert.Equal(200, (await AskAsync(gateway, $"{dead}; {live}")).Status);
        Assert.Equal(200, (await RawRequest.GetAsync(gateway, "/members/", "Cookie: " + dead, "Cookie: " + live)).Status);
        Assert.Equal(200, (await RawRequest.GetAsync(gateway, "/members/", "Cookie: other=1", "Cookie: x=y; " + live)).Status);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C10_What_is_not_exactly_an_id_is_no_session_and_no_question_to_the_store()
    {
        var (gateway, store) = await WithStoreAsync();
        await using var _ = gateway;
        var id = (await gateway.SignedInAsync("alice")).SessionCookie!;
        var name = "__Host-gateway";
        var finds = store.Finds;

        foreach (var cookie in new[]
        {
            $"{name}={new string('a', 16 * 1024)}", $"{name}=\"{id}\"", $"{name}={id},b", $"={name}", name, $"{name}=", $"{name}={id[..^1]}", $"{name}={id}A",
            $"{name}={id[..^1]}\u0080", $"{name}={id[..^1]}=", $"{name}={id[..^1]}+", $"{name}=%41{id[1..]}", $"{name}= {id}",
            string.Join("; ", Enumerable.Range(0, 3000).Select(i => $"c{i % 10}=1")),
        })
            Assert.True(RefusalStage.Outcome(await AskAsync(gateway, cookie)) == "LOGIN", cookie[..Math.Min(cookie.Length, 80)]);

        Assert.Equal(finds, store.Finds);
        Assert.Equal(400, (await AskAsync(gateway, $"{name}={id[..^1]}\0")).Status);
        Assert.Equal(431, (await AskAsync(gateway, string.Join("; ", Enumerable.Range(0, 3000).Select(i => $"cookie{i}=1")))).Status);
        Assert.Equal(finds, store.Finds);
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("__Host_gateway")]
    [InlineData("..Host-gateway")]
    [InlineData(" __Host-gateway")]
    [InlineData("__hoST-gateway")]
    [InlineData("__Host-gateway[0]")]
    [InlineData("__Host%2Dgateway")]
    [InlineData("__Host.gateway")]
    public async Task C11_Another_spelling_of_our_name_is_neither_ours_nor_passed_to_php(string name)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var id = (await gateway.SignedInAsync("alice")).SessionCookie;

        var alone = await AskAsync(gateway, $"a=1; {name}={id}");
        await RawRequest.GetAsync(gateway, "/", $"Cookie: a=1; {name}={id}; b=2");

        Assert.Equal("LOGIN", RefusalStage.Outcome(alone));
        Assert.Equal("a=1; b=2", gateway.Area.Last("/")["Cookie"]);
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C12_An_unknown_cookie_is_left_alone_and_costs_one_question()
    {
        var (gateway, store) = await WithStoreAsync();
        await using var _ = gateway;
        var unknown = "__Host-gateway=" + Base64Url.EncodeToString(new byte[32]);

        var page = await AskAsync(gateway, unknown);
        Assert.Equal(1, store.Finds);
        var again = await AskAsync(gateway, unknown);
        Assert.Equal(2, store.Finds);   // no memory of the answer
        var open = await RawRequest.GetAsync(gateway, "/", "Cookie: " + unknown);
        Assert.Equal(2, store.Finds);

        Assert.Equal("LOGIN", RefusalStage.Outcome(page));
        Assert.Equal("LOGIN", RefusalStage.Outcome(again));
        Assert.Equal(200, open.Status);
        Assert.DoesNotContain(page.SetCookies.Concat(again.SetCookies).Concat(open.SetCookies), line => line.StartsWith("__Host-gateway=", StringComparison.Ordinal));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C13_Our_cookies_stay_with_us_and_the_others_pass_byte_for_byte_in_order()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("alice");
        var ours = new[] { "__Host-gateway=" + browser.SessionCookie, "__Host-gateway-login=" + browser.BindingCookie, "gateway=x", "gateway-login=y.1.2" };

        foreach (var (path, session) in new[] { ("/members/", true), ("/", false) })
        {
            await RawRequest.GetAsync(gateway, path, $"Cookie: b=2;  a=\"1 , %41+\"; {ours[0]};{ours[1]}; c; {ours[2]}; =d; {ours[3]}; a=3; Zo\u00C3\u00AB=\u00FF\u0080");
            Assert.Equal("b=2;  a=\"1 , %41+\"; c; =d; a=3; Zo\u00C3\u00AB=\u00FF\u0080", gateway.Area.Last(path)["Cookie"]);
            Assert.Equal(session, gateway.Area.Last(path).Has("Remote-User"));
        }

        await RawRequest.GetAsync(gateway, "/members/", "Cookie: " + string.Join("; ", ours));
        Assert.False(gateway.Area.Last("/members/").Has("Cookie"));
        gateway.AssertQuiet();
    }

    [Theory]
    [InlineData("gateway=x")]
    [InlineData("__Host-gateway=x; Secure; Path=/")]
    [InlineData("__Host-gateway-login=x; Secure; Path=/")]
    [InlineData("gateway-login=x")]
    [InlineData("__HOST-GATEWAY=x; Secure; Path=/")]
    [InlineData("gateway=; Max-Age=0")]
    [InlineData("gateway-logged-out=1")]
    [InlineData("=__Host-gateway=x; Secure; Path=/")]
    [InlineData("= gateway=x; Path=/")]
    public async Task C14_An_upstream_cannot_set_a_cookie_of_ours(string line)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var browser = await gateway.SignedInAsync("alice");
        var dropped = 0;
        foreach (var path in new[] { "/members/", "/index.php" })
        {
            gateway.Log.Clear();
            gateway.Area.Answers[path] = context =>
            {
                context.Response.Headers.SetCookie = new[] { "first=1; Path=/", line, "last=a=b; HttpOnly", line };
                return Task.CompletedTask;
            };

            var answer = await browser.GetAsync(path);

            Assert.Equal(["first=1; Path=/", "last=a=b; HttpOnly"], answer.SetCookies);
            var warning = Assert.Single(gateway.Log.Warnings);
            Assert.Equal("The upstream tried to set a cookie of Gateway's own; the line was removed: site=a.", warning.Text);
            Assert.Equal(dropped += 2, gateway.Counts.Of("gateway.upstream.cookies_dropped", ("site", "a")));
        }

        gateway.Area.Answers.Clear();
        Assert.Equal(200, (await browser.GetAsync("/members/")).Status);
    }

    private static Task<Answer> AskAsync(GatewayHost gateway, string cookie) => RawRequest.GetAsync(gateway, "/members/", "Accept: text/html", "Cookie: " + cookie);

    private static async Task<(GatewayHost Gateway, RecordingStore Store)> WithStoreAsync()
    {
        RecordingStore? store = null;
        var gateway = await GatewayHost.StartAsync(services: TakeOut.Store(_ => store = new RecordingStore(TimeProvider.System)));
        await gateway.NewBrowser().GetAsync("/");   // the container makes the store when it is first needed
        return (gateway, store!);
    }

    private static Task<GatewayHost> PlainHttpAsync() => GatewayHost.StartAsync(site => site["Origins"] = new JsonArray("http://a.example"));

    private static async Task<Browser> SignedInAsync(GatewayHost gateway, string member)
    {
        var browser = gateway.NewBrowser("http://a.example");
        await browser.SignInAsync(member);
        return browser;
    }

    private static string FirstSet(Answer answer, string name, out IReadOnlyList<string> flags)
    {
        var line = answer.SetCookies.Single(line => line.StartsWith(name + "=", StringComparison.Ordinal)).Split("; ");
        flags = [.. line[1..].Order(StringComparer.Ordinal)];
        return line[0][(name.Length + 1)..];
    }
}
