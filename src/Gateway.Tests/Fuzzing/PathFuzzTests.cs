using System.Text;
using Gateway.Rules;
using Gateway.Tests.Rules;
using Xunit;

namespace Gateway.Tests.Fuzzing;

/// <summary>A path that is taken has one meaning: to us, to whoever decodes it once or once more, and to every rule.</summary>
public sealed class PathFuzzTests
{
    private static readonly Fuzz Paths = new("path",
        ["/", "/members/full/a.php", "/members/../full//x", "/a%20b/%c3%bc/%C3%BC.zip", "/%7Euser/%41", "/members/%66ull/", "/a;x=1/..b/.c", "/%E2%84%AA/%EF%BC%8F", "/%25%32%35/%2541"],
        "/", "//", "/./", "/../", "..", "%2e", "%2E%2e", "%2f", "%5c", "%25", "%252e", "%00", "%0a", "%7f", "%20", "%c3%bc", "%C5%BF", "%ff", "%c0%af", "%e2%80%a5", ";", "..;", "members", "full", "FULL", "unauth.php", "\\", "#", "?");

    [Fact]
    public void A_path_has_one_meaning_or_none() => Paths.Run((byte[] bytes) =>
    {
        var raw = Encoding.Latin1.GetString(bytes);
        return One(raw, PathEncodings.Utf8) + One(raw, PathEncodings.Latin1);
    });

    private static string One(string raw, PathEncodings encoding)
    {
        var taken = CanonicalPath.TryParse(raw, encoding, out var path, out var fault);
        Assert.Equal(taken, path is not null);
        Assert.Equal(taken, fault.Length == 0);
        if (!taken) return fault;

        var again = Stage.Path(path!.Encoded, encoding);
        Assert.Equal((path.Encoded, path.Decoded, path.Folded), (again.Encoded, again.Decoded, again.Folded));
        AssertClean(path.Decoded);
        AssertClean(path.Folded);
        Assert.Equal(-1, path.Encoded.AsSpan().IndexOfAnyExceptInRange('!', '~'));
        foreach (var escape in (string[])["%2F", "%5C", "%00", "%2E"]) Assert.DoesNotContain(escape, path.Encoded, StringComparison.OrdinalIgnoreCase);

        var reading = encoding == PathEncodings.Utf8 ? Encoding.UTF8 : Encoding.Latin1;
        Assert.Equal(path.Decoded, reading.GetString(Decode(Encoding.Latin1.GetBytes(path.Encoded))));
        Assert.Equal(Resolve(reading.GetString(Decode(Encoding.Latin1.GetBytes(raw)))), path.Decoded);
        var twice = Encoding.Latin1.GetString(Decode(Decode(Encoding.Latin1.GetBytes(path.Encoded))));
        Assert.Equal(twice.Count(letter => letter == '/'), path.Decoded.Count(letter => letter == '/'));
        AssertClean(twice, controlsToo: false);
        Assert.Equal(path.Encoded, new Uri("https://a.example" + path.Encoded).AbsolutePath);
        foreach (var member in (Member?[])[null, Stage.Trial, Stage.Full])
            Assert.Equal(Decision.Decide(Stage.Rules, path, null, "GET", member), Decision.Decide(Stage.Rules, again, null, "GET", member));
        return $"taken{path.Encoded.Contains('%', StringComparison.Ordinal)}{path.Encoded != raw}{Decision.Decide(Stage.Rules, path, null, "GET", null).Rule}";
    }

    private static void AssertClean(string path, bool controlsToo = true)
    {
        Assert.StartsWith("/", path, StringComparison.Ordinal);
        Assert.DoesNotContain("//", path, StringComparison.Ordinal);
        Assert.DoesNotContain(path.Split('/', '\\'), segment => segment is "." or "..");
        Assert.DoesNotContain('\\', path);
        Assert.DoesNotContain('\0', path);
        if (controlsToo) Assert.DoesNotContain(path, letter => letter is < ' ' or '\u007F');
    }

    private static byte[] Decode(byte[] text)
    {
        var bytes = new List<byte>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '%' && at + 2 < text.Length && char.IsAsciiHexDigit((char)text[at + 1]) && char.IsAsciiHexDigit((char)text[at + 2]))
            {
                bytes.Add(Convert.FromHexString(Encoding.ASCII.GetString(text, at + 1, 2))[0]);
                at += 2;
            }
            else
            {
                bytes.Add(text[at]);
            }
        }

        return [.. bytes];
    }

    // Runs of slashes, then dot segments, as Apache has it.
    private static string Resolve(string path)
    {
        var segments = new List<string>();
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts)
        {
            if (part == ".") continue;
            if (part != "..") segments.Add(part);
            else segments.RemoveAt(segments.Count - 1);
        }

        var isFolder = path.EndsWith('/') || parts is [.., "." or ".."];
        return "/" + string.Join('/', segments) + (isFolder && segments.Count > 0 ? "/" : "");
    }
}
