using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Gateway.Rules;

namespace Gateway.Tests.Rules;

/// <summary>What holds for every path and every redirect target that anybody could make up.</summary>
public sealed class PathPropertyTests
{
    private const string Unreserved = "ABCxyz019-._~";

    private static readonly string[] PathPieces =
    [
        "/", "/", "/", "//", ".", "..", "/../", "/./", "a", "B", "members", "full", "%41", "%7e", "%2e", "%2E%2e", "%2F", "%5c", "%25", "%252e", "%2541",
        "%00", "%0a", "%7f", "%20", "%c3%bc", "%C5%BF", "%E2%84%AA", "%EF%BC%8F", "%E2%80%A5", "%EF%BF%BE", "%F0%9F%98%80", "%CC%81", "%ff", "%c0%af",
        ";", ":", "::$DATA", "@", "=", "+", "[", "|", "\"", "~", "\\", "#", "%", "%u", "é", " ", "\t",
    ];

    private static readonly string[] TargetPieces =
    [
        .. PathPieces, "?", "?a=", "#", "@evil.example", "evil.example", "http:", "https://", "／", "。", "：", "\r\n", "\0", "javascript:", "😀", "{", "<",
    ];

    private static readonly string[] ExpressionPieces =
    [
        "a", "b", "/", ".", "^", "$", "|", "(", "(?:", ")", ")", "[a]", "[^a-z]", "[", "]", "[]a]", "[^]", "\\", "\\d", "\\.", "\\]", "*", "+", "?", "{2}", "{0,3}", "{", "}",
    ];

    [Property(MaxTest = 3000)]
    public Property A_path_is_refused_whole_or_canonical_for_good() => Prop.ForAll(Arbitrary(PathPieces), raw =>
    {
        foreach (var encoding in new[] { PathEncodings.Utf8, PathEncodings.Latin1 })
        {
            var taken = CanonicalPath.TryParse(raw, encoding, out var path, out var fault);
            if (!taken)
            {
                if (path is not null || fault.Length == 0)
                    return false;
                continue;
            }

            var again = Stage.Path(path!.Encoded, encoding);
            var good = fault.Length == 0
                && again.Encoded == path.Encoded && again.Decoded == path.Decoded && again.Folded == path.Folded
                && IsClean(path.Decoded) && IsClean(path.Folded)
                && path.Encoded.All(c => c is > ' ' and < '\u007F')
                && FoldedPath.Of(path.Folded) == path.Folded;
            if (!good)
                return false;
        }

        return true;
    });

    [Property(MaxTest = 1000)]
    public Property Any_text_folds_to_a_fixed_point() => Prop.ForAll(AnyText(), text =>
    {
        var folded = FoldedPath.Of("/" + text);
        return FoldedPath.Of(folded) == folded && IsClean(folded.Replace("\\", "", StringComparison.Ordinal), controlsToo: false);
    });

    [Property(MaxTest = 1000)]
    public Property Encoding_unreserved_characters_changes_nothing() =>
        Prop.ForAll(Arbitrary(["/", "/", "a", "B7", "..", "x.php", "%20", "%c3%bc", "~", "-_", ";"]), Arb.From(Gen.Choose(1, int.MaxValue)), (raw, seed) =>
        {
            if (!CanonicalPath.TryParse(raw, PathEncodings.Utf8, out var path, out _))
                return true;

            var pick = new System.Random(seed);
            var inEscape = 0;
            var spelled = string.Concat(raw.Select(c =>
            {
                inEscape = c == '%' ? 2 : inEscape - 1;
                var free = c != '%' && inEscape < 0 && (char.IsAsciiLetterOrDigit(c) || Unreserved.Contains(c, StringComparison.Ordinal));
                return free && pick.Next(2) == 0 ? $"%{(int)c:x2}" : c.ToString();
            }));
            return Stage.Path(spelled).Encoded == path!.Encoded;
        });

    [Property(MaxTest = 1000)]
    public Property Each_sample_of_an_expression_is_found_by_it() => Prop.ForAll(Arbitrary(ExpressionPieces), expression =>
        !PathKey.TryParse("~" + expression, out var key, out _) || key!.Samples.All(key.Covers));

    [Property(MaxTest = 5000)]
    public Property A_relative_target_that_is_accepted_stays_on_its_origin() => Prop.ForAll(Arbitrary(TargetPieces), value =>
    {
        var judge = new ReturnUrl([new Origin("https", "a.example", 443)], [], PathEncodings.Utf8);

        var target = judge.Judge(value);

        return target is null
            || (Uri.TryCreate(new Uri("https://a.example/members/vanity.php"), target, out var uri)
                && uri.GetLeftPart(UriPartial.Authority) == "https://a.example"
                && uri.UserInfo.Length == 0
                && target.All(c => c is > ' ' and < '\u007F')
                && judge.Judge(target) == target);
    });

    private static bool IsClean(string path, bool controlsToo = true) =>
        path.StartsWith('/')
        && !path.Contains("//", StringComparison.Ordinal)
        && !path.Contains('\\', StringComparison.Ordinal)
        && !path.Split('/').Any(segment => segment is "." or "..")
        && !(controlsToo && path.Any(c => c is < ' ' or '\u007F'));

    private static Arbitrary<string> Arbitrary(string[] pieces) =>
        Arb.From(Gen.Choose(0, 9).SelectMany(count => Gen.Elements(pieces).ListOf(count)).Select(parts => "/" + string.Concat(parts)));

    private static Arbitrary<string> AnyText() =>
        Arb.From(Gen.Choose(0x20, 0x1FFFF).Where(code => code is < 0xD800 or > 0xDFFF).ListOf().Select(codes => string.Concat(codes.Select(char.ConvertFromUtf32))));
}
