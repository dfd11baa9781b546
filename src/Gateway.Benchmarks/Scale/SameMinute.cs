using Gateway.Benchmarks.Contenders;
using Gateway.Benchmarks.Measures;
using Gateway.Demo.Nats;
using Gateway.Freshness;
using Gateway.Provider;
using Gateway.Sessions;

namespace Gateway.Benchmarks.Scale;

/// <summary>Many sessions whose tokens end within one minute: what NATS is asked, and how long pages take meanwhile.</summary>
internal sealed record SameMinute(string Readers, int Sessions, int Calls, double CallsPerSecond, int MostInSecond, int MostAtOnce, double P99, double Slowest)
{
    private const string RedirectUri = "https://nowhere.example/";
    private const int Browsers = 32;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);   // RefreshBeforeExpiry, as a site has it that says nothing
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pass = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    public IReadOnlyList<Promise> Promises =>
    [
        Promise.Exactly($"{Readers}: token calls for each session", 1, (double)Calls / Sessions),
        Promise.AtMost($"{Readers}: token calls of one node at once", ProviderPipeline.MostConnections, MostAtOnce),
        Promise.AtMost($"{Readers}: token calls of one node in a second", RenewalPace.AtOnce + RenewalPace.PerSecond, MostInSecond),
    ];

    /// <summary>Each member reads a page every half minute.</summary>
    public static Task<SameMinute> AtTheirEaseAsync(Field field, Contender gateway, SessionCopies copies, int sessions, TimeSpan slowness)
    {
        var begin = TimeProvider.System.GetUtcNow() + Window + (Pass / 3);
        var passes = (int)(((Pass / 3) + Minute + Pass) / Pass) + 1;
        return RunAsync("as members read, each a page in 30 s", field, gateway, copies, sessions, slowness, () => begin + (Random.Shared.NextDouble() * Minute),
            (page, cookies) => Measures.Readers.ReadAsync(page, cookies, passes * sessions, sessions / Pass.TotalSeconds));
    }

    /// <summary>All members come within seconds, as fast as they are served, when all of their tokens want renewing.</summary>
    public static Task<SameMinute> AllAtOnceAsync(Field field, Contender gateway, SessionCopies copies, int sessions, TimeSpan slowness)
    {
        var end = TimeProvider.System.GetUtcNow() + Window;
        return RunAsync("all members at once", field, gateway, copies, sessions, slowness, () => end, (page, cookies) => Measures.Readers.ReadOnceAsync(page, cookies, Browsers));
    }

    /// <summary>Tokens as after a login an hour ago, by NATS' own hand.</summary>
    public static TokenSet Granted(SimulatedNats nats, TokenSet real, DateTimeOffset end)
    {
        var (now, member) = (TimeProvider.System.GetUtcNow(), nats.Members.Find(nats.Switches.AutoLogin)!);
        var code = nats.Grants.Add(new AuthorizedCode { ClientId = Field.ClientId, RedirectUri = RedirectUri, Member = member, AuthTime = now, EndsAt = now + Minute });
        var tokens = nats.Grants.Redeem(code, Field.ClientId, RedirectUri, verifier: null, new TokenTerms(TimeSpan.FromHours(2), WithRefreshToken: true, Rotate: true), out _)!;
        return real with { AccessToken = tokens.AccessToken, RefreshToken = tokens.RefreshToken, IssuedAt = now - TimeSpan.FromHours(1), ExpiresAt = end };
    }

    private static async Task<SameMinute> RunAsync(
        string name, Field field, Contender gateway, SessionCopies copies, int sessions, TimeSpan slowness, Func<DateTimeOffset> end,
        Func<Uri, IReadOnlyList<string>, Task<double[]>> read)
    {
        var cookies = await copies.MakeAsync(gateway.Cookie, sessions, (tokens, _) => Granted(field.Nats, tokens, end()));
        field.Nats.Ledger.Clear();
        field.Nats.Switches.Slowness = slowness;
        try
        {
            var times = await read(new Uri(gateway.Address, Field.MembersPage), cookies);
            for (var left = Patience; left > TimeSpan.Zero && field.Nats.Ledger.Of(NatsEndpoint.Token).Count(call => call.Status is not null) < sessions; left -= Glance) await Task.Delay(Glance, TimeProvider.System);

            var calls = field.Nats.Ledger.Of(NatsEndpoint.Token).Select(call => call.At).Order().ToArray();
            return new SameMinute(name, sessions, calls.Length, calls.Length / (calls[^1] - calls[0]).TotalSeconds, MostWithin(calls, TimeSpan.FromSeconds(1)), MostWithin(calls, slowness - Glance),
                times[(int)(times.Length * 0.99)], times[^1]);
        }
        finally
        {
            field.Nats.Switches.Slowness = TimeSpan.Zero;
        }
    }

    // A call is out for as long as NATS is slow: those that began within less are out at once.
    private static int MostWithin(DateTimeOffset[] calls, TimeSpan window)
    {
        var (most, first) = (0, 0);
        for (var last = 0; last < calls.Length; last++)
        {
            while (calls[last] - calls[first] >= window) first++;
            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
