using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Gateway.Tests.Sessions;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What shared caches may keep (corpus F121, F123), and what a public page learns (F127).</summary>
public sealed class CachePrivacyJourneyTests(RefusalStage stage) : IClassFixture<RefusalStage>
{
    [Theory]
    [InlineData(null, "private", false)]
    [InlineData("max-age=60", "max-age=60", false)]
    [InlineData("private, max-age=60", "private, max-age=60", false)]
    [InlineData("no-store", "no-store", false)]
    [InlineData("public, max-age=600", "private, max-age=600", true)]
    [InlineData("s-maxage=60", "private", true)]
    [InlineData("Public, S-MaxAge=60, max-age=5", "private, max-age=5", true)]
    public async Task F121_A_page_behind_a_rule_belongs_into_no_shared_cache(string? sent, string expected, bool counted)
    {
        stage.Clear();
        var path = $"/members/{Math.Abs(string.GetHashCode(sent, StringComparison.Ordinal))}.jpg";
        Answers(path, sent);
        var before = stage.Gateway.Counts.Of("gateway.upstream.cache_controls_changed", ("site", "a"));

        var answer = await stage.AskAsync("full", path);
        await stage.AskAsync("full", path);

        Assert.Equal(expected, answer.Header("Cache-Control"));
        Assert.Equal(counted ? 2 : 0, stage.Gateway.Counts.Of("gateway.upstream.cache_controls_changed", ("site", "a")) - before);
        Assert.Equal(counted ? 1 : 0, stage.Gateway.Log.Warnings.Count);
        Assert.All(stage.Gateway.Log.Warnings, line => Assert.Contains($"path=\"{path}\"", line.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CDN-Cache-Control", "max-age=600", true)]
    [InlineData("Cloudflare-CDN-Cache-Control", "public", true)]
    [InlineData("Surrogate-Control", "max-age=600", true)]
    [InlineData("Edge-Control", "cache-maxage=10m", true)]
    [InlineData("X-Accel-Expires", "600", true)]
    [InlineData("X-Accel-Expires", "0", false)]
    [InlineData("CDN-Cache-Control", "No-Store", false)]
    [InlineData("Surrogate-Control", "max-age=0, private", false)]
    public async Task Words_for_one_kind_of_shared_cache_open_no_page_behind_a_rule_and_may_close_it(string name, string sent, bool removed)
    {
        stage.Clear();
        var path = $"/members/{name}-{sent.Length}.jpg";
        stage.Gateway.Area.Answers[path] = context =>
        {
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers[name] = sent;
            return Task.CompletedTask;
        };
        stage.Gateway.Area.Answers["/pic.jpg"] = stage.Gateway.Area.Answers[path];
        var before = stage.Gateway.Counts.Of("gateway.upstream.cache_controls_changed", ("site", "a"));

        var guarded = await stage.AskAsync("full", path);
        var open = await stage.AskAsync("nobody", "/pic.jpg");

        Assert.Equal((removed ? "private, max-age=60" : "max-age=60", removed ? null : sent), (guarded.Header("Cache-Control"), guarded.Header(name)));
        Assert.Equal(("max-age=60", sent), (open.Header("Cache-Control"), open.Header(name)));
        Assert.Equal(removed ? 1 : 0, stage.Gateway.Counts.Of("gateway.upstream.cache_controls_changed", ("site", "a")) - before);
        Assert.Equal(removed ? 1 : 0, stage.Gateway.Log.Warnings.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("public, max-age=600")]
    [InlineData("s-maxage=60")]
    public async Task F121_Public_paths_are_left_alone(string? sent)
    {
        stage.Clear();
        Answers("/pic.jpg", sent);

        var nobody = await stage.AskAsync("nobody", "/pic.jpg");
        var member = await stage.AskAsync("full", "/pic.jpg");

        Assert.Equal(sent, nobody.Header("Cache-Control"));
        Assert.Equal(sent, member.Header("Cache-Control"));
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [InlineData(null, "private")]
    [InlineData("public, max-age=600", "public, max-age=600")]
    [InlineData("s-maxage=60", "s-maxage=60")]
    public async Task F121_Where_the_setting_says_keep_what_the_upstream_says_stays(string? sent, string expected)
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["CacheControl"] = new JsonObject { ["Keep"] = true });
        var browser = await gateway.SignedInAsync("alice");
        Answers(gateway, "/members/pic.jpg", sent);

        var answer = await browser.GetAsync("/members/pic.jpg");

        Assert.Equal(expected, answer.Header("Cache-Control"));
        Assert.Equal(sent is null ? 0 : 1, gateway.Counts.Of("gateway.upstream.cache_controls_changed", ("site", "a")));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task F123_Refusals_on_cacheable_addresses_are_never_stored()
    {
        await using var gateway = await GatewayHost.StartAsync(site => site["Upstream"] = "http://127.0.0.1:1");
        stage.Clear();
        Answers("/members/pic.jpg", "public, max-age=600");

        var login = await stage.AskAsync("nobody", "/members/pic.jpg");
        var script = await stage.AskAsync("nobody", "/members/pic.jpg", "Sec-Fetch-Dest: image");
        var denied = await stage.AskAsync("trial", "/members/full/pic.jpg");
        var refused = await stage.AskAsync("full", "/members/full%2fpic.jpg");
        var away = await RawRequest.GetAsync(gateway, "/pic.jpg", "Accept: text/html");

        Assert.Equal(["LOGIN", "401 login_required", "DENY", "400", "502"], new[] { login, script, denied, refused, away }.Select(RefusalStage.Outcome));
        foreach (var answer in new[] { login, script, denied, refused, away }) RefusalStage.AssertOwnAnswer(answer, answer.Text);
        Assert.Empty(script.SetCookies);
        stage.Gateway.AssertQuiet();
    }

    [Fact]
    public async Task F127_A_public_page_learns_who_is_signed_in_only_where_its_rule_says_so_and_the_store_is_asked_only_there()
    {
        RecordingStore? store = null;
        await using var gateway = await GatewayHost.StartAsync(
            site => site["Paths"]!["/shop/"] = new JsonObject { ["Require"] = "all granted", ["Identity"] = "IfSignedIn" },
            services: TakeOut.Store(_ => store = new RecordingStore(TimeProvider.System)));
        var browser = await gateway.SignedInAsync("bob");
        var finds = store!.Finds;

        await browser.GetAsync("/index.php", ("OIDC_CLAIM_trial", "0"));
        Assert.Equal(finds, store.Finds);

        await browser.GetAsync("/shop/index.php", ("OIDC_CLAIM_trial", "0"));
        Assert.Equal(finds + 1, store.Finds);

        await gateway.NewBrowser().GetAsync("/shop/", ("OIDC_CLAIM_trial", "0"));
        Assert.Equal(finds + 1, store.Finds);

        Assert.DoesNotContain(gateway.Area.Last("/index.php").Headers, header => header.Key.StartsWith("OIDC", StringComparison.OrdinalIgnoreCase) || header.Key.EndsWith("User", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["1"], gateway.Area.Last("/shop/index.php").Folded("OIDC_CLAIM_TRIAL"));
        Assert.Equal("bob", gateway.Area.Last("/shop/index.php")["Remote-User"]);
        Assert.Empty(gateway.Area.Last("/shop/").Folded("OIDC_CLAIM_TRIAL"));
        gateway.AssertQuiet();
    }

    private void Answers(string path, string? cacheControl) => Answers(stage.Gateway, path, cacheControl);

    private static void Answers(GatewayHost gateway, string path, string? cacheControl) => gateway.Area.Answers[path] = context =>
    {
        if (cacheControl is not null) context.Response.Headers.CacheControl = cacheControl;
        return Task.CompletedTask;
    };
}
