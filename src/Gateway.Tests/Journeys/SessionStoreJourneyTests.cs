using System.Buffers.Text;
using System.Text;
using Gateway.Protection;
using Gateway.Sessions;
using Gateway.Tests.Harness;
using Gateway.Tests.Sabotage;
using Gateway.Tests.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Journeys;

/// <summary>What lies in the store, and what becomes of it when somebody else writes there (corpus C01–C05).</summary>
public sealed class SessionStoreJourneyTests
{
    [Fact]
    public async Task C01_The_cookie_is_256_random_bits_and_another_one_at_each_login()
    {
        await using var gateway = await GatewayHost.StartAsync();

        var values = new HashSet<string>();
        for (var i = 0; i < 5; i++) values.Add((await gateway.SignedInAsync("alice")).SessionCookie!);

        Assert.Equal(5, values.Count);
        Assert.All(values, value => Assert.Equal(32, Base64Url.DecodeFromChars(value).Length));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C02_Nothing_in_the_store_can_be_read_or_used_as_a_cookie()
    {
        var (gateway, store) = await WithStoreAsync();
        await using var _ = gateway;
        var browser = await gateway.SignedInAsync("alice");
        await browser.GetAsync("/members/full/a.php");

        var dump = string.Join('\n', store.Bodies.Select(body => body.Key + Encoding.Latin1.GetString(body.Value)).Concat(store.Claims));
        var received = gateway.Area.Last("/members/full/a.php");

        Assert.NotEmpty(store.Bodies);
        foreach (var secret in new[] { browser.SessionCookie!, received["OIDC_access_token"]!, "alice", "member-1001", "trial", "refresh", "@members.example", GatewayHost.ClientSecret })
            Assert.DoesNotContain(secret, dump, StringComparison.Ordinal);
        foreach (var key in store.Bodies.Keys)
            Assert.Equal("LOGIN", RefusalStage.Outcome(await RawRequest.GetAsync(gateway, "/members/", "Accept: text/html", "Cookie: __Host-gateway=" + key)));
        gateway.AssertQuiet();
    }

    [Fact]
    public async Task C03_A_body_under_the_key_of_another_id_is_no_session()
    {
        var (gateway, store) = await WithStoreAsync();
        await using var _ = gateway;
        await gateway.SignedInAsync("alice");
        var bodyOfFull = store.Bodies.Values.Last();
        var trial = await gateway.SignedInAsync("bob");

        store.Instead = bodyOfFull;

        await NoSessionAndOneWarningAsync(gateway, trial);
        store.Instead = null;
        Assert.Equal(200, (await trial.GetAsync("/members/")).Status);   // what cannot be read is left alone
    }

    [Theory]
    [InlineData("purpose")]
    [InlineData("passphrase")]
    [InlineData("site")]
    [InlineData("version")]
    [InlineData("state")]
    public async Task C05_What_was_sealed_under_the_same_id_and_for_another_purpose_passphrase_site_or_version_is_no_session(string another)
    {
        var (gateway, store) = await WithStoreAsync();
        await using var _ = gateway;
        var start = await gateway.NewBrowser().GetAsync("/members/");
        var browser = await gateway.SignedInAsync("alice");
        Assert.True(SessionId.TryParse(browser.SessionCookie!, out var id));
        var keys = gateway.Configuration.Sites.All.Single().Keys;
        var session = (await gateway.Services.GetRequiredService<SessionVault>().FindAsync(keys, id, TestContext.Current.CancellationToken))!.Session;
        var good = Sealed(keys, "session", id, session);
        store.Instead = good;
        Assert.Equal("200", RefusalStage.Outcome(await AskAsync(gateway, "__Host-gateway=" + browser.SessionCookie)));   // who seals here knows how

        store.Instead = another switch
        {
            "purpose" => Sealed(keys, "login-state 2", id, session),
            "passphrase" => Sealed(new PassphraseKeys("a", ["another passphrase of the tests, long enough"]), "session", id, session),
            "site" => Sealed(new PassphraseKeys("b", ["a passphrase of the tests, long enough"]), "session", id, session),
            "version" => [good[0] == SessionBody.Oldest ? SessionBody.Newest : SessionBody.Oldest, .. good[1..]],
            "state" => Base64Url.DecodeFromChars(Proof.AuthorizationRequest(start)["state"]),
            _ => throw new ArgumentException("no such lie: " + another, nameof(another)),
        };

        await NoSessionAndOneWarningAsync(gateway, browser);
    }

    [Fact]
    public async Task C05_A_body_of_another_format_is_no_session()
    {
        var (gateway, store) = await WithStoreAsync();
        await using var _ = gateway;
        var browser = await gateway.SignedInAsync("alice");
        var own = store.Bodies.Values.Last();

        store.Instead = [SessionBody.Newest + 1, .. own[1..]];

        Assert.Equal("LOGIN", RefusalStage.Outcome(await AskAsync(gateway, "__Host-gateway=" + browser.SessionCookie)));
        gateway.AssertQuiet();   // a newer node's, perhaps (C41)
    }

    // As the product does, and at the place of site a, whose keys these may not be.
    private static byte[] Sealed(PassphraseKeys keys, string purpose, SessionId id, Session session)
    {
        var salt = new byte[32];
        id.CopyTo(salt);
        var version = SessionBody.VersionOf(session);
        return [version, .. SealedBox.Seal(keys, purpose, salt, SessionBody.Write(session), [version, .. Encoding.UTF8.GetBytes($"{keys.Site}\0{StoreKey.OfSession("a", id)}")])];
    }

    private static async Task NoSessionAndOneWarningAsync(GatewayHost gateway, Browser browser)
    {
        Assert.Equal("LOGIN", RefusalStage.Outcome(await AskAsync(gateway, "__Host-gateway=" + browser.SessionCookie)));
        var warning = Assert.Single(gateway.Log.Warnings);
        Assert.DoesNotContain(browser.SessionCookie!, warning.Text, StringComparison.Ordinal);
    }

    private static Task<Answer> AskAsync(GatewayHost gateway, string cookie) => RawRequest.GetAsync(gateway, "/members/", "Accept: text/html", "Cookie: " + cookie);

    private static async Task<(GatewayHost Gateway, RecordingStore Store)> WithStoreAsync()
    {
        RecordingStore? store = null;
        var gateway = await GatewayHost.StartAsync(services: TakeOut.Store(_ => store = new RecordingStore(TimeProvider.System)));
        await gateway.NewBrowser().GetAsync("/");   // the container makes the store when it is first needed
        return (gateway, store!);
    }
}
