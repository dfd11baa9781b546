using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Claims;

namespace Gateway.Sessions;

/// <summary>
/// A session as bytes: one JSON object, times as ticks in UTC. Claims stay the very text they came in, numbers digit for digit. A member
/// that an older node would lose by writing the session back makes a new version, in which only sessions are written that need it: in a
/// rolling restart old nodes read all others. Version 2 knows the second attempt of a refresh, version 3 userinfo as it came and cookies for
/// the OP.
/// </summary>
internal static class SessionBody
{
    public const byte Oldest = 1;
    public const byte Newest = 3;

    private static readonly JsonWriterOptions Exact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The oldest version that holds all of this session.</summary>
    public static byte VersionOf(Session session) => session switch
    {
        { UserInfoJwt: not null } or { ProviderCookies: not null } => 3,
        { RefreshAttempt.IsSecond: true } => 2,
        _ => Oldest,
    };

    public static byte[] Write(Session session)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Exact))
        {
            json.WriteStartObject();
            json.WriteString("user", session.User);
            json.WriteString("issuer", session.Issuer);
            Write(json, "created", session.CreatedAt);
            Write(json, "ends", session.EndsAt);
            json.WriteString("idToken", session.IdToken);
            Write(json, "idTokenClaims", session.IdTokenClaims);
            Write(json, "userInfoClaims", session.UserInfoClaims);
            Write(json, "userInfoJwt", session.UserInfoJwt);
            Write(json, "providerCookies", session.ProviderCookies);
            Write(json, "userInfoPreferred", session.PreferredClaims == ClaimSource.UserInfo);
            Write(json, "claimsAt", session.ClaimsAt);
            Write(json, session.Tokens);
            Write(json, "refreshAttempt", session.RefreshAttempt);
            Write(json, "claimsAttempt", session.ClaimsAttempt);
            Write(json, "nextRefresh", session.NextRefreshAt);
            Write(json, "nextClaims", session.NextClaimsAt);
            Write(json, "rechecked", session.RecheckedAt);
            Write(json, "refreshRefused", session.RefreshRefused);
            Write(json, "refreshMissingSince", session.RefreshMissingSince);
            Write(json, "claimsMissingSince", session.ClaimsMissingSince);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>False for anything that is no whole session: half of one must never be served.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out Session? session)
    {
        try
        {
            session = Utf8.IsValid(utf8) ? Read(JsonElement.Parse(utf8)) : null;   // the parser leaves bytes that are no text for later
            return session is not null;
        }
        catch (Exception fault) when (IsShapeFault(fault))
        {
            session = null;
            return false;
        }
    }

    private static Session Read(JsonElement json)
    {
        var tokens = json.GetProperty("tokens");
        return new Session
        {
            User = Text(json, "user"),
            Issuer = Text(json, "issuer"),
            CreatedAt = Time(json, "created"),
            EndsAt = Time(json, "ends"),
            IdToken = Text(json, "idToken"),
            IdTokenClaims = Object(json, "idTokenClaims"),
            UserInfoClaims = Object(json, "userInfoClaims"),
            UserInfoJwt = TextIfAny(json, "userInfoJwt"),
            ProviderCookies = TextIfAny(json, "providerCookies"),
            PreferredClaims = Flag(json, "userInfoPreferred") ? ClaimSource.UserInfo : ClaimSource.IdToken,
            ClaimsAt = Time(json, "claimsAt"),
            Tokens = new TokenSet
            {
                AccessToken = Text(tokens, "access"),
                RefreshToken = TextIfAny(tokens, "refresh"),
                IssuedAt = Time(tokens, "issued"),
                ExpiresAt = TimeIfAny(tokens, "expires"),
                PreviousAccessToken = TextIfAny(tokens, "previousAccess"),
                PreviousUntil = TimeIfAny(tokens, "previousUntil"),
            },
            RefreshAttempt = AttemptIfAny(json, "refreshAttempt"),
            ClaimsAttempt = AttemptIfAny(json, "claimsAttempt"),
            NextRefreshAt = TimeIfAny(json, "nextRefresh"),
            NextClaimsAt = TimeIfAny(json, "nextClaims"),
            RecheckedAt = TimeIfAny(json, "rechecked"),
            RefreshRefused = Flag(json, "refreshRefused"),
            RefreshMissingSince = TimeIfAny(json, "refreshMissingSince"),
            ClaimsMissingSince = TimeIfAny(json, "claimsMissingSince"),
        };
    }

    private static void Write(Utf8JsonWriter json, TokenSet tokens)
    {
        json.WriteStartObject("tokens");
        json.WriteString("access", tokens.AccessToken);
        Write(json, "refresh", tokens.RefreshToken);
        Write(json, "issued", tokens.IssuedAt);
        Write(json, "expires", tokens.ExpiresAt);
        Write(json, "previousAccess", tokens.PreviousAccessToken);
        Write(json, "previousUntil", tokens.PreviousUntil);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Attempt? attempt)
    {
        if (attempt is null) return;

        json.WriteStartObject(name);
        Write(json, "at", attempt.At);
        json.WriteString("token", attempt.TokenHash);
        Write(json, "second", attempt.IsSecond);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, JsonElement claims)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(claims), skipInputValidation: true);
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value) json.WriteNumber(name, value.UtcTicks);
    }

    private static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
    }

    private static void Write(Utf8JsonWriter json, string name, bool flag)
    {
        if (flag) json.WriteBoolean(name, flag);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new JsonException(name);

    private static string? TextIfAny(JsonElement json, string name) => json.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static DateTimeOffset Time(JsonElement json, string name) => new(json.GetProperty(name).GetInt64(), TimeSpan.Zero);

    private static DateTimeOffset? TimeIfAny(JsonElement json, string name) =>
        json.TryGetProperty(name, out _) ? Time(json, name) : null;

    private static bool Flag(JsonElement json, string name) => json.TryGetProperty(name, out var flag) && flag.GetBoolean();

    private static Attempt? AttemptIfAny(JsonElement json, string name) =>
        json.TryGetProperty(name, out var attempt) ? new Attempt(Time(attempt, "at"), Text(attempt, "token"), Flag(attempt, "second")) : null;

    private static JsonElement Object(JsonElement json, string name)
    {
        var claims = json.GetProperty(name);
        return claims.ValueKind == JsonValueKind.Object ? claims : throw new JsonException(name);
    }

    // What JsonElement throws for text that is no JSON, another type than asked for, a member that is missing, a number or time
    // out of range.
    private static bool IsShapeFault(Exception fault) => fault
        is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentOutOfRangeException;
}
