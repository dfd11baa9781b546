using Gateway.Commands;
using Gateway.Demo.Nats;
using Gateway.Tests.Harness;
using Gateway.Tests.Journeys;
using Xunit;
using static Gateway.Tests.Journeys.FreshnessStage;

namespace Gateway.Tests.Forgery;

/// <summary>
/// An OP behind TLS whose certificate is not to be trusted: refused in words, before anything secret is sent; the setting that turns this
/// off does so for the one site that has it.
/// </summary>
public sealed class CertificateTests
{
    private static readonly string[] Endpoints = ["jwks_uri", "token_endpoint", "userinfo_endpoint"];

    /// <summary>What is wrong with the certificate, and what the owner reads of it.</summary>
    public static TheoryData<string, string> Bad => new()
    {
        { "expired", "has run out or is not valid yet" },
        { "not yet valid", "has run out or is not valid yet" },
        { "other host", "it is for op.example, not for localhost" },
        { "self-signed", "it is self-signed" },
        { "unknown authority", "this server does not know who vouches for it (CN=Unknown authority)" },
    };

    [Fact]
    public async Task A137_A_good_certificate_is_taken()
    {
        await using var stage = await StartAsync("good");

        var page = await stage.Gateway.NewBrowser().SignInAsync("alice");

        Assert.Equal("upstream:/members/", page.Text);
        Assert.True(stage.Front.Connections > 0);
        stage.Gateway.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A137_A_bad_certificate_is_refused_with_its_cause(string kind, string cause)
    {
        await using var stage = await StartAsync(kind);

        var line = await RefusedMetadata.AssertAsync(stage.Gateway, "op_certificate");

        Assert.Contains(": The OP's certificate is refused: ", line, StringComparison.Ordinal);
        Assert.Contains(cause, line, StringComparison.Ordinal);
        Assert.Empty(stage.Gateway.Nats.Ledger.Calls);
        Assert.Equal(1, stage.Front.Connections);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A137_No_token_and_no_secret_goes_to_an_endpoint_with_a_bad_certificate(string kind, string cause)
    {
        foreach (var (name, endpoint) in ((string, string)[])[("token_endpoint", NatsEndpoint.Token), ("userinfo_endpoint", NatsEndpoint.UserInfo)]) await AssertAsync(name, endpoint);

        async Task AssertAsync(string name, string endpoint)
        {
            await using var stage = await StartAsync("good", only: name);
            var gateway = stage.Gateway;
            stage.Front.Present(SomeCertificate.Named(kind));
            var browser = gateway.NewBrowser();

            var answer = await browser.GetAsync(await browser.ReachCallbackAsync("alice"));

            Proof.ErrorPage(gateway, answer, 502, "op_certificate", name);
            Assert.Contains(cause, Assert.Single(gateway.Log.Warnings).Text, StringComparison.Ordinal);
            Assert.Null(browser.SessionCookie);
            Assert.Equal(0, gateway.Nats.Ledger.Count(endpoint));
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A137_On_a_living_session_it_keeps_the_old_claims(string kind, string cause)
    {
        await using var stage = await StartAsync("good", only: "userinfo_endpoint");
        var gateway = stage.Gateway;
        var member = await gateway.SignedInAsync("alice");
        stage.Front.Present(SomeCertificate.Named(kind));
        gateway.Nats.Ledger.Clear();
        gateway.Pass(10);

        var seen = await gateway.SeeAsync(member, Full);

        Assert.Equal("0", seen["OIDC_CLAIM_trial"]);
        Assert.True(seen.IsDegraded());
        Assert.Equal(0, gateway.UserInfos());
        var line = Assert.Single(gateway.Log.Warnings).Text;
        Assert.Contains("(op_certificate), the last good ones stay", line, StringComparison.Ordinal);
        Assert.Contains(cause, line, StringComparison.Ordinal);
        stage.Front.Present(SomeCertificate.Named("good"));
        gateway.Clock.Advance(Pause);
        Assert.False((await gateway.SeeAsync(member, Full)).IsDegraded());
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A137_The_setting_takes_it_for_its_own_site_alone(string kind, string cause)
    {
        await using var stage = await StartAsync(kind, beside: true);
        var gateway = stage.Gateway;
        var strict = gateway.NewBrowser();
        var lax = gateway.NewBrowser("https://b.example");

        var before = await strict.GetAsync("/members/");
        var first = await lax.SignInAsync("alice");
        gateway.Clock.Advance(TimeSpan.FromSeconds(60));
        var after = await strict.GetAsync("/members/");
        var again = await gateway.NewBrowser("https://b.example").SignInAsync("bob");

        Proof.ErrorPage(gateway, before, 503, "sign_in_unavailable");
        Proof.ErrorPage(gateway, after, 503, "sign_in_unavailable");
        Assert.Equal(["upstream:/members/", "upstream:/members/"], [first.Text, again.Text]);
        Assert.Equal(2, gateway.Log.Warnings.Count);
        Assert.All(gateway.Log.Warnings, line => Assert.Contains(cause, line.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A131_A137_What_loosens_the_back_channel_is_warned_about_at_every_start()
    {
        await using var stage = await StartAsync("good", beside: true);

        for (var start = 0; start < 2; start++)
        {
            var output = new StringWriter();
            var listening = new TaskCompletionSource();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var serving = ServeCommand.RunAsync(stage.Gateway.Configuration.File, watch: false, new Terminal(new Announced(output, "Gateway listens", listening), TextWriter.Null, TextReader.Null), stop.Token);
            await Task.WhenAny(listening.Task, serving);
            await stop.CancelAsync();
            await serving;

            Assert.Contains("site \"b\": Provider.ValidateCertificate: \"false\" lets anybody on the way to the provider sign in as any member.", output.ToString(), StringComparison.Ordinal);
            Assert.Contains("site \"a\": Provider.AllowHttp: \"true\" lets the provider's document send members and tokens over plain http.", output.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("site \"a\": Provider.ValidateCertificate", output.ToString(), StringComparison.Ordinal);
        }
    }

    // Site a looks at certificates; a site b beside it does not. Of the OP's endpoints, all or only one are behind TLS.
    private static async Task<Stage> StartAsync(string certificate, string? only = null, bool beside = false)
    {
        TlsFront? front = null;
        var gateway = await GatewayHost.StartAsync(
            file: file =>
            {
                var provider = file["Sites"]!["a"]!["Provider"]!;
                var metadata = new Uri(provider["MetadataUrl"]!.GetValue<string>());
                front = TlsFront.Before(metadata, SomeCertificate.Named(certificate));
                provider["Issuer"] = metadata.GetLeftPart(UriPartial.Authority);
                if (only is null) provider["MetadataUrl"] = front.Address + metadata.AbsolutePath[1..];
                Tokens()(file["Sites"]!["a"]!.AsObject());
                if (beside) (Some.SiteBeside(file)["Provider"]!["ValidateCertificate"], file["Sites"]!["a"]!["Provider"]!["AllowHttp"]) = (false, true);
            },
            services: BackChannel.Transport(transport => SomeCertificate.Trust(transport.SslOptions)),
            nats: options => options with
            {
                AccessTokenLifetime = TimeSpan.FromHours(20),
                Clients = [Some.ClientOfBoth(options.Clients[0])],
            });
        gateway.Nats.Switches.MetadataDocument = json =>
        {
            foreach (var name in Endpoints.Where(name => only is null || only == name))
                json[name] = json[name]!.GetValue<string>().Replace(gateway.Nats.Issuer + "/", front!.Address.ToString(), StringComparison.Ordinal);
        };
        return new Stage(gateway, front!);
    }

    private sealed record Stage(GatewayHost Gateway, TlsFront Front) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Front.DisposeAsync();
        }
    }
}
