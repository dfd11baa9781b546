using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Sessions;

/// <summary>
/// The one small cookie that ties any number of logins under way to the browser that began them. It holds random bytes; what a
/// login needs besides (nonce, code verifier) is derived from them, so nothing is stored for an anonymous visitor.
/// </summary>
internal sealed class BrowserBinding
{
    public const string BareName = "gateway-login";
    private const int HashLength = 16;
    private const int LongestSuffix = 41;   // with its dot
    private static readonly SearchValues<char> SuffixCharacters = SearchValues.Create("0123456789.");
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromSeconds(60);

    private readonly bool _https;
    private readonly TimeSpan _lifetime;
    private readonly SameSiteMode _sameSite;

    private BrowserBinding(bool https, TimeSpan lifetime, SameSiteMode sameSite)
    {
        _https = https;
        _sameSite = sameSite;
        _lifetime = lifetime < ShortestLifetime ? ShortestLifetime : lifetime;
        CookieName = Sessions.CookieName.On(https, BareName);
    }

    public string CookieName { get; }

    public static BrowserBinding For(bool https, TimeSpan lifetime, SameSiteMode sameSite) => new(https, lifetime, sameSite);

    /// <summary>The 32 random bytes that the browser sent, or null.</summary>
    public byte[]? Read(HttpRequest request) => TryRead(request, out var bytes) is null ? null : bytes;

    /// <summary>What the browser sent, or something new; either way its life starts anew.</summary>
    public byte[] ReadOrMake(HttpContext context)
    {
        if (TryRead(context.Request, out var bytes) is not { } value) return Make(context.Response);

        Set(context.Response, value);
        return bytes;
    }

    /// <summary>
    /// After a completed login: whoever saw the old bytes can do nothing with them in the next one. The login is counted (<see cref="LoginCount"/>).
    /// </summary>
    public void Rotate(HttpContext context, DateTimeOffset now) => Make(context.Response, LoginCount.Add(SuffixOf(TryRead(context.Request, out _)), now));

    /// <summary>How many completed logins of this browser have led nowhere, with one that is completed now.</summary>
    public int LoginsWith(HttpRequest request, DateTimeOffset now) => LoginCount.With(SuffixOf(TryRead(request, out _)), now);

    /// <summary>
    /// A request with a live session: what was counted before it was no loop. Written when the answer starts, for an upstream's cookies of our
    /// names are dropped until then.
    /// </summary>
    public void EndCount(HttpContext context)
    {
        foreach (var value in CookieHeader.Values(context.Request.Headers.Cookie, CookieName))
        {
            if (value.Length <= RandomText.Characters || !TryDecode(value, out _)) continue;

            context.Response.OnStarting(() =>
            {
                Set(context.Response, value[..RandomText.Characters]);
                return Task.CompletedTask;
            });
            return;
        }
    }

    /// <summary>Goes into the state, and says nothing about the bytes.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> binding) =>
        SHA256.HashData([.. "gateway binding\0"u8, .. binding])[..HashLength];

    /// <summary>43 characters that only this browser's login of these state bytes has, another for each use.</summary>
    public static string Derive(ReadOnlySpan<byte> binding, ReadOnlySpan<byte> stateBytes, string use) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(binding, [.. Encoding.UTF8.GetBytes(use), 0, .. stateBytes]));

    private string? TryRead(HttpRequest request, out byte[] bytes)
    {
        foreach (var value in CookieHeader.Values(request.Headers.Cookie, CookieName))
        {
            if (TryDecode(value, out bytes)) return value;
        }

        bytes = [];
        return null;
    }

    private static ReadOnlySpan<char> SuffixOf(string? value) => value is null ? [] : value.AsSpan(RandomText.Characters);

    // What follows the random part (the count of logins) is no part of the binding, but stays in the cookie.
    private static bool TryDecode(ReadOnlySpan<char> value, out byte[] bytes)
    {
        bytes = [];
        var random = value[..Math.Min(value.Length, RandomText.Characters)];
        var suffix = value[random.Length..];
        return suffix is [] or ['.', ..]
            && suffix.Length <= LongestSuffix
            && !suffix.ContainsAnyExcept(SuffixCharacters)
            && RandomText.TryDecode(random, out bytes);
    }

    private byte[] Make(HttpResponse response, string suffix = "")
    {
        var bytes = RandomNumberGenerator.GetBytes(RandomText.Bytes);
        Set(response, Base64Url.EncodeToString(bytes) + suffix);
        return bytes;
    }

    private void Set(HttpResponse response, string value) =>
        SetCookieLine.Write(response, CookieName, value, _https, _sameSite, CookieReach.OneHost with { Life = _lifetime });
}
