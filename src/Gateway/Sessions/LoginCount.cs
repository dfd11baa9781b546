using System.Globalization;

namespace Gateway.Sessions;

/// <summary>
/// When a browser completed logins lately, with no request of a live session since. It follows the random bytes in the binding cookie, so it
/// costs no store; whoever forges it shows the loop page to himself.
/// </summary>
internal static class LoginCount
{
    /// <summary>The login that shows the loop page.</summary>
    public const int Loop = 3;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>How many there are with one that is completed now.</summary>
    public static int With(ReadOnlySpan<char> suffix, DateTimeOffset now) => Recent(suffix, now).Count + 1;

    /// <summary>What the cookie keeps of them and of one that is completed now; after a loop page the count begins anew.</summary>
    public static string Add(ReadOnlySpan<char> suffix, DateTimeOffset now)
    {
        var recent = Recent(suffix, now);
        if (recent.Count + 1 >= Loop) return "";

        recent.Add(now.ToUnixTimeMilliseconds());
        return string.Concat(recent.Select(time => string.Create(CultureInfo.InvariantCulture, $".{time}")));
    }

    private static List<long> Recent(ReadOnlySpan<char> suffix, DateTimeOffset now)
    {
        var recent = new List<long>(Loop);
        foreach (var part in suffix.Split('.'))
        {
            // In both directions: another node's clock may be ahead.
            if (long.TryParse(suffix[part], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
                && Math.Abs(now.ToUnixTimeMilliseconds() - time) <= Window.TotalMilliseconds) recent.Add(time);
        }

        return recent;
    }
}
