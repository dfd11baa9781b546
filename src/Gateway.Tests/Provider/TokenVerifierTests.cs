using System.Text.Json.Nodes;
using Gateway.Demo.Nats;
using Gateway.Provider;
using Gateway.Sites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Provider;

/// <summary>Times, audience and subject of tokens that are well signed by the OP of this site.</summary>
public sealed class TokenVerifierTests : IAsyncLifetime
{
    private const string ClientId = "1,2,3";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private SimulatedNats _nats = null!;          // set before the test
    private ServiceProvider _services = null!;
    private ProviderSettings _settings = null!;

    public async ValueTask InitializeAsync()
    {
        _nats = await SimulatedNats.StartAsync(new SimulatedNatsOptions(), _clock);
        _settings = new ProviderSettings(_nats.MetadataUrl, ClientId, "secret", null, "RS256", AllowHttp: false, ValidateCertificate: true);
        _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_clock).AddProvider().BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _nats.DisposeAsync();
    }

    [Fact]
    public async Task Times_of_an_id_token()
    {
        (string Name, string? Value, string? Refusal)[] table =
        [
            ("exp", "now", null), ("exp", "now-119", null), ("exp", "now-120", "id_token_expired"), ("exp", "now-121", "id_token_expired"),
            ("exp", null, "id_token_times"), ("exp", "-1", "id_token_times"), ("exp", "\"1700000000\"", "id_token_times"), 
            ("exp", "[]", "id_token_times"), ("exp", "null", "id_token_times"), ("exp", "1700000000", "id_token_expired"), ("exp", "now+0.5", null),
            ("iat", "now", null), ("iat", "now+120", null), ("iat", "now+121", "id_token_clock"), ("iat", "now+3600", "id_token_clock"),
            ("iat", "now-600", null), ("iat", "now-601", "id_token_old"), ("iat", "now-604800", "id_token_old"), ("iat", null, "id_token_times"),
            ("nbf", "now", null), ("nbf", "now+120", null), ("nbf", "now+180", "id_token_clock"), ("nbf", null, null), ("nbf", "\"x\"", "id_token_times"), ("exp", "1e300", null), ("iat", "1e300", "id_token_clock"),
        ];

        foreach (var (name, value, refusal) in table)
            Assert.Equal((name, value, refusal), (name, value, await RefusalOfIdTokenAsync(claims => Put(claims, name, value))));
        Assert.Equal(1, _nats.Ledger.Count(NatsEndpoint.Jwks));
    }

    [Fact]
    public async Task Age_of_an_id_token_is_a_setting()
    {
        _settings = _settings with { IdTokenIatSlack = TimeSpan.FromMinutes(1) };

        Assert.Null(await RefusalOfIdTokenAsync(claims => Put(claims, "iat", "now-60")));
        Assert.Equal("id_token_old", await RefusalOfIdTokenAsync(claims => Put(claims, "iat", "now-61")));
    }

    [Fact]
    public async Task Audience_of_an_id_token()
    {
        (string? Audience, string? Authorized, string? Refusal)[] table =
        [
            ("\"1,2,3\"", null, null), ("[\"1,2,3\"]", null, null), ("\"1,2,3\"", "\"1,2,3\"", null), ("[\"1,2,3\",\"x\"]", "\"1,2,3\"", null),
            ("[\"1,2,3\",\"x\"]", null, "id_token_azp"), ("[\"1,2,3\",\"1,2,3\"]", null, "id_token_azp"), ("\"1,2,3\"", "\"x\"", "id_token_azp"),
            ("[\"x\"]", "\"1,2,3\"", "id_token_audience"), ("\"1\"", null, "id_token_audience"),
            ("[\"1\",\"2\",\"3\"]", null, "id_token_audience"), ("\"1,2,3 \"", null, "id_token_audience"), (null, null, "id_token_audience"),
            ("[]", null, "id_token_audience"), ("{\"1\":1}", null, "id_token_audience"), ("123", null, "id_token_audience"), ("null", null, "id_token_audience"), ("\"1,2,3\"", "1", "id_token_azp"),
        ];

        foreach (var (audience, authorized, refusal) in table)
        {
            var actual = await RefusalOfIdTokenAsync(claims =>
            {
                Put(claims, "aud", audience);
                Put(claims, "azp", authorized);
            });
            Assert.Equal((audience, authorized, refusal), (audience, authorized, actual));
        }
    }

    [Fact]
    public async Task Issuer_and_subject_of_an_id_token()
    {
        (string Name, string? Value, string? Refusal)[] table =
        [
            ("iss", $"\"{_nats.Issuer}/\"", "id_token_issuer"), ("iss", "\"https://evil.example\"", "id_token_issuer"), ("iss", null, "id_token_issuer"),
            ("iss", $"[\"{_nats.Issuer}\"]", "id_token_issuer"), ("sub", null, "id_token_subject"), ("sub", "\"\"", "id_token_subject"),
            ("sub", "7", "id_token_subject"), ("sub", "\"a\\u0000b\"", "id_token_subject"), ("sub", $"\"{new string('s', 255)}\"", null),
            ("sub", $"\"{new string('s', 256)}\"", "id_token_subject"),
        ];

        foreach (var (name, value, refusal) in table)
            Assert.Equal((name, value, refusal), (name, value, await RefusalOfIdTokenAsync(claims => Put(claims, name, value))));
    }

    [Fact]
    public async Task Userinfo_needs_no_times_but_those_it_has_count()
    {
        (string Name, string? Value, string? Refusal)[] table =
        [
            ("sub", "\"m\"", null), ("exp", null, null), ("exp", "now-121", "userinfo_token_expired"), ("nbf", "now+180", "userinfo_token_clock"),
            ("iat", "now-604800", null), ("iat", "now+3600", "userinfo_token_clock"), ("aud", null, null), ("aud", "\"x\"", "userinfo_token_audience"),
            ("iss", null, null), ("iss", "\"https://evil.example\"", "userinfo_token_issuer"), ("nonce", "\"n\"", "userinfo_is_id_token"),
            ("at_hash", "\"h\"", "userinfo_is_id_token"),
        ];

        foreach (var (name, value, refusal) in table)
        {
            var claims = new JsonObject { ["iss"] = _nats.Issuer, ["aud"] = ClientId, ["sub"] = "m" };
            Put(claims, name, value);
            var verified = await Verifier.VerifyUserInfoAsync(_settings, _nats.Keys.Sign(_nats.Keys.NewHeader(), claims), TestContext.Current.CancellationToken);
            Assert.Equal((name, value, refusal), (name, value, verified.Refusal));
        }
    }

    [Fact]
    public async Task A_signature_of_another_key_is_refused_after_one_more_look_at_the_keys()
    {
        await RefusalOfIdTokenAsync(_ => { });
        var foreign = SigningKey.Fresh(_nats.Keys.Current.Kid);

        var refusals = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            var token = foreign.Sign(_nats.Keys.NewHeader().ToJsonString(), Claims().ToJsonString());
            refusals.Add((await Verifier.VerifyIdTokenAsync(_settings, token, TestContext.Current.CancellationToken)).Refusal);
        }

        Assert.All(refusals, refusal => Assert.Equal("id_token_signature", refusal));
        Assert.Equal(2, _nats.Ledger.Count(NatsEndpoint.Jwks));
    }

    private TokenVerifier Verifier => _services.GetRequiredService<TokenVerifier>();

    private async Task<string?> RefusalOfIdTokenAsync(Action<JsonObject> change)
    {
        var claims = Claims();
        change(claims);
        return (await Verifier.VerifyIdTokenAsync(_settings, _nats.Keys.Sign(_nats.Keys.NewHeader(), claims), TestContext.Current.CancellationToken)).Refusal;
    }

    private JsonObject Claims()
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject { ["iss"] = _nats.Issuer, ["sub"] = "m", ["aud"] = ClientId, ["exp"] = now + 300, ["iat"] = now };
    }

    // "now+5" is a time, null leaves the claim out, anything else is JSON.
    private void Put(JsonObject claims, string name, string? value)
    {
        claims.Remove(name);
        if (value is null) return;
        claims[name] = value.StartsWith("now", StringComparison.Ordinal)
            ? _clock.GetUtcNow().ToUnixTimeSeconds() + (value.Length > 3 ? decimal.Parse(value[3..], System.Globalization.CultureInfo.InvariantCulture) : 0)
            : JsonNode.Parse(value);
    }
}
