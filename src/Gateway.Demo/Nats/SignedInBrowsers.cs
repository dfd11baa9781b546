using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Demo.Nats;

/// <summary>NATS' own sessions: who is signed in there, so that a second login needs no typing.</summary>
internal sealed class SignedInBrowsers(TimeProvider clock)
{
    public const string CookieName = "nats-simulation";

    private const string Attributes = $"; Path={NatsEndpoint.Folder}; HttpOnly; SameSite=Lax";

    private readonly ConcurrentDictionary<string, SignedIn> _sessions = new(StringComparer.Ordinal);

    public SignedIn? Find(NatsRequest request) => request.Cookie is { } id ? _sessions.GetValueOrDefault(id) : null;

    /// <summary>Value of the Set-Cookie header for a browser that has just signed in.</summary>
    public string SignIn(NatsMember member)
    {
        var id = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        _sessions[id] = new SignedIn(member, clock.GetUtcNow());
        return $"{CookieName}={id}{Attributes}";
    }

    /// <summary>Ends the browser's session; the answer is the Set-Cookie header that clears the cookie.</summary>
    public string SignOut(NatsRequest request)
    {
        if (request.Cookie is { } id) _sessions.TryRemove(id, out _);
        return $"{CookieName}=; Max-Age=0{Attributes}";
    }

    /// <summary>Every browser has to type again.</summary>
    public void SignOutAll() => _sessions.Clear();
}

/// <summary>A member in a browser, and when they typed their name.</summary>
internal sealed record SignedIn(NatsMember Member, DateTimeOffset At);
