using System.Globalization;
using System.Text.Json;

namespace Gateway.Provider;

/// <summary>
/// When a token says that it was made and ends. Whether that is now is for this server's clock to say, which may itself be wrong: so the
/// two are never one question.
/// </summary>
internal readonly record struct TokenTimes(double? Expires, double? NotBefore, double? Issued)
{
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(120);

    /// <summary>What the token says; null when one of them is no time, or one that must be there is not.</summary>
    public static TokenTimes? Read(JsonElement claims, bool required)
    {
        if (!TryTime(claims, "exp", out var expires) || !TryTime(claims, "nbf", out var notBefore) || !TryTime(claims, "iat", out var issued)) return null;
        return required && (expires is null || issued is null) ? null : new TokenTimes(expires, notBefore, issued);
    }

    /// <summary>When a good token was made, in whole seconds of the OP's clock: by this logouts and logins are compared.</summary>
    public static DateTimeOffset IssueOf(JsonElement verified) => DateTimeOffset.FromUnixTimeSeconds((long)Read(verified, required: false)!.Value.Issued!.Value);

    /// <summary>Why the token is not from now, or null; the detail tells an owner how far the clocks are apart.</summary>
    public string? FaultAt(DateTimeOffset time, TimeSpan? oldestIssue, out string? detail)
    {
        var now = time.ToUnixTimeMilliseconds() / 1000d;
        var skew = Skew.TotalSeconds;
        detail = null;
        if (Expires <= now - skew) return Fault("token_expired", "exp", Expires.Value - now, out detail);
        if (NotBefore > now + skew) return Fault("token_clock", "nbf", NotBefore.Value - now, out detail);
        if (Issued > now + skew) return Fault("token_clock", "iat", Issued.Value - now, out detail);
        return Issued < now - oldestIssue?.TotalSeconds ? Fault("token_old", "iat", Issued.Value - now, out detail) : null;
    }

    private static string Fault(string fault, string name, double seconds, out string detail)
    {
        detail = string.Create(CultureInfo.InvariantCulture, $"{name} is {Math.Round(Math.Abs(seconds))} s {(seconds < 0 ? "behind" : "ahead of")} this server's clock");
        return fault;
    }

    private static bool TryTime(JsonElement claims, string name, out double? seconds)
    {
        seconds = null;
        if (!claims.TryGetProperty(name, out var value)) return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || number < 0) return false;
        seconds = number;
        return true;
    }
}
