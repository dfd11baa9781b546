using Gateway.Protection;
using Gateway.Sessions;
using StackExchange.Redis;

namespace Gateway.Benchmarks.Contenders;

/// <summary>
/// Many members of Gateway's site in Redis: copies of the session of one who signed in, each under an id and with tokens of its own, sealed and
/// stored by Gateway's own hand as a login does it.
/// </summary>
internal sealed class SessionCopies : IAsyncDisposable
{
    private const string Cookie = "gateway=";
    private const int AtOnce = 64;

    // As the site has it: a page moves no session's end.
    private static readonly TimeSpan Inactivity = TimeSpan.FromMinutes(30);

    private readonly ServiceProvider _services;
    private readonly PassphraseKeys _keys = new(Field.FirstSite, [Field.Passphrase]);

    private SessionCopies(ServiceProvider services) => _services = services;

    private SessionVault Vault => _services.GetRequiredService<SessionVault>();

    public static async Task<SessionCopies> OpenAsync(Field field)
    {
        var redis = new ConfigurationOptions { EndPoints = { { "127.0.0.1", field.RedisPort } } };
        var copies = new SessionCopies(new ServiceCollection().AddLogging().AddSessions(redis).BuildServiceProvider());
        await copies._services.GetRequiredService<RedisConnection>().StartAsync(CancellationToken.None);
        return copies;
    }

    /// <summary>The cookies of so many members more; <paramref name="tokensOf"/>: the tokens of the one of that number.</summary>
    public async Task<IReadOnlyList<string>> MakeAsync(string cookieOfOne, int count, Func<TokenSet, int, TokenSet> tokensOf)
    {
        var value = cookieOfOne.Split("; ").Single(one => one.StartsWith(Cookie, StringComparison.Ordinal))[Cookie.Length..];
        if (!SessionId.TryParse(value, out var id) || await Vault.FindAsync(_keys, id, CancellationToken.None) is not { Session: var one })
            throw new InvalidOperationException("The session that is to be copied is not in Redis.");

        var cookies = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, stop) =>
        {
            var copy = SessionId.New();
            if (await Vault.CreateAsync(_keys, copy, one with { Tokens = tokensOf(one.Tokens, number) }, Inactivity, stop) is null) throw new InvalidOperationException("Redis takes no session.");
            cookies[number] = Cookie + copy.Text;
        });
        return cookies;
    }

    /// <summary>As long as real ones, and of no use.</summary>
    public static TokenSet Invented(TokenSet real, int number) => real with { AccessToken = SessionId.New().Text, RefreshToken = SessionId.New().Text };

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<RedisConnection>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
