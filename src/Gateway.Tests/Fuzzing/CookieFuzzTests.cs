using System.Text;
using Gateway.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>Whatever a browser sends as cookies: what is ours is read in one spelling, none of it reaches PHP, and everything else arrives as it was.</summary>
public sealed class CookieFuzzTests
{
    private const string Name = "gateway";
    private const string Id = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    private static readonly string[] Ours = [Name, "__Host-" + Name, "gateway-login", "__Host-gateway-login", OwnCookies.LoggedOut];

    private static readonly Fuzz Cookies = new("cookies",
        [
            $"__Host-gateway={Id}", $"a=1; __Host-gateway={Id}; b=2", $"__Host-gateway-login={Id}.2.1893499200", "PHPSESSID=x; gateway=y;gateway.=z", "%5f_Host-gateway=x; __Host_gateway=y", "a=b\n__Host-gateway=c",
            "gateway[x]=1; gateway[=2", " gateway=1;  gateway=2", "__Host-gateway%00x=1",
        ],
        "; ", ";", "=", " ", "\t", "\n", "%", "%00", "%20", "%2e", "%5B", "%5f", "+", ".", "[", "]", "_", "-", "__Host-", "gateway", "GATEWAY", "gateway-login", "gateway-logged-out", Id, "\"", "é", ",");

    [Fact]
    public void Cookies_of_ours_are_read_in_one_spelling_and_go_nowhere() => Cookies.Run((byte[] bytes) =>
    {
        var lines = new StringValues(Encoding.Latin1.GetString(bytes).Split('\n'));

        var rest = OwnCookies.Without(lines, OwnCookies.Names(Name), []);
        Assert.Equal(rest, rest is null ? null : OwnCookies.Without(rest, OwnCookies.Names(Name), []));
        var pieces = new Queue<string>(lines.SelectMany(line => line!.Split(';')).Select(piece => piece.TrimStart(' ')));
        foreach (var piece in (rest ?? "").Split(';').Select(piece => piece.TrimStart(' ')).Where(piece => piece.Length > 0))
        {
            Assert.DoesNotContain(NamesInPhp(piece), name => Ours.Contains(name));
            while (pieces.Peek() != piece) pieces.Dequeue();   // an empty queue: it was not sent, or not in this order
        }

        Assert.All(Ours, name => Assert.Empty(rest is null ? [] : CookieHeader.Values(rest, name)));
        return AssertRead(lines) + (rest is null) + (rest?.Length == lines.ToString().Length);
    });

    private static string AssertRead(StringValues lines)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Cookie = lines;
        var ids = SessionCookie.For(Name, https: true, SameSiteMode.Lax, CookieReach.OneHost).Candidates(http.Request);
        Assert.InRange(ids.Count, 0, 4);
        Assert.Distinct(ids);
        Assert.All(ids, id =>
        {
            Assert.Matches("^[A-Za-z0-9_-]{43}$", id.Text);
            Assert.Contains(lines, line => line!.Split(';').Any(pair => pair.TrimStart(' ') == $"__Host-{Name}={id.Text}"));
        });

        var now = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var binding = BrowserBinding.For(https: true, TimeSpan.FromMinutes(5), SameSiteMode.Lax);
        var read = binding.Read(http.Request);
        if (read is not null) Assert.Contains("__Host-gateway-login=" + System.Buffers.Text.Base64Url.EncodeToString(read), lines.ToString(), StringComparison.Ordinal);
        var count = binding.LoginsWith(http.Request, now);
        Assert.InRange(count, 1, read is null ? 1 : int.MaxValue);
        var kept = binding.ReadOrMake(http);
        Assert.Equal(32, kept.Length);
        if (read is not null) Assert.Equal(read, kept);
        binding.Rotate(http, now);
        Assert.All(http.Response.Headers.SetCookie, line => Assert.Matches("^__Host-gateway-login=[A-Za-z0-9_.-]{43,90}; ", line));
        return $"{ids.Count} {read is null} {Math.Min(count, 5)}";
    }

    // As PHP names what it finds, old versions that decode the name and new ones that do not.
    private static IEnumerable<string> NamesInPhp(string pair)
    {
        var written = pair.Split('=')[0];
        foreach (var name in (string[])[written, Encoding.Latin1.GetString(DecodedUrl(written))])
        {
            var read = name.TrimStart(' ', '\t', '\n', '\v', '\f', '\r').Split('\0')[0].Replace(' ', '_').Replace('.', '_');
            yield return read.Split('[')[0];
            yield return read.Replace('[', '_');
        }
    }

    private static byte[] DecodedUrl(string text) => System.Net.WebUtility.UrlDecodeToBytes(Encoding.Latin1.GetBytes(text), 0, text.Length)!;
}
